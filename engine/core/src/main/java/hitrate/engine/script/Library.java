package hitrate.engine.script;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.CommandError;
import hitrate.engine.resp.InlineWords;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A library of functions as FUNCTION LOAD takes it.
///
/// @param functions by their names, in the order in which they were registered
record Library(String name, Bytes code, Map<String, Member> functions) {
  private static final CommandError INVALID = CommandError.of("ERR Invalid library metadata");
  private static final CommandError BAD_NAME =
      CommandError.of(
          "ERR Library names can only contain letters, numbers, or underscores(_) and must be at"
              + " least one character long");

  /// One function of a library.
  ///
  /// @param chunk its number in the interpreter
  record Member(
      String library, String name, int chunk, @Nullable String description, ScriptFlags flags) {}

  /// The library's name, from the first line of its code: `#!lua name=mylib`.
  ///
  /// @throws CommandError when that line is wrong
  static String nameIn(byte[] code) {
    if (code.length < 2 || code[0] != '#' || code[1] != '!') {
      throw CommandError.of("ERR Missing library metadata");
    }
    List<Bytes> words = firstLine(code);
    String name = null;
    for (Bytes word : words.subList(1, words.size())) {
      String text = latin(word);
      if (!text.toLowerCase(Locale.ROOT).startsWith("name=")) {
        throw CommandError.of("ERR Invalid metadata value given: " + text);
      }
      if (name != null) {
        throw CommandError.of("ERR Invalid metadata value, name argument was given multiple times");
      }
      name = text.substring(5);
    }
    if (name == null) {
      throw CommandError.of("ERR Library name was not given");
    }
    checkName(name);
    String engine = latin(words.getFirst()).substring(2);
    if (!engine.equalsIgnoreCase("lua")) {
      throw CommandError.of("ERR Engine '" + engine + "' not found");
    }
    return name;
  }

  private static List<Bytes> firstLine(byte[] code) {
    int end = 0;
    while (end < code.length && code[end] != '\n' && code[end] != 0) {
      end++;
    }
    if (end == code.length || code[end] == 0) {
      throw INVALID;
    }
    List<Bytes> words = InlineWords.split(Arrays.copyOf(code, end));
    if (words == null || words.isEmpty()) {
      throw INVALID;
    }
    return words;
  }

  /// @throws CommandError for a name that no library and no function may have
  static void checkName(String name) {
    if (name.isEmpty() || !name.chars().allMatch(Library::isNameCharacter)) {
      throw BAD_NAME;
    }
  }

  private static boolean isNameCharacter(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }

  private static String latin(Bytes bytes) {
    return new String(bytes.toArray(), StandardCharsets.ISO_8859_1);
  }
}
