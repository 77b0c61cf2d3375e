package hitrate.engine.command;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// All commands of a node, found by name in any case.
///
/// The lookup runs for every request, so it hashes and compares the bytes as they came, a name of
/// up to eight letters as one number.
public final class CommandTable {
  private static final int BUCKETS = 1024;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long LOWER_CASE = 0x2020202020202020L;

  private final TreeMap<String, Command> byName = new TreeMap<>();
  private final TreeMap<String, Command> byOwnName = new TreeMap<>();
  private final List<Command> numbered = new ArrayList<>();
  private final Command[] buckets = new Command[BUCKETS];
  private final byte[][] names = new byte[BUCKETS][];
  private final Command[] shortBuckets = new Command[BUCKETS];
  private final long[] shortNames = new long[BUCKETS]; // 0 where the bucket is free

  /// @throws IllegalArgumentException when a name is declared twice
  public CommandTable(Collection<Command> commands) {
    this(commands, Map.of());
  }

  /// @param renamed by their own names in lower case: what commands are called instead, empty for
  ///   those that nobody may call
  /// @throws IllegalArgumentException when there is no such command, or its new name is taken
  public CommandTable(Collection<Command> commands, Map<String, String> renamed) {
    var unknown = new HashSet<>(renamed.keySet());
    for (Command command : commands) {
      number(command);
      command.subcommands().values().forEach(this::number);
      command.laterSubcommands().values().forEach(this::number);
      unknown.remove(command.name());
      byOwnName.put(command.name(), command);
      String name = renamed.getOrDefault(command.name(), command.name()).toLowerCase(Locale.ROOT);
      if (name.isEmpty()) {
        continue;
      }
      if (byName.put(name, command) != null) {
        throw new IllegalArgumentException("Target command name already exists: " + name);
      }
      place(command, name);
    }
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException("No such command in rename-command: " + unknown);
    }
  }

  private void number(Command command) {
    command.number(numbered.size());
    numbered.add(command);
  }

  private void place(Command command, String called) {
    byte[] name = called.getBytes(StandardCharsets.ISO_8859_1);
    int bucket = bucket(name, 0, name.length);
    while (names[bucket] != null) {
      bucket = bucket + 1 & BUCKETS - 1;
    }
    names[bucket] = name;
    buckets[bucket] = command;
    if (name.length <= 8 && called.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
      placeShort(command, shortName(Arrays.copyOf(name, 8), 0, name.length));
    }
  }

  private void placeShort(Command command, long name) {
    int bucket = shortBucket(name);
    while (shortNames[bucket] != 0) {
      bucket = bucket + 1 & BUCKETS - 1;
    }
    shortNames[bucket] = name;
    shortBuckets[bucket] = command;
  }

  /// Up to eight bytes in lower case as one number. Of letters alone the result says for certain
  /// what they were: no other byte becomes one of `a` to `z`.
  private static long shortName(byte[] array, int offset, int length) {
    long mask = -1L >>> 64 - 8 * length;
    return ((long) LONGS.get(array, offset) | LOWER_CASE) & mask;
  }

  private static int shortBucket(long name) {
    return (int) (name * 0x9e3779b97f4a7c15L >>> 54);
  }

  /// The command whose name is in `array`, or null.
  public @Nullable Command find(byte[] array, int offset, int length) {
    if (length <= 8 && length > 0 && offset + 8 <= array.length) {
      long name = shortName(array, offset, length);
      int bucket = shortBucket(name);
      while (shortNames[bucket] != 0) {
        if (shortNames[bucket] == name) {
          return shortBuckets[bucket];
        }
        bucket = bucket + 1 & BUCKETS - 1;
      }
    }
    return findLong(array, offset, length);
  }

  private @Nullable Command findLong(byte[] array, int offset, int length) {
    int bucket = bucket(array, offset, length);
    byte[] name;
    while ((name = names[bucket]) != null) {
      if (matches(name, array, offset, length)) {
        return buckets[bucket];
      }
      bucket = bucket + 1 & BUCKETS - 1;
    }
    return null;
  }

  /// The command of that name, or null.
  public @Nullable Command find(String name) {
    return byName.get(name.toLowerCase(Locale.ROOT));
  }

  /// The command or subcommand of that full name, such as `config|get`, or null.
  public @Nullable Command findFull(String fullName) {
    return findFull(byName, fullName);
  }

  /// The same by the name that it has always had, which is the one that rules on users mean.
  public @Nullable Command findOwn(String fullName) {
    return findFull(byOwnName, fullName);
  }

  private static @Nullable Command findFull(Map<String, Command> names, String fullName) {
    int bar = fullName.indexOf('|');
    String name = bar < 0 ? fullName : fullName.substring(0, bar);
    Command command = names.get(name.toLowerCase(Locale.ROOT));
    return command == null || bar < 0 ? command : command.subcommand(fullName.substring(bar + 1));
  }

  /// All commands without subcommands, by name.
  public Collection<Command> commands() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /// The same without those of later versions, see [Command#isLater].
  public Collection<Command> listed() {
    return byName.values().stream().filter(command -> !command.isLater()).toList();
  }

  /// All commands by the names that they have always had, also those that nobody may call.
  public Collection<Command> own() {
    return Collections.unmodifiableCollection(byOwnName.values());
  }

  /// All commands and subcommands; each one's place is its [Command#number()].
  public List<Command> numbered() {
    return Collections.unmodifiableList(numbered);
  }

  private static int bucket(byte[] array, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = hash * 31 + (array[i] | 0x20);
    }
    return (hash ^ hash >>> 10) & BUCKETS - 1;
  }

  private static boolean matches(byte[] name, byte[] array, int offset, int length) {
    if (name.length != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      int b = array[offset + i];
      if (b >= 'A' && b <= 'Z') {
        b += 32;
      }
      if (b != name[i]) {
        return false;
      }
    }
    return true;
  }
}
