package hitrate.labs.exam.bank;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads one file of questions and checks each against the rules of the bank:
///
/// - an id begins with the topic and a hyphen (`b3-hash-tags` in `b3`);
/// - options are `a`, `b`, `c` ... without a gap: one right of four, or two or more right of five
///   or six, as in the exam;
/// - every option has its own explanation, every question its proof.
public final class QuestionReader {
  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)+");
  private static final Pattern TEST = Pattern.compile("[a-z]\\w*(\\.\\w+)*\\.[A-Z]\\w*#\\w+");
  private static final Pattern LAB = Pattern.compile("[\\w./-]+\\.adoc#[\\w-]+");
  private static final String LETTERS = "abcdef";

  private final String file;
  private final Set<String> topics;
  private final List<BankProblem> problems = new ArrayList<>();

  /// A reader of the file with this name.
  ///
  /// @param topics the ids of the curriculum
  public QuestionReader(String file, Set<String> topics) {
    this.file = file;
    this.topics = Set.copyOf(topics);
  }

  /// Everything found wrong so far.
  public List<BankProblem> problems() {
    return List.copyOf(problems);
  }

  /// The questions of the file, in order. Where [#problems] is not empty they are of no use.
  public List<Question> read(String text) {
    var questions = new ArrayList<Question>();
    var root = compose(text, file, problems);
    if (root == null) {
      return questions;
    }
    var top = YamlSection.of(root, file, "", problems);
    var topic = top.text("topic");
    if (!topic.isEmpty() && !topics.contains(topic)) {
      top.problem("topic", "topic '" + topic + "' is not in topics.yaml");
    }
    for (var section : top.sections("questions")) {
      questions.add(question(section, topic));
    }
    top.done();
    return questions;
  }

  /// The root node of a YAML text, or null and a problem where it is not YAML.
  static @Nullable Node compose(String text, String file, List<BankProblem> problems) {
    var settings = LoadSettings.builder().setLabel(file).build();
    try {
      var root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        problems.add(new BankProblem(file, 1, "", "the file is empty"));
      }
      return root.orElse(null);
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      problems.add(new BankProblem(file, line, "", "not YAML: " + e.getProblem()));
    } catch (YamlEngineException e) {
      problems.add(new BankProblem(file, 1, "", "not YAML: " + e.getMessage()));
    }
    return null;
  }

  private Question question(YamlSection section, String topic) {
    var id = section.text("id");
    section.nameIt(id);
    if (!id.isEmpty() && !(ID.matcher(id).matches() && id.startsWith(topic + "-"))) {
      section.problem(
          "id", "an id is '" + topic + "-' and lower-case words, such as " + topic + "-name");
    }
    int domain = section.number("domain", 1, 4);
    var question =
        new Question(
            id,
            topic,
            ExamDomain.values()[domain - 1],
            section.number("difficulty", 1, 3),
            section.optionalText("book"),
            section.text("stem"),
            options(section),
            section.text("takeaway"),
            proof(section.section("proof")));
    section.done();
    return question;
  }

  private List<Question.Option> options(YamlSection question) {
    var options = new ArrayList<Question.Option>();
    var section = question.section("options");
    for (var letter : section.names()) {
      if (options.size() >= LETTERS.length()
          || !letter.equals(LETTERS.substring(options.size(), options.size() + 1))) {
        section.problem(
            letter, "options are named a, b, c ... in order, at most " + LETTERS.length());
        return options;
      }
      var option = section.section(letter);
      options.add(
          new Question.Option(
              letter, option.text("text"), option.flag("right"), option.text("why")));
      option.done();
    }
    long right = options.stream().filter(Question.Option::right).count();
    if (right == 0) {
      section.problem("no option is right");
    } else if (right == 1 && options.size() != 4) {
      section.problem("one right option needs four options, there are " + options.size());
    } else if (right > 1 && (options.size() < 5 || right == options.size())) {
      section.problem("several right options need five or six options, one of them wrong");
    }
    return options;
  }

  private Proof proof(YamlSection section) {
    var shows = section.text("shows");
    Proof proof =
        switch (kindOf(section)) {
          case "java" -> new Proof.Java(shows, section.text("java"));
          case "test" -> new Proof.Test(shows, reference(section, "test", TEST));
          case "lab" -> new Proof.Lab(shows, reference(section, "lab", LAB));
          default -> new Proof.Commands(shows, section.text("commands"));
        };
    section.done();
    return proof;
  }

  private static String kindOf(YamlSection section) {
    return List.of("java", "test", "lab").stream()
        .filter(section::has)
        .findFirst()
        .orElse("commands");
  }

  private static String reference(YamlSection section, String kind, Pattern form) {
    var reference = section.text(kind);
    if (form.matcher(reference).matches()) {
      return reference;
    }
    section.problem(
        kind,
        kind.equals("test")
            ? "a test is named fully.qualified.ClassName#method"
            : "a lab step is named path/to/lab.adoc#anchor");
    return "#";
  }
}
