package hitrate.labs.exam.bank;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// All questions of one language, with the names of the curriculum's topics.
public final class QuestionBank {
  /// The file that names the topics: `d1: Strings and counters`.
  public static final String TOPICS = "topics.yaml";

  private final Map<String, Question> questions = new LinkedHashMap<>();
  private final Map<String, String> topics;

  private QuestionBank(Map<String, String> topics) {
    this.topics = topics;
  }

  /// Reads `topics.yaml` and every other `*.yaml` of a folder, files in the order of their names.
  ///
  /// @throws BankException when anything in them breaks a rule
  public static QuestionBank load(Path folder) throws IOException {
    var problems = new ArrayList<BankProblem>();
    var bank = new QuestionBank(readTopics(folder.resolve(TOPICS), problems));
    for (var file : questionFiles(folder)) {
      var reader = new QuestionReader(nameOf(file), bank.topics.keySet());
      for (var question : reader.read(Files.readString(file))) {
        if (bank.questions.putIfAbsent(question.id(), question) != null) {
          problems.add(new BankProblem(nameOf(file), 1, question.id(), "this id is taken"));
        }
      }
      problems.addAll(reader.problems());
    }
    if (!problems.isEmpty()) {
      throw new BankException(problems);
    }
    return bank;
  }

  private static List<Path> questionFiles(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .filter(file -> nameOf(file).endsWith(".yaml") && !nameOf(file).equals(TOPICS))
          .sorted()
          .toList();
    }
  }

  private static Map<String, String> readTopics(Path file, List<BankProblem> problems)
      throws IOException {
    var topics = new LinkedHashMap<String, String>();
    var root = QuestionReader.compose(Files.readString(file), nameOf(file), problems);
    if (root != null) {
      var section = YamlSection.of(root, nameOf(file), "", problems);
      section.names().forEach(id -> topics.put(id, section.text(id)));
    }
    return topics;
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }

  /// All questions, in the order of the files.
  public Collection<Question> questions() {
    return List.copyOf(questions.values());
  }

  /// The questions that pass a test, in the order of the files.
  public List<Question> where(Predicate<Question> test) {
    return questions.values().stream().filter(test).toList();
  }

  /// The question with this id.
  public Optional<Question> find(String id) {
    return Optional.ofNullable(questions.get(id));
  }

  /// The ids of the curriculum's topics and their names.
  public Map<String, String> topics() {
    return Map.copyOf(topics);
  }

  /// The name of a topic; its id where it has none.
  public String topicName(String topic) {
    return topics.getOrDefault(topic, topic);
  }
}
