package hitrate.engine.script;

import hitrate.engine.command.CommandError;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a script's first line says about it: `#!lua flags=no-writes,allow-stale`.
///
/// @param hasFirstLine whether there is such a line at all; without it, old rules hold
record ScriptFlags(boolean hasFirstLine, Set<Flag> flags) {
  static final ScriptFlags NONE = new ScriptFlags(false, Set.of());

  /// The flags of scripts and functions, in the order in which FUNCTION LIST shows them.
  enum Flag {
    NO_WRITES("no-writes"),
    ALLOW_OOM("allow-oom"),
    ALLOW_STALE("allow-stale"),
    NO_CLUSTER("no-cluster"),
    ALLOW_CROSS_SLOT_KEYS("allow-cross-slot-keys");

    private final String wireName;

    Flag(String wireName) {
      this.wireName = wireName;
    }

    String wireName() {
      return wireName;
    }

    static @Nullable Flag of(String name) {
      return Arrays.stream(values()).filter(f -> f.wireName.equals(name)).findFirst().orElse(null);
    }
  }

  boolean allowsOom() {
    return flags.contains(Flag.ALLOW_OOM);
  }

  boolean noWrites() {
    return flags.contains(Flag.NO_WRITES);
  }

  /// @throws CommandError when the first line is wrong
  static ScriptFlags of(byte[] code) {
    if (code.length < 2 || code[0] != '#' || code[1] != '!') {
      return NONE;
    }
    int end = lineEnd(code);
    if (end == code.length) {
      throw CommandError.of("ERR Invalid script shebang");
    }
    String[] parts = new String(code, 0, end, StandardCharsets.ISO_8859_1).trim().split("\\s+");
    if (!parts[0].equals("#!lua")) {
      throw CommandError.of("ERR Unexpected engine in script shebang: " + parts[0]);
    }
    var flags = EnumSet.noneOf(Flag.class);
    for (int i = 1; i < parts.length; i++) {
      if (!parts[i].startsWith("flags=")) {
        throw CommandError.of("ERR Unknown lua shebang option: " + parts[i]);
      }
      for (String name : parts[i].substring(6).split(",", -1)) {
        Flag flag = Flag.of(name);
        if (flag == null && !name.isEmpty()) {
          throw CommandError.of("ERR Unexpected flag in script shebang: " + name);
        }
        if (flag != null) {
          flags.add(flag);
        }
      }
    }
    return new ScriptFlags(true, flags);
  }

  private static int lineEnd(byte[] code) {
    int end = 0;
    while (end < code.length && code[end] != '\n') {
      end++;
    }
    return end;
  }

  /// The code without its first line, whose line break stays, so that lines keep their numbers.
  static byte[] withoutFirstLine(byte[] code) {
    return code.length > 1 && code[0] == '#' && code[1] == '!'
        ? Arrays.copyOfRange(code, lineEnd(code), code.length)
        : code;
  }
}
