package hitrate.grader.report;

import hitrate.grader.text.Messages;
import java.io.StringWriter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/// JUnit's XML: one suite, one case for each graded test, the points as properties.
final class JUnitXmlReport implements ReportFormat.Writer {
  @Override
  public String render(GradeReport report, Messages messages, Map<String, String> environment) {
    var text = new StringWriter();
    try {
      var xml = XMLOutputFactory.newFactory().createXMLStreamWriter(text);
      text.write("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
      suite(xml, report, messages);
      xml.flush();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text + "\n";
  }

  private static void suite(XMLStreamWriter xml, GradeReport report, Messages messages)
      throws XMLStreamException {
    long failures = report.tests().stream().filter(test -> !test.passed()).count();
    xml.writeStartElement("testsuite");
    attribute(xml, "name", report.exercise());
    attribute(xml, "tests", Integer.toString(report.tests().size()));
    attribute(xml, "failures", Long.toString(failures));
    attribute(xml, "errors", "0");
    attribute(xml, "skipped", "0");
    attribute(xml, "timestamp", report.started().truncatedTo(ChronoUnit.SECONDS).toString());
    attribute(xml, "time", seconds(Json.seconds(report.took())));
    line(xml, 1);
    xml.writeStartElement("properties");
    property(xml, "score", Integer.toString(report.score()));
    property(xml, "maxScore", Integer.toString(report.maxScore()));
    property(xml, "target", report.target());
    property(xml, "isolation", report.isolation());
    line(xml, 1);
    xml.writeEndElement();
    for (var test : report.tests()) {
      line(xml, 1);
      testCase(xml, report, test, messages);
    }
    line(xml, 0);
    xml.writeEndElement();
  }

  private static void testCase(
      XMLStreamWriter xml, GradeReport report, TestResult test, Messages messages)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    attribute(xml, "classname", report.exercise());
    attribute(xml, "name", Explanation.name(test));
    attribute(xml, "time", seconds(Json.seconds(test.took())));
    if (!test.passed()) {
      line(xml, 2);
      xml.writeStartElement("failure");
      attribute(xml, "message", test.observed());
      attribute(xml, "type", "failed");
      var problem = report.problem().isEmpty() ? "" : "\n" + report.problem();
      xml.writeCharacters(legal(Explanation.of(test, messages) + problem));
      xml.writeEndElement();
    }
    if (!test.printed().isEmpty()) {
      line(xml, 2);
      xml.writeStartElement("system-out");
      xml.writeCharacters(legal(test.printed()));
      xml.writeEndElement();
    }
    if (!test.passed() || !test.printed().isEmpty()) {
      line(xml, 1);
    }
    xml.writeEndElement();
  }

  private static void property(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    line(xml, 2);
    xml.writeEmptyElement("property");
    attribute(xml, "name", name);
    attribute(xml, "value", value);
  }

  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, legal(value));
  }

  private static void line(XMLStreamWriter xml, int depth) throws XMLStreamException {
    xml.writeCharacters("\n" + "  ".repeat(depth));
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }

  /// XML 1.0 knows no way to write most control characters and lone surrogates.
  private static String legal(String text) {
    var clean = new StringBuilder(text.length());
    text.codePoints().map(c -> isLegal(c) ? c : '?').forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isLegal(int c) {
    return c == '\t'
        || c == '\n'
        || c == '\r'
        || (c >= ' ' && c <= 0xD7FF)
        || (c >= 0xE000 && c <= 0xFFFD)
        || c >= 0x10000;
  }
}
