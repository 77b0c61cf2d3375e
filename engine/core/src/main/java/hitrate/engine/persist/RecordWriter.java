package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.AccessMarks;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.EvictionPolicy;
import hitrate.engine.keyspace.Keyspace;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Writes what a snapshot file is made of, record by record, to memory; [RdbFileWriter] brings it
/// to the file. Belongs to the thread that owns the keys.
///
/// ```
/// file:     "REDIS" | version, 4 digits | aux ... | library ... | database ... | 255 | checksum
/// aux:      250 | name | value
/// library:  245 | code
/// database: 254 | number | 251 | keys | keys that expire | entry ...
/// entry:    [252 | time] [248 | idle seconds, or 249 | uses] | type | key | value
/// ```
final class RecordWriter {
  private final RdbWriter out;

  /// @param out where the records go
  RecordWriter(RdbWriter out) {
    this.out = out;
  }

  /// What a file tells about itself.
  ///
  /// @param version of redis-server
  /// @param seconds since 1970, when it was written
  /// @param usedBytes memory that the node used then
  /// @param history where this is in a history of changes: names and values
  /// @param isAofBase whether an append-only file goes on where this one ends
  static Map<String, String> facts(
      String version,
      long seconds,
      long usedBytes,
      Map<String, String> history,
      boolean isAofBase) {
    var facts = new LinkedHashMap<String, String>();
    facts.put("redis-ver", version);
    facts.put("redis-bits", "64");
    facts.put("ctime", Long.toString(seconds));
    facts.put("used-mem", Long.toString(usedBytes));
    facts.putAll(history);
    facts.put("aof-base", isAofBase ? "1" : "0");
    return facts;
  }

  /// The beginning of a file that holds the keyspace as it is now: that says which version of the
  /// format is needed.
  ///
  /// @param facts what the file tells about itself: names and values, in their order
  void begin(Keyspace keyspace, Map<String, String> facts) {
    int version = Payload.VERSION;
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      if (keyspace.database(i).fields().size() > 0) {
        version = Payload.VERSION_WITH_FIELD_TIMES;
      }
    }
    begin(version, facts);
  }

  /// The beginning of a file of this version of the format.
  void begin(int version, Map<String, String> facts) {
    byte[] magic = "REDIS%04d".formatted(version).getBytes(StandardCharsets.US_ASCII);
    out.raw(magic, 0, magic.length);
    facts.forEach((name, value) -> {
      out.octet(Opcode.AUX);
      out.string(name.getBytes(StandardCharsets.UTF_8));
      out.string(value.getBytes(StandardCharsets.UTF_8));
    });
  }

  void library(Bytes code) {
    out.octet(Opcode.FUNCTION);
    out.string(code.toArray());
  }

  /// Says which database the following keys are in.
  void database(int number) {
    out.octet(Opcode.DATABASE);
    out.length(number);
  }

  /// Says how many keys of the database follow, so that a reader can make room for them.
  void sizes(long keys, long expiring) {
    out.octet(Opcode.SIZES);
    out.length(keys);
    out.length(expiring);
  }

  /// A key with its value, its expiry, and the use that the policy of eviction looks at.
  void entry(Keyspace keyspace, Database database, long entry) {
    head(keyspace, database, entry);
    ValueWriter.write(database, entry, out);
  }

  /// What stands in front of an entry's value.
  void head(Keyspace keyspace, Database database, long entry) {
    var region = database.region();
    long expireAt = Entry.expireAt(region, entry);
    if (expireAt != Entry.NO_EXPIRY) {
      out.octet(Opcode.EXPIRES_MILLIS);
      out.littleEndian(expireAt, Long.BYTES);
    }
    EvictionPolicy policy = keyspace.eviction().policy();
    AccessMarks marks = keyspace.marks();
    if (policy.notesTime()) {
      out.octet(Opcode.IDLE);
      out.length(marks.idleSeconds(Entry.mark(region, entry)));
    } else if (policy.countsUses()) {
      out.octet(Opcode.FREQUENCY);
      out.octet(marks.uses(Entry.mark(region, entry)));
    }
    out.octet(ValueType.of(database, entry));
    out.string(region, Entry.keyAt(region, entry), Entry.keyLength(region, entry));
  }
}
