package hitrate.labs.guided;

import hitrate.book.transcript.Transcript;
import hitrate.book.transcript.TranscriptException;
import hitrate.labs.guided.GuidedLab.Box;
import hitrate.labs.guided.GuidedLab.Commands;
import hitrate.labs.guided.GuidedLab.Listing;
import hitrate.labs.guided.GuidedLab.Part;
import hitrate.labs.guided.GuidedLab.Predict;
import hitrate.labs.guided.GuidedLab.Program;
import hitrate.labs.guided.GuidedLab.Prose;
import hitrate.labs.guided.GuidedLab.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads `lab.adoc`. The same text is set as a page by Asciidoctor; on a terminal there is no time
/// to start that, so this reads the few forms of AsciiDoc that labs are written in, and refuses
/// every other one rather than show half a lab.
final class LabReader {

  private static final Pattern ANCHOR = Pattern.compile("\\[#([a-z0-9-]+)]");
  private static final Pattern ATTRIBUTE = Pattern.compile(":([a-z-]+): *(.*)");
  private static final Pattern PREDICT =
      Pattern.compile("\\[\\.predict%unbreakable,answer=([a-z])]");
  private static final Pattern PROGRAM = Pattern.compile("\\[program,([A-Za-z0-9]+\\.java)]");
  private static final Pattern SOURCE = Pattern.compile("\\[source,java(,indent=0)?]");
  private static final Pattern INCLUDE =
      Pattern.compile("include::([A-Za-z0-9]+\\.java)\\[tag=([a-z-]+)]");

  private final String id;
  private final Path folder;
  private final List<String> lines;
  private int at;

  private final Map<String, String> attributes = new HashMap<>();
  private final List<Part> opening = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private List<Part> parts = opening;
  private String title = "";
  private String anchor = "";
  private String stepTitle = "";
  private String stepId = "";

  private LabReader(String id, Path folder, List<String> lines) {
    this.id = id;
    this.folder = folder;
    this.lines = lines;
  }

  /// The lab in the folder `labs/<id>`.
  ///
  /// @throws LabTextException when its text is not that of a lab
  static GuidedLab read(Path folder) throws IOException {
    String id = String.valueOf(folder.getFileName());
    return new LabReader(id, folder, Files.readAllLines(folder.resolve("lab.adoc"))).lab();
  }

  private GuidedLab lab() throws IOException {
    while (at < lines.size()) {
      element();
    }
    endStep();
    if (title.isEmpty() || steps.isEmpty()) {
      throw wrong("a lab has a title and at least one step");
    }
    String summary = attributes.getOrDefault("description", "");
    return new GuidedLab(id, folder, title, summary, opening, steps);
  }

  private void element() throws IOException {
    String line = lines.get(at);
    Matcher anchored = ANCHOR.matcher(line);
    Matcher attribute = ATTRIBUTE.matcher(line);
    Matcher predict = PREDICT.matcher(line);
    Matcher program = PROGRAM.matcher(line);
    if (line.isBlank() || line.startsWith("// ")) {
      at++;
    } else if (anchored.matches()) {
      anchor = anchored.group(1);
      at++;
    } else if (line.startsWith("= ")) {
      title = line.substring(2);
      at++;
    } else if (attribute.matches()) {
      attributes.put(attribute.group(1), attribute.group(2));
      at++;
    } else if (line.startsWith("== ")) {
      beginStep(line.substring(3));
    } else if (predict.matches()) {
      at++;
      parts.add(predict(predict.group(1).charAt(0) - 'a'));
    } else if (line.equals("[transcript]")) {
      parts.add(commands());
    } else if (program.matches()) {
      at++;
      parts.add(new Program(program.group(1), block("----")));
    } else if (SOURCE.matcher(line).matches()) {
      parts.add(listing());
    } else if (line.matches("\\.[A-Z].*")) {
      parts.add(box());
    } else if (line.matches("\\[.*|image::.*|\\|===|[-*=+_.]{4,}|===.*|include::.*")) {
      throw wrong("a guided lab cannot hold this: " + line);
    } else {
      parts.add(prose());
    }
  }

  private void beginStep(String name) {
    endStep();
    if (anchor.isEmpty()) {
      throw wrong("a step needs an id such as [#lab-" + id + "-first] above its title");
    }
    stepTitle = name;
    stepId = anchor;
    anchor = "";
    parts = new ArrayList<>();
    at++;
  }

  private void endStep() {
    if (!stepTitle.isEmpty()) {
      steps.add(new Step(stepId, stepTitle, parts));
    }
  }

  /// A paragraph, or one item of a list.
  private Prose prose() {
    var text = new StringBuilder(lines.get(at++));
    while (at < lines.size() && !lines.get(at).isBlank() && !lines.get(at).startsWith("* ")) {
      text.append(' ').append(lines.get(at++).strip());
    }
    return new Prose(text.toString());
  }

  private Box box() {
    String name = lines.get(at++).substring(1);
    return new Box(name, String.join("\n", block("****")));
  }

  private Predict predict(int answer) {
    if (at < lines.size() && lines.get(at).startsWith(".")) {
      at++;
    }
    int first = at + 1;
    var question = new ArrayList<String>();
    var choices = new ArrayList<String>();
    for (String line : block("====")) {
      if (line.startsWith(". ")) {
        choices.add(line.substring(2));
      } else if (!line.isBlank() && !line.equals("[loweralpha]")) {
        question.add(line);
      }
    }
    if (answer < 0 || answer >= choices.size()) {
      throw new LabTextException(id, first, "the answer is none of the choices");
    }
    return new Predict(String.join(" ", question), choices, answer);
  }

  private Commands commands() {
    at++;
    int first = at + 1;
    List<String> block = block("----");
    try {
      return new Commands(Transcript.parse(block));
    } catch (TranscriptException e) {
      throw new LabTextException(id, first + e.line(), String.valueOf(e.getMessage()));
    }
  }

  private Listing listing() throws IOException {
    at++;
    int first = at + 1;
    var listing = new ArrayList<String>();
    for (String line : block("----")) {
      Matcher include = INCLUDE.matcher(line);
      if (include.matches()) {
        listing.addAll(tagged(include.group(1), include.group(2), first));
      } else {
        listing.add(line);
      }
    }
    return new Listing(listing);
  }

  /// The lines of a file between `tag::name[]` and `end::name[]`, without common indentation.
  private List<String> tagged(String file, String tag, int line) throws IOException {
    Path path = folder.resolve(file);
    if (!Files.exists(path)) {
      throw new LabTextException(id, line, "there is no file " + file);
    }
    var region = new ArrayList<String>();
    boolean inside = false;
    for (String source : Files.readAllLines(path)) {
      if (source.contains("end::" + tag + "[]")) {
        return String.join("\n", region).stripIndent().lines().toList();
      }
      if (inside) {
        region.add(source);
      }
      inside |= source.contains("tag::" + tag + "[]");
    }
    throw new LabTextException(id, line, file + " has no region " + tag);
  }

  /// The lines between two delimiters, the first of which is at hand.
  private List<String> block(String delimiter) {
    if (at >= lines.size() || !lines.get(at).equals(delimiter)) {
      throw wrong("expected " + delimiter);
    }
    int first = ++at;
    while (at < lines.size() && !lines.get(at).equals(delimiter)) {
      at++;
    }
    if (at == lines.size()) {
      throw new LabTextException(id, first, "the block has no end");
    }
    return lines.subList(first, at++);
  }

  private LabTextException wrong(String complaint) {
    return new LabTextException(id, Math.min(at, lines.size() - 1) + 1, complaint);
  }
}
