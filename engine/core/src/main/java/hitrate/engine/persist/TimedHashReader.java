package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.PackingLimits;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.struct.FieldTable;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.TimedFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/// Reads a hash some of whose fields expire, in either of the forms in which redis-server 7.4
/// writes one. Fields whose time is over come along: they go like those of any other hash.
final class TimedHashReader {
  private final RdbReader in;
  private final Keyspace keyspace;
  private final PackingLimits limits;
  private final List<Field> fields = new ArrayList<>();

  TimedHashReader(RdbReader in, Keyspace keyspace, PackingLimits limits) {
    this.in = in;
    this.keyspace = keyspace;
    this.limits = limits;
  }

  private record Field(byte[] name, byte[] value, long time) {}

  /// Reads the earliest time, then the fields one by one.
  ValueReader.Value fieldByField() throws MalformedValue {
    long earliest = in.littleEndian(Long.BYTES);
    for (int left = in.count(); left > 0; left--) {
      long behind = in.length();
      long time = behind == 0 ? 0 : checked(checked(earliest) + checked(behind) - 1);
      byte[] name = in.string();
      fields.add(new Field(name, in.string(), time));
    }
    return hash(limits.hashValueBytes());
  }

  /// Takes the triples of a listpack, in front of which the earliest time stood.
  ValueReader.Value ofTriples(Listpack pack) throws MalformedValue {
    if (pack.count() % 3 != 0) {
      throw new MalformedValue("Hash listpack with field times integrity check failed.");
    }
    int at = pack.first();
    while (at >= 0) {
      int value = pack.next(at);
      int time = pack.next(value);
      if (!pack.isInteger(time)) {
        throw new MalformedValue("Hash listpack with field times integrity check failed.");
      }
      fields.add(new Field(pack.toArray(at), pack.toArray(value), checked(pack.longAt(time))));
      at = pack.next(time);
    }
    return hash(Long.MAX_VALUE);
  }

  private static long checked(long time) throws MalformedValue {
    if (time < 0 || time > TimedFields.LATEST) {
      throw new MalformedValue("invalid expireAt time: " + Long.toUnsignedString(time));
    }
    return time;
  }

  /// What was packed stays so whatever its words' lengths; else they are limited.
  private ValueReader.Value hash(long wordBytes) throws MalformedValue {
    if (fields.isEmpty()) {
      throw new MalformedValue.Empty();
    }
    boolean isSmall = fields.size() <= limits.hashEntries();
    var known = new HashSet<Bytes>();
    for (Field field : fields) {
      isSmall &= Math.max(field.name.length, field.value.length) <= wordBytes;
      if (!known.add(Bytes.wrap(field.name))) {
        throw new MalformedValue("Duplicate hash fields detected");
      }
    }
    return isSmall ? packed() : large();
  }

  private ValueReader.Value packed() {
    fields.sort(Comparator.comparingLong(field -> field.time == 0 ? Long.MAX_VALUE : field.time));
    var pack = new Listpack();
    for (Field field : fields) {
      pack.append(field.name, 0, field.name.length);
      pack.append(field.value, 0, field.value.length);
      pack.append(field.time);
    }
    return new ValueReader.InEntry(Kind.HASH_TIMED, pack.array(), pack.length());
  }

  private ValueReader.Value large() {
    var table = new FieldTable(keyspace.hash());
    for (Field field : fields) {
      table.put(field.name, 0, field.name.length, field.value, 0, field.value.length);
      if (field.time != 0) {
        table.expireAt(field.name, 0, field.name.length, field.time);
      }
    }
    return new ValueReader.Large(Kind.HASH_TABLE, table);
  }
}
