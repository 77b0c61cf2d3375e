package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.PackingLimits;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.keyspace.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Reads a whole snapshot file into a keyspace, of any version of the format up to 12. See
/// [RecordWriter] for what a file is made of.
///
/// Nobody is told of the keys that come so: they are not new, they are back.
final class RdbFileReader {
  /// The highest version that is read: redis-server 7.4's.
  private static final int NEWEST = Payload.VERSION_WITH_FIELD_TIMES;

  /// From this version on there is a checksum.
  private static final int FIRST_WITH_CHECKSUM = 5;

  private static final int MAGIC_LENGTH = 9;
  private static final int LOGGED_EMPTY_KEYS = 10;
  private static final int MILLIS = 1000;
  private static final long SMALLEST_ENTRY = 4;

  /// What is done with what a file holds beside keys.
  interface Rest {
    /// Writes a line to the log.
    void log(String level, String message);

    /// Hears how much memory the node used that wrote the file.
    default void usedThen(long bytes) {}

    /// Hears that a key has been read.
    ///
    /// @throws LoadError when reading is to end
    default void key() throws LoadError {}

    /// Hears that so many listpacks and the like were looked through.
    default void lookedThrough(long packs) {}

    /// Takes a library of functions.
    ///
    /// @throws CommandError when it is none
    void library(Bytes code);
  }

  /// What is asked of the reader.
  ///
  /// @param dropsExpired whether keys whose time is over are left out
  /// @param replaces whether a key that is there already gives way; else the file is refused
  /// @param checksum whether the checksum matters
  /// @param check see [ValueReader.Check]
  record Rules(boolean dropsExpired, boolean replaces, boolean checksum, ValueReader.Check check) {}

  private final ImageSource file;
  private final RdbReader in;
  private final Keyspace keyspace;
  private final IntFunction<Database> place;
  private final ValueReader values;
  private final Rest rest;
  private final Rules rules;
  private final Map<String, String> facts = new HashMap<>();
  private final Key key = new Key();
  private byte[] keyBytes = new byte[64];
  private final LoadBatch batch;
  private long expireAt = Entry.NO_EXPIRY;
  private long idleSeconds = LoadBatch.NOT_GIVEN;
  private int uses = LoadBatch.NOT_GIVEN;
  private long expired;
  private long empty;

  /// @param place where the keys of a database go
  RdbFileReader(
      ImageSource file,
      Keyspace keyspace,
      IntFunction<Database> place,
      PackingLimits limits,
      Rules rules,
      Rest rest,
      RdbReader.Progress progress) {
    this.file = file;
    this.in = new RdbReader(file, progress);
    this.keyspace = keyspace;
    this.place = place;
    this.values = new ValueReader(in, keyspace, limits, rules.check);
    this.rules = rules;
    this.rest = rest;
    this.batch = new LoadBatch(keyspace, place.apply(0), rules.replaces);
  }

  /// Keys that have been loaded.
  long loaded() {
    return batch.loaded();
  }

  /// Keys that were left out because their time was over.
  long expired() {
    return expired;
  }

  /// Bytes of the file that have been read.
  long position() {
    return in.position();
  }

  /// So many bytes that stand behind the snapshot.
  ///
  /// @throws LoadError when there are fewer
  byte[] behind(int count) throws LoadError {
    try {
      return in.raw(count);
    } catch (MalformedValue cut) {
      throw new LoadError(internalError(cut.what()));
    }
  }

  /// What the file says about itself.
  Map<String, String> facts() {
    return facts;
  }

  /// Reads everything up to the end of the snapshot; behind it there may be more in the file.
  void read() throws LoadError {
    try {
      int version = version();
      int opcode = in.octet();
      while (opcode != Opcode.END) {
        record(opcode, version);
        opcode = in.octet();
      }
      batch.flush();
      if (version >= FIRST_WITH_CHECKSUM) {
        checkSum();
      }
    } catch (MalformedValue.CutShort cut) {
      throw new LoadError(
          "Short read or OOM loading DB. Unrecoverable error, aborting now.",
          internalError(cut.what()));
    } catch (MalformedValue malformed) {
      throw new LoadError(
          internalError(malformed.what()), "Terminating server after rdb file reading failure.");
    } finally {
      file.end();
    }
    String skipped = empty == 0 ? "" : ", empty keys skipped: " + empty;
    rest.log(
        empty == 0 ? "notice" : "warning",
        "Done loading RDB, keys loaded: %d, keys expired: %d%s."
            .formatted(loaded(), expired, skipped));
  }

