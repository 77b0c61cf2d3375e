package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.struct.ConsumerGroup;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamConsumer;
import hitrate.engine.struct.StreamId;
import hitrate.engine.struct.StreamPack;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads streams. A short one without groups does not become an object until a command opens it.
final class StreamReader {
  private final RdbReader in;
  private final boolean mends;
  private final Listpack piece = new Listpack(); // read last
  private final StreamPack shortStream = new StreamPack();
  private long pieces;

  /// @param mends whether a piece that can be read is taken whatever its counts say
  StreamReader(RdbReader in, boolean mends) {
    this.in = in;
    this.mends = mends;
  }

  /// How many listpacks have been read.
  long pieces() {
    return pieces;
  }

  /// Reads a stream of one of three types; the first remembers less than the second, the third has
  /// a time more for each consumer.
  ValueReader.Value read(int type) throws MalformedValue {
    long count = in.length();
    if (count != 1 || type == ValueType.STREAM_1) {
      return large(count, type);
    }
    StreamId id = piece(null);
    long[] known = in.numbers(8);
    long groups = in.length();
    if (groups == 0 && piece.length() <= StreamPack.MOST_BYTES) {
      shortStream.pack(id(known, 3), id(known, 1), id(known, 5), known[7], id, piece);
      return new ValueReader.InEntry(Kind.STREAM_PACKED, shortStream.array(), shortStream.length());
    }
    var stream = new Stream();
    stream.addPiece(id, ownPiece());
    remember(stream, known);
    groups(stream, groups, type);
    return new ValueReader.Large(Kind.STREAM, stream);
  }

  private ValueReader.Value large(long count, int type) throws MalformedValue {
    var stream = new Stream();
    StreamId before = null;
    for (long left = count; left != 0; left--) {
      before = piece(before);
      stream.addPiece(before, ownPiece());
    }
    // length, last id, and if there is more: first id, greatest deleted id, entries added
    boolean isFirstForm = type == ValueType.STREAM_1;
    long[] known = in.numbers(isFirstForm ? 3 : 8);
    if (known[0] != 0 && stream.pieces() == 0) { // otherwise it is counted, whatever it says
      throw new MalformedValue("Stream length inconsistent with rax entries");
    }
    if (isFirstForm) {
      stream.findFirst();
      if (stream.pieces() == 0) {
        stream.first(StreamId.MAX); // as the real server has it, which finds none
      }
      stream.remember(id(known, 1), stream.length(), StreamId.MIN);
    } else {
      remember(stream, known);
    }
    groups(stream, in.length(), type);
    return new ValueReader.Large(Kind.STREAM, stream);
  }

  private static void remember(Stream stream, long[] known) {
    stream.first(id(known, 3));
    stream.remember(id(known, 1), known[7], id(known, 5));
  }

  private static StreamId id(long[] numbers, int at) {
    return new StreamId(numbers[at], numbers[at + 1]);
  }

  /// Reads a piece, which the next one overwrites; answers its id.
  private StreamId piece(@Nullable StreamId before) throws MalformedValue {
    if (in.length() != StreamWriter.ID_BYTES) {
      throw new MalformedValue("Stream node key entry is not the size of a stream ID");
    }
    StreamId id = rawId();
    in.view();
    pieces++;
    piece.load(in.text(), in.textStart(), in.textLength());
    if (before != null && !id.isAfter(before) || !isPiece(piece)) {
      throw new MalformedValue("Stream listpack integrity check failed.");
    }
    return id;
  }

  private Listpack ownPiece() {
    var own = new Listpack(piece.length());
    own.load(piece.array(), 0, piece.length());
    return own;
  }

  /// How many elements it says it has, the real server does not look at.
  private boolean isPiece(Listpack pack) {
    if (Stream.isPiece(pack)) {
      return true;
    }
    if (pack.length() < Listpack.EMPTY_LENGTH) {
      return false;
    }
    pack.forgetCount();
    if (!pack.validate() || pack.isEmpty()) {
      return false;
    }
    return Stream.isPiece(pack) && pack.count() > 0 || mends && isMended(pack);
  }

  private static boolean isMended(Listpack pack) {
    Listpack mended = Stream.mendedPiece(pack);
    if (mended != null) {
      pack.load(mended.array(), 0, mended.length());
    }
    return mended != null;
  }

  private StreamId id() throws MalformedValue {
    return new StreamId(in.number(), in.number());
  }

  private StreamId rawId() throws MalformedValue {
    return new StreamId(in.bigEndian(Long.BYTES), in.bigEndian(Long.BYTES));
  }

  private void groups(Stream stream, long count, int type) throws MalformedValue {
    for (long left = count; left != 0; left--) {
      group(stream, type);
    }
  }

  private void group(Stream stream, int type) throws MalformedValue {
    var name = Bytes.wrap(in.string());
    StreamId last = id();
    long read = type == ValueType.STREAM_1 ? stream.countUpTo(last) : in.number();
    if (stream.group(name) != null) {
      throw new MalformedValue("Duplicated consumer group name " + name);
    }
    ConsumerGroup group = stream.addGroup(name, last, read);
    Map<StreamId, long[]> deliveries = new HashMap<>();
    for (long left = in.length(); left != 0; left--) {
      StreamId id = rawId();
      long at = in.littleEndian(Long.BYTES);
      if (deliveries.put(id, new long[] {at, in.number()}) != null) {
        throw new MalformedValue("Duplicated global PEL entry loading stream consumer group");
      }
    }
    for (long left = in.length(); left != 0; left--) {
      consumer(group, deliveries, type);
    }
    if (!deliveries.isEmpty()) {
      throw new MalformedValue("Stream CG PEL entry without consumer");
    }
  }

  private void consumer(ConsumerGroup group, Map<StreamId, long[]> deliveries, int type)
      throws MalformedValue {
    var name = Bytes.wrap(in.string());
    if (group.consumer(name) != null) {
      throw new MalformedValue("Duplicate stream consumer detected.");
    }
    StreamConsumer consumer = group.addConsumer(name, in.littleEndian(Long.BYTES));
    if (type == ValueType.STREAM_3) {
      consumer.active(in.littleEndian(Long.BYTES));
    } else {
      consumer.active(consumer.seenAt());
    }
    for (long left = in.length(); left != 0; left--) {
      StreamId id = rawId();
      long[] delivery = deliveries.remove(id);
      if (delivery == null) {
        throw new MalformedValue("Consumer entry not found in group global PEL");
      }
      group.addPending(id, consumer, delivery[0], delivery[1]);
    }
  }
}
