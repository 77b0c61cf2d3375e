package hitrate.engine.security;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Glob;
import hitrate.engine.command.KeySpec;
import java.util.List;

/// Keys that a user may read, write, or both.
///
/// @param access [#READ], [#WRITE] or both
record KeyPattern(Bytes pattern, Glob glob, int access) {
  static final int READ = 1;
  static final int WRITE = 2;

  KeyPattern(Bytes pattern, int access) {
    this(pattern, new Glob(pattern, false), access);
  }

  /// The access that a command needs to a key that it uses in these ways.
  static int needed(List<KeySpec.Flag> uses) {
    int needed = 0;
    for (KeySpec.Flag use : uses) {
      needed |=
          switch (use) {
            case ACCESS -> READ;
            case INSERT, DELETE, UPDATE -> WRITE;
            default -> 0;
          };
    }
    return needed;
  }

  boolean allows(Bytes key, int needed) {
    return (access & needed) == needed && glob.matches(key);
  }

  /// The rule that makes it.
  String rule() {
    String sign = access == READ ? "%R~" : access == WRITE ? "%W~" : "~";
    return sign + Texts.of(pattern);
  }
}
