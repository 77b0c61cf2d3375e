package hitrate.labs.shell;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The arguments for JShell: those the user gave, and ours where the user gave none of the kind.
///
/// @param given by the user
record ShellArguments(List<String> given) {
  private static final Set<String> WITH_VALUE =
      Set.of(
          "--add-exports",
          "--add-modules",
          "--class-path",
          "-class-path",
          "--execution",
          "--feedback",
          "--module-path",
          "--startup");

  private static final Set<String> WITHOUT_VALUE =
      Set.of(
          "--enable-preview",
          "--help",
          "--help-extra",
          "--no-startup",
          "--show-version",
          "--version",
          "-X",
          "-h",
          "-q",
          "-s",
          "-v");

  ShellArguments {
    given = List.copyOf(given);
  }

  /// Whether JShell is to run scripts, from files or from standard input (`-`), instead of talking.
  boolean readsScripts() {
    boolean isValue = false;
    for (var word : given) {
      if (!isValue && (word.equals("-") || !word.startsWith("-"))) {
        return true;
      }
      isValue = WITH_VALUE.contains(word);
    }
    return false;
  }

  /// The first option that JShell does not have. Like JShell it takes the beginning of a long
  /// option for the option, `--feed` for `--feedback`, and `-Cword`, `-Jword` and `-Rword`.
  Optional<String> unknown() {
    boolean isValue = false;
    for (var word : given) {
      if (!isValue && word.startsWith("-") && !word.equals("-") && !known(word)) {
        return Optional.of(word);
      }
      isValue = WITH_VALUE.contains(word);
    }
    return Optional.empty();
  }

  private static boolean known(String word) {
    var name = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
    boolean begun =
        name.startsWith("--")
            && Stream.concat(WITH_VALUE.stream(), WITHOUT_VALUE.stream())
                .anyMatch(option -> option.startsWith(name));
    return begun
        || WITH_VALUE.contains(name)
        || WITHOUT_VALUE.contains(word)
        || word.matches("-[CJR].*");
  }

  /// All arguments.
  ///
  /// @param startScript read after JShell's default imports
  /// @param classPath of this program, which comes before the user's
  String[] complete(Path startScript, String classPath) {
    var all = new ArrayList<String>();
    if (!has("--execution")) {
      all.addAll(List.of("--execution", "local"));
    }
    if (!has("--feedback") && !has("-q") && !has("-s") && !has("-v")) {
      all.addAll(List.of("--feedback", "concise"));
    }
    if (!has("--startup") && !has("--no-startup")) {
      all.addAll(List.of("--startup", "DEFAULT", "--startup", startScript.toString()));
    }
    all.addAll(List.of("--class-path", classPath));
    for (int i = 0; i < given.size(); i++) {
      var word = given.get(i);
      boolean path = word.equals("--class-path") || word.equals("-class-path");
      if (path && i + 1 < given.size()) {
        all.set(all.indexOf("--class-path") + 1, classPath + File.pathSeparator + given.get(++i));
      } else {
        all.add(word);
      }
    }
    return all.toArray(String[]::new);
  }

  private boolean has(String option) {
    return given.stream().anyMatch(word -> word.equals(option) || word.startsWith(option + "="));
  }
}
