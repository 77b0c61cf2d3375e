package hitrate.labs.exam.export;

import hitrate.labs.exam.bank.Question;
import java.util.Collection;

/// Moodle's XML format, with an explanation for each option.
final class MoodleXmlWriter {
  private MoodleXmlWriter() {}

  static String write(Collection<Question> questions) {
    var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<quiz>\n");
    var topic = "";
    for (var question : questions) {
      if (!question.topic().equals(topic)) {
        topic = question.topic();
        xml.append("  <question type=\"category\"><category><text>$course$/hitrate/")
            .append(topic)
            .append("</text></category></question>\n");
      }
      append(xml, question);
    }
    return xml.append("</quiz>\n").toString();
  }

  private static void append(StringBuilder xml, Question question) {
    xml.append("  <question type=\"multichoice\">\n");
    xml.append("    <name><text>").append(question.id()).append("</text></name>\n");
    xml.append("    <questiontext format=\"html\">").append(text(question.stem()));
    xml.append("</questiontext>\n");
    xml.append("    <generalfeedback format=\"html\">").append(text(question.takeaway()));
    xml.append("</generalfeedback>\n");
    xml.append("    <defaultgrade>1</defaultgrade>\n    <penalty>0</penalty>\n");
    xml.append("    <idnumber>").append(question.id()).append("</idnumber>\n");
    xml.append("    <single>").append(!question.multipleResponse()).append("</single>\n");
    xml.append("    <shuffleanswers>true</shuffleanswers>\n");
    xml.append("    <answernumbering>ABCD</answernumbering>\n");
    question.options().forEach(option -> append(xml, question, option));
    xml.append("    <tags><tag><text>domain-").append(question.domain().number());
    xml.append("</text></tag></tags>\n  </question>\n");
  }

  private static void append(StringBuilder xml, Question question, Question.Option option) {
    xml.append("    <answer fraction=\"").append(fraction(question, option));
    xml.append("\" format=\"html\">").append(text(option.text()));
    xml.append("<feedback format=\"html\">").append(text(option.why()));
    xml.append("</feedback></answer>\n");
  }

  private static String fraction(Question question, Question.Option option) {
    if (option.right()) {
      return Shares.of(question);
    }
    return question.multipleResponse() ? "-100" : "0";
  }

  /// HTML in a CDATA section; `]]>` cannot occur, since `>` is escaped.
  private static String text(String plain) {
    return "<text><![CDATA[" + Html.paragraphs(plain) + "]]></text>";
  }
}
