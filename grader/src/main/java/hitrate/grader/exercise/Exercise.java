package hitrate.grader.exercise;

import hitrate.grader.text.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/// One exercise: facts from `exercise.properties`, texts in the learner's language.
///
/// @param id its id, after the curriculum: `d1-strings`
/// @param topic the row of the curriculum it belongs to: `d1`
/// @param files the learner's files, below the source folder: `d1strings/NewsSite.java`
/// @param type the learner's class that the tests use
/// @param tests the class of the graded tests
/// @param folder where its data is
/// @param task the task, in parts and sentences
/// @param hints the hints to each part
/// @param messages title, summary and the texts of the graded tests
public record Exercise(
    String id,
    String topic,
    List<String> files,
    String type,
    String tests,
    Path folder,
    Task task,
    Hints hints,
    Messages messages) {

  public Exercise {
    files = List.copyOf(files);
  }

  /// Reads the exercise in `folder`.
  ///
  /// @throws IOException when a file is missing or malformed; the message names it
  static Exercise read(Path folder, Locale locale) throws IOException {
    var facts = new Properties();
    var file = folder.resolve("exercise.properties");
    try (var reader = Files.newBufferedReader(file)) {
      facts.load(reader);
    }
    var texts = Messages.folder(folder, locale);
    return new Exercise(
        String.valueOf(folder.getFileName()),
        fact(facts, "topic", file),
        List.of(fact(facts, "files", file).split("\\s+")),
        fact(facts, "class", file),
        fact(facts, "tests", file),
        folder,
        Task.read(texts.resolve("task.md")),
        Hints.read(texts.resolve("hints.md")),
        Messages.read(texts.resolve("messages.properties"), locale));
  }

  private static String fact(Properties facts, String key, Path file) throws IOException {
    var value = facts.getProperty(key, "").strip();
    if (value.isEmpty()) {
      throw new IOException(file + ": '" + key + "' is missing");
    }
    return value;
  }

  /// What it is called.
  public String title() {
    return messages.text("title");
  }

  /// What it is about, in a sentence.
  public String summary() {
    return messages.text("summary");
  }

  /// The file of the task, in the learner's language.
  public Path taskFile() {
    return Messages.folder(folder, messages.locale()).resolve("task.md");
  }

  /// The folder of the learner's files as they were at first.
  public Path stub() {
    return folder.resolve("stub");
  }
}
