package hitrate.engine.persist;

import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.keyspace.PackedStreams;
import hitrate.engine.memory.Region;
import hitrate.engine.struct.FieldTable;
import hitrate.engine.struct.LargeValue;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.MemberTable;
import hitrate.engine.struct.QuickList;
import hitrate.engine.struct.SortedSet;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.TimedFields;

/// Writes a value as the real server does.
final class ValueWriter {
  private static final int PLAIN_NODE = 1;
  private static final int PACKED_NODE = 2;

  private final RdbWriter out;

  private ValueWriter(RdbWriter out) {
    this.out = out;
  }

  /// Writes the value of an entry behind its [ValueType].
  static void write(Database database, long entry, RdbWriter out) {
    var writer = new ValueWriter(out);
    var region = database.region();
    int kind = Entry.kind(region, entry);
    if (Kind.isStream(kind)) {
      StreamWriter.write(PackedStreams.read(database, entry), out);
    } else if (Kind.isLarge(kind)) {
      writer.large(kind, database.large(entry));
    } else {
      writer.inEntry(kind, region, entry);
    }
  }

  /// Writes a large value, which may be frozen.
  static void writeLarge(int kind, LargeValue value, RdbWriter out) {
    new ValueWriter(out).large(kind, value);
  }

  private void inEntry(int kind, Region region, long entry) {
    if (kind == Kind.SET_PACKED) {
      members(Entry.value(region, entry));
      return;
    }
    if (kind == Kind.HASH_TIMED) {
      timed(Entry.value(region, entry));
      return;
    }
    if (kind == Kind.LIST_PACKED) {
      out.length(1);
      out.length(PACKED_NODE);
    }
    out.string(region, Entry.valueAt(region, entry), Entry.valueLength(region, entry));
  }

  /// The real server has no such sets: there, this one is a table.
  private void members(byte[] packed) {
    var pack = new Listpack(packed.length);
    pack.load(packed, 0, packed.length);
    out.length(pack.count());
    for (int at = pack.first(); at >= 0; at = pack.next(at)) {
      out.string(pack.toArray(at));
    }
  }

  private void large(int kind, LargeValue value) {
    switch (value) {
      case QuickList list -> list(list);
      case MemberTable members -> members(members);
      case SortedSet set -> scores(set);
      case FieldTable table -> fields(table);
      case Stream stream -> StreamWriter.write(stream, out);
      default -> throw new IllegalArgumentException("no large value: " + kind);
    }
  }

  private void members(MemberTable members) {
    out.length(members.size());
    members.forEach((array, offset, length) -> {
      out.string(array, offset, length);
      out.drain();
    });
  }

  private void list(QuickList list) {
    out.length(list.nodes());
    list.forEachStored(this::node);
  }

  /// Writes a compressed node as it is, even where long strings are not to be compressed.
  private void node(boolean isPlain, byte[] bytes, int stored, int length) {
    out.length(isPlain ? PLAIN_NODE : PACKED_NODE);
    if (stored < length) {
      out.compressed(bytes, stored, length);
    } else {
      out.string(bytes, 0, length);
    }
    out.drain();
  }

  /// The greatest score first: whoever reads them adds each at the head.
  private void scores(SortedSet set) {
    out.length(set.size());
    for (int node = set.last(); node != 0; node = set.previous(node)) {
      out.string(set.array(node), set.start(node), set.length(node));
      out.littleEndian(Double.doubleToRawLongBits(set.score(node)), Long.BYTES);
      out.drain();
    }
  }

  private void timed(byte[] packed) {
    var pack = new Listpack(packed.length);
    pack.load(packed, 0, packed.length);
    long earliest = TimedFields.earliest(pack);
    if (earliest == TimedFields.NEVER) {
      TimedFields.toPairs(pack);
    } else {
      out.littleEndian(earliest, Long.BYTES);
    }
    out.string(pack.array(), 0, pack.length());
  }

  /// A time is written as how long behind the earliest it is and 1, and 0 stands for none.
  private void fields(FieldTable table) {
    long earliest = table.earliest();
    boolean hasTimes = table.hasTimes();
    if (hasTimes) {
      out.littleEndian(earliest, Long.BYTES);
    }
    out.length(table.size());
    table.forEachRecord(record -> {
      if (hasTimes) {
        long time = table.time(record.array(), record.keyStart(), record.keyLength());
        out.length(time == TimedFields.NEVER ? 0 : time - earliest + 1);
      }
      out.string(record.array(), record.keyStart(), record.keyLength());
      out.string(record.array(), record.valueStart(), record.valueLength());
      out.drain();
    });
  }
}
