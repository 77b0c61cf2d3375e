package hitrate.engine.script;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.resp.InlineWords;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a script's first line says about it: `#!lua flags=no-writes,allow-stale`.
///
/// @param hasFirstLine whether there is such a line at all; without it, old rules hold
record ScriptFlags(boolean hasFirstLine, Set<Flag> flags) {
  private static final Bytes ENGINE = Bytes.of("#!lua");

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

  /// The flags of a call that runs code with this first line: those of the command, but for what
  /// the line says itself.
  Set<CommandFlag> ofCall(CommandFlag... ofCommand) {
    var call = EnumSet.noneOf(CommandFlag.class);
    call.addAll(List.of(ofCommand));
    call.removeAll(Set.of(CommandFlag.STALE, CommandFlag.MAY_REPLICATE));
    if (!noWrites()) {
      call.add(CommandFlag.WRITE);
    }
    if (!noWrites() && !allowsOom()) {
      call.add(CommandFlag.DENYOOM);
    }
    if (flags.contains(Flag.ALLOW_STALE)) {
      call.add(CommandFlag.STALE);
    }
    return call;
  }

  /// True for code that has such a line.
  static boolean begins(byte[] code, int from, int length) {
    return length > 1 && code[from] == '#' && code[from + 1] == '!';
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
    List<Bytes> words = InlineWords.split(Arrays.copyOf(code, end));
    if (words == null || words.isEmpty()) {
      throw CommandError.of("ERR Invalid engine in script shebang");
    }
    if (!words.getFirst().equals(ENGINE)) {
      throw CommandError.of("ERR Unexpected engine in script shebang: " + latin(words.getFirst()));
    }
    var flags = EnumSet.noneOf(Flag.class);
    for (Bytes word : words.subList(1, words.size())) {
      String option = latin(word);
      if (!option.startsWith("flags=")) {
        throw CommandError.of("ERR Unknown lua shebang option: " + option);
      }
      String names = option.substring(6);
      for (String name : names.isEmpty() ? new String[0] : names.split(",", -1)) {
        Flag flag = Flag.of(name);
        if (flag == null) {
          throw CommandError.of("ERR Unexpected flag in script shebang: " + name);
        }
        flags.add(flag);
      }
    }
    return new ScriptFlags(true, flags);
  }

  private static String latin(Bytes word) {
    return new String(word.toArray(), StandardCharsets.ISO_8859_1);
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
