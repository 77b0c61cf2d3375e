package hitrate.grader.exercise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The text of a task. Its demands are list items that begin with a number in bold: `- **1a** Each
/// call ...`; graded tests belong to such a sentence and quote it.
///
/// @param text the whole text, in Markdown
/// @param sentences the demands by their number, in order
/// @param parts the titles of the parts by their number: `1` for 1a and 1b
public record Task(String text, Map<String, String> sentences, Map<String, String> parts) {
  private static final Pattern SENTENCE =
      Pattern.compile("(?m)^- \\*\\*(\\d+[a-z])\\*\\* ((?:.|\\n(?! *\\n|- |#))*)");
  private static final Pattern PART = Pattern.compile("(?m)^## \\D*(\\d+): (.*)$");

  /// Reads the file.
  static Task read(Path file) throws IOException {
    return parse(Files.readString(file).replace("\r\n", "\n"));
  }

  static Task parse(String text) {
    var sentences = new LinkedHashMap<String, String>();
    SENTENCE
        .matcher(text)
        .results()
        .forEach(m -> sentences.put(m.group(1), m.group(2).replaceAll("\\s+", " ").strip()));
    var parts = new LinkedHashMap<String, String>();
    PART.matcher(text).results().forEach(m -> parts.put(m.group(1), m.group(2).strip()));
    return new Task(text, sentences, parts);
  }

  /// The part that a sentence belongs to: `1` for `1a`.
  public static String partOf(String sentence) {
    return sentence.replaceAll("[a-z]$", "");
  }

  /// The sentence of this number.
  public String sentence(String number) {
    var sentence = sentences.get(number);
    if (sentence == null) {
      throw new IllegalArgumentException("the task has no sentence " + number);
    }
    return sentence;
  }

  /// The numbers of all sentences in order.
  public List<String> numbers() {
    return List.copyOf(sentences.keySet());
  }
}
