package hitrate.labs.console;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// One argument of a command as `COMMAND DOCS` describes it, and how it reads in a syntax line.
///
/// `token` is the literal word before the value (`EX`), empty where there is none; `parts` are the
/// members of a `block` or the choices of a `oneof`.
public record Argument(
    String name,
    String type,
    String token,
    boolean optional,
    boolean multiple,
    boolean tokenRepeats,
    List<Argument> parts) {

  /// A copy of the parts is kept.
  public Argument {
    parts = List.copyOf(parts);
  }

  /// The argument as the reference pages write it: `[EX seconds | PX milliseconds]`, `key [key
  /// ...]`.
  public String syntax() {
    return optional ? "[" + repeated() + "]" : repeated();
  }

  private String repeated() {
    if (!multiple) {
      return join(token, value());
    }
    String again = tokenRepeats ? join(token, value()) : value();
    return join(token, value()) + " [" + again + " ...]";
  }

  /// What stands in the argument's place, without its token and brackets.
  String value() {
    return switch (type) {
      case "pure-token" -> "";
      case "oneof" -> {
        String choices = joinParts(" | ");
        yield optional && token.isEmpty() ? choices : "<" + choices + ">";
      }
      case "block" -> joinParts(" ");
      default -> name;
    };
  }

  private String joinParts(String separator) {
    return parts.stream().map(Argument::syntax).collect(Collectors.joining(separator));
  }

  /// Whether `word` is a literal word that begins this argument.
  boolean startsWith(String word) {
    if (!token.isEmpty()) {
      return token.equalsIgnoreCase(word);
    }
    return switch (type) {
      case "oneof" -> parts.stream().anyMatch(part -> part.startsWith(word));
      case "block" -> !parts.isEmpty() && parts.getFirst().startsWith(word);
      default -> false;
    };
  }

  /// Whether this argument can only be chosen by a literal word.
  boolean chosenByWord() {
    if (!token.isEmpty()) {
      return true;
    }
    return switch (type) {
      case "oneof" -> parts.stream().allMatch(Argument::chosenByWord);
      case "block" -> !parts.isEmpty() && parts.getFirst().chosenByWord();
      default -> false;
    };
  }

  /// The literal words that can begin this argument, in upper case.
  List<String> firstWords() {
    if (!token.isEmpty()) {
      return List.of(token.toUpperCase(Locale.ROOT));
    }
    return switch (type) {
      case "oneof" -> parts.stream().flatMap(part -> part.firstWords().stream()).toList();
      case "block" -> parts.isEmpty() ? List.of() : parts.getFirst().firstWords();
      default -> List.of();
    };
  }

  private static String join(String left, String right) {
    return left.isEmpty() || right.isEmpty() ? left + right : left + " " + right;
  }
}