  private String internalError(String reason) {
    return "Internal error in RDB reading offset " + in.position() + " -> " + reason;
  }

  private int version() throws MalformedValue, LoadError {
    String magic = new String(in.raw(MAGIC_LENGTH), StandardCharsets.ISO_8859_1);
    if (!magic.startsWith("REDIS")) {
      throw refused("Wrong signature trying to load DB from file");
    }
    String digits = magic.substring("REDIS".length());
    int version = digits.matches("\\d+") ? Integer.parseInt(digits) : 0;
    if (version < 1 || version > NEWEST) {
      throw refused("Can't handle RDB format version " + version);
    }
    return version;
  }

  private static LoadError refused(String why) {
    return new LoadError(why, "Fatal error loading the DB: Invalid argument. Exiting.");
  }

  private void record(int opcode, int version) throws MalformedValue, LoadError {
    switch (opcode) {
      case Opcode.EXPIRES_SECONDS -> expireAt = (int) in.littleEndian(4) * (long) MILLIS;
      case Opcode.EXPIRES_MILLIS -> expireAt = in.littleEndian(Long.BYTES);
      case Opcode.FREQUENCY -> uses = in.octet();
      case Opcode.IDLE -> idleSeconds = in.length();
      case Opcode.DATABASE -> batch.enter(select(in.length()));
      case Opcode.SIZES -> {
        long keys = in.length();
        in.length(); // how many of them expire
        batch.expect(Math.clamp(keys, 0, in.remaining() / SMALLEST_ENTRY));
      }
      case Opcode.SLOT -> {
        in.length(); // its number
        in.length(); // how many keys
        in.length(); // how many of them expire
      }
      case Opcode.AUX -> aux();
      case Opcode.FUNCTION -> library();
      case Opcode.FUNCTION_BEFORE_RELEASE ->
          throw new MalformedValue("Pre-release function format not supported");
      case Opcode.MODULE_AUX -> {
        String module = moduleName(in.length());
        throw new LoadError(
            "The RDB file contains AUX module data I can't load: no matching module '"
                + module
                + "'");
      }
      default -> entry(opcode, version);
    }
  }

  private Database select(long number) throws LoadError {
    int known = keyspace.databaseCount();
    if (number < 0 || number >= known) {
      throw new LoadError(
          "FATAL: Data file was created with a Redis server configured to handle more than "
              + known
              + " databases. Exiting");
    }
    return place.apply((int) number);
  }

  private void aux() throws MalformedValue {
    String name = new String(in.string(), StandardCharsets.UTF_8);
    String value = new String(in.string(), StandardCharsets.UTF_8);
    facts.put(name, value);
    switch (name) {
      case "redis-ver" -> rest.log("notice", "Loading RDB produced by version " + value);
      case "ctime" -> {
        long age = keyspace.now() / MILLIS - number(value);
        rest.log("notice", "RDB age " + Math.max(age, 0) + " seconds");
      }
      case "used-mem" -> usedMemory(number(value));
      case "aof-preamble" -> logIf(number(value) != 0, "RDB has an AOF tail");
      case "aof-base" -> logIf(number(value) != 0, "RDB is base AOF");
      case "redis-bits", "lua", "repl-stream-db", "repl-id", "repl-offset" -> {}
      default -> {
        if (name.startsWith("%")) {
          rest.log("notice", "RDB '" + name + "': " + value);
        } else {
          rest.log("debug", "Unrecognized RDB AUX field: '" + name + "'");
        }
      }
    }
  }

