package hitrate.labs.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Completes and hints a line while it is typed, from the commands the server says it has.
///
/// Stateless but for the catalog, so one assistant serves any number of prompts.
public final class Assistant {
  /// One way to finish the last word: the whole word, and what it does.
  public record Candidate(String word, String description) {}

  private static final int MOST_CANDIDATES = 400;

  private final CommandCatalog catalog;
  private final Map<String, String> localCommands;

  /// `localCommands` are the console's own words (`help`, `quit`) and what each does.
  public Assistant(CommandCatalog catalog, Map<String, String> localCommands) {
    this.catalog = catalog;
    this.localCommands = Map.copyOf(localCommands);
  }

  /// The commands this assistant knows.
  public CommandCatalog catalog() {
    return catalog;
  }

  /// The arguments that may still follow `line`, to be shown behind the cursor; empty when there is
  /// nothing to say. Begins with a space where the line does not end with one.
  public String hint(String line) {
    var words = words(line);
    if (words.isEmpty()) {
      return "";
    }
    var doc = catalog.find(words);
    if (doc.isEmpty() || openQuote(line)) {
      return "";
    }
    int nameWords = doc.get().name().split(" ").length;
    if (!doc.get().subcommands().isEmpty() && doc.get().arguments().isEmpty()) {
      return words.size() == nameWords ? gap(line) + "subcommand" : "";
    }
    var rest =
        RemainingSyntax.after(words.subList(nameWords, words.size()), doc.get().arguments()).text();
    return rest.isEmpty() ? "" : gap(line) + rest;
  }

  /// The ways to finish the last word of `line` (an empty word after a space), in the letter case
  /// in which it was begun.
  public List<Candidate> complete(String line) {
    if (openQuote(line)) {
      return List.of();
    }
    var words = words(line);
    boolean fresh = words.isEmpty() || endsWithSpace(line);
    var before = fresh ? words : words.subList(0, words.size() - 1);
    String begun = fresh ? "" : words.getLast();
    var found = new ArrayList<Candidate>();
    for (var candidate : candidates(before, begun)) {
      if (candidate.word().regionMatches(true, 0, begun, 0, begun.length())) {
        found.add(inCaseOf(begun.isEmpty() ? line.strip() : begun, candidate));
      }
    }
    return found.size() > MOST_CANDIDATES ? found.subList(0, MOST_CANDIDATES) : found;
  }

  private List<Candidate> candidates(List<String> before, String begun) {
    if (before.isEmpty()) {
      var all = new ArrayList<>(names(catalog.all()));
      localCommands.forEach((word, what) -> all.add(new Candidate(word, what)));
      return all;
    }
    if (before.getFirst().equalsIgnoreCase("help")) {
      return helpTopics(before.subList(1, before.size()));
    }
    var doc = catalog.find(before);
    if (doc.isEmpty()) {
      return List.of();
    }
    int nameWords = doc.get().name().split(" ").length;
    if (before.size() == nameWords && !doc.get().subcommands().isEmpty()) {
      return names(doc.get().children());
    }
    return RemainingSyntax.after(before.subList(nameWords, before.size()), doc.get().arguments())
        .nextWords()
        .stream()
        .filter(word -> !begun.isEmpty() || doc.get().arguments().size() > 1)
        .map(word -> new Candidate(word, ""))
        .toList();
  }

  private List<Candidate> helpTopics(List<String> before) {
    if (before.size() == 1) {
      return catalog.find(before).map(doc -> names(doc.children())).orElse(List.of());
    }
    if (before.size() > 1) {
      return List.of();
    }
    var topics = new ArrayList<>(names(catalog.all()));
    catalog.groups().forEach(group -> topics.add(new Candidate("@" + group, "")));
    return topics;
  }

  private static List<Candidate> names(Iterable<CommandDoc> docs) {
    var names = new ArrayList<Candidate>();
    docs.forEach(doc -> names.add(new Candidate(doc.lastWord(), doc.summary())));
    return names;
  }

  private static Candidate inCaseOf(String typed, Candidate candidate) {
    boolean lower = !typed.isEmpty() && typed.equals(typed.toLowerCase(Locale.ROOT));
    return lower
        ? new Candidate(candidate.word().toLowerCase(Locale.ROOT), candidate.description())
        : candidate;
  }

  private static String gap(String line) {
    return endsWithSpace(line) ? "" : " ";
  }

  private static boolean endsWithSpace(String line) {
    return !line.isEmpty() && Character.isWhitespace(line.charAt(line.length() - 1));
  }

  private static boolean openQuote(String line) {
    return line.chars().filter(c -> c == '"').count() % 2 == 1;
  }

  /// The words of a line that may be unfinished: quotes keep spaces together, nothing is an error.
  static List<String> words(String line) {
    var words = new ArrayList<String>();
    var word = new StringBuilder();
    boolean inWord = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0 ? c == quote : c == '"' || c == '\'') {
        quote = quote == 0 ? c : 0;
        inWord = true;
      } else if (quote == 0 && Character.isWhitespace(c)) {
        if (inWord) {
          words.add(word.toString());
          word.setLength(0);
        }
        inWord = false;
      } else {
        word.append(c);
        inWord = true;
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