  private void usedMemory(long bytes) {
    rest.usedThen(bytes);
    double megabytes = bytes / (1024.0 * 1024);
    String text = String.format(Locale.ROOT, "RDB memory usage when created %.2f Mb", megabytes);
    rest.log("notice", text);
  }

  private void logIf(boolean isSo, String message) {
    if (isSo) {
      rest.log("notice", message);
    }
  }

  private static long number(String text) {
    return text.matches("-?\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private void library() throws MalformedValue {
    var code = Bytes.wrap(in.string());
    try {
      rest.library(code);
    } catch (CommandError refused) {
      String why = refused.reply().replaceFirst("^ERR ", "");
      rest.log("warning", "Failed loading library, " + why);
      throw new MalformedValue("Failed loading library");
    }
  }

  /// The name of a module, nine characters of six bits each.
  private static String moduleName(long id) {
    String signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    var name = new StringBuilder();
    for (int shift = 58; shift >= 10; shift -= 6) {
      name.append(signs.charAt((int) (id >>> shift) & 63));
    }
    return name.toString();
  }

  private void entry(int type, int version) throws MalformedValue, LoadError {
    if (!ValueType.isKnown(type, version)) {
      throw new MalformedValue("Unknown RDB encoding type " + type);
    }
    in.view();
    int length = in.textLength();
    if (keyBytes.length < length) {
      keyBytes = new byte[length];
    }
    System.arraycopy(in.text(), in.textStart(), keyBytes, 0, length);
    if (type == ValueType.MODULE_1 || type == ValueType.MODULE_2) {
      throw new MalformedValue(
          "The RDB file contains module data I can't load: no matching module type '"
              + moduleName(in.length())
              + "'");
    }
    boolean isOver = expireAt != Entry.NO_EXPIRY && expireAt < keyspace.now();
    key.point(keyBytes, 0, length, keyspace.hash());
    try {
      if (type == ValueType.STRING) {
        in.view();
        keep(isOver && rules.dropsExpired, null);
      } else {
        keep(isOver && rules.dropsExpired, value(type));
      }
    } catch (MalformedValue.Empty nothing) {
      if (empty++ < LOGGED_EMPTY_KEYS) {
        rest.log("warning", "rdbLoadObject skipping empty key: " + key);
      }
    }
    expireAt = Entry.NO_EXPIRY;
    idleSeconds = LoadBatch.NOT_GIVEN;
    uses = LoadBatch.NOT_GIVEN;
    rest.key();
  }

  private ValueReader.Value value(int type) throws MalformedValue {
    long before = values.packs();
    try {
      return values.read(type);
    } finally {
      if (rules.check == ValueReader.Check.DEEPLY && values.packs() > before) {
        rest.lookedThrough(values.packs() - before);
      }
    }
  }

  private void keep(boolean isOver, ValueReader.@Nullable Value value) throws LoadError {
    if (isOver) {
      expired++;
      return;
    }
    // a switch over types would have the JVM make a class for it in the midst of the start
    if (value == null) {
      byte[] text = in.text();
      int from = in.textStart();
      int length = in.textLength();
      int kind = Kind.ofString(text, from, length);
      batch.add(key, kind, text, from, length, expireAt, idleSeconds, uses);
    } else if (value instanceof ValueReader.InEntry(int kind, byte[] bytes, int length)) {
      batch.add(key, kind, bytes, 0, length, expireAt, idleSeconds, uses);
    } else if (value instanceof ValueReader.Large(int kind, var large)) {
      batch.addLarge(key, kind, large, expireAt, idleSeconds, uses);
    }
  }

  private void checkSum() throws MalformedValue, LoadError {
    long computed = file.checksum(in.position());
    long written = in.littleEndian(Long.BYTES);
    if (!rules.checksum) {
      return;
    }
    if (written == 0) {
      rest.log("warning", "RDB file was saved with checksum disabled: no check performed.");
    } else if (written != computed) {
      throw new LoadError(
          "Wrong RDB checksum expected: (%x) but got (%x). Aborting now."
              .formatted(computed, written),
          internalError("RDB CRC error"));
    }
  }
}
