package hitrate.engine.struct;

import hitrate.engine.bytes.Bytes;
import java.util.Arrays;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A log of entries, each a list of fields with values under a rising id, and the groups of
/// consumers that read it.
///
/// Entries are packed, some hundred to a [StreamPiece]. The real server finds the pieces by a radix
/// tree over their ids. Here they stand in an array in the order of their ids: entries come at the
/// end and mostly go at the beginning, so there is hardly ever anything to move, a search takes as
/// few steps, and a piece costs 4 bytes instead of some 50. Pieces hold, byte for byte, what the
/// real server's do.
public final class Stream implements LargeValue {
  /// The most bytes that the words of one entry may have, and those of a piece.
  public static final long MAX_PIECE_BYTES = 1L << 30;

  private static final long OBJECT_BYTES =
      HeapSize.object(5 * HeapSize.REFERENCE + 2 * Integer.BYTES + 4 * Long.BYTES)
          + 3 * HeapSize.object(2 * Long.BYTES);

  private StreamPiece[] pieces = new StreamPiece[1];
  private int first; // of the pieces in the array
  private int end; // behind the last one
  private long length;
  private StreamId firstId = StreamId.MIN;
  private StreamId lastId = StreamId.MIN;
  private StreamId maxDeletedId = StreamId.MIN;
  private long entriesAdded;
  private @Nullable TreeMap<Bytes, ConsumerGroup> groups;
  private long pieceBytes;
  private long groupBytes;

  /// How many entries there are.
  public long length() {
    return length;
  }

  /// The first entry's id, [StreamId#MIN] when there is none.
  public StreamId firstId() {
    return firstId;
  }

  /// The greatest id ever given, or set.
  public StreamId lastId() {
    return lastId;
  }

  /// The greatest id of an entry deleted by its id, [StreamId#MIN] when there was none.
  public StreamId maxDeletedId() {
    return maxDeletedId;
  }

  /// How many entries were ever added.
  public long entriesAdded() {
    return entriesAdded;
  }

  /// Sets what the stream remembers of entries that it has no more.
  public void remember(StreamId newLastId, long newEntriesAdded, StreamId newMaxDeletedId) {
    lastId = newLastId;
    entriesAdded = newEntriesAdded;
    maxDeletedId = newMaxDeletedId;
  }

  @Override
  public long parts() {
    long ofGroups = 0;
    if (groups != null && !groups.isEmpty()) { // as many as the first has, for each of them
      ofGroups = groups.size() * (1L + groups.firstEntry().getValue().pending().size());
    }
    return end - first + ofGroups;
  }

  /// The groups by name. To be read only.
  public NavigableMap<Bytes, ConsumerGroup> groups() {
    var known = groups;
    return known == null ? Collections.emptyNavigableMap() : known;
  }

  public @Nullable ConsumerGroup group(Bytes name) {
    return groups == null ? null : groups.get(name);
  }

  /// A new group that has read up to `lastDelivered`.
  public ConsumerGroup addGroup(Bytes name, StreamId lastDelivered, long entriesRead) {
    var known = groups;
    if (known == null) {
      known = new TreeMap<>();
      groups = known;
    }
    var group = new ConsumerGroup(this, name, lastDelivered, entriesRead);
    known.put(name, group);
    return group;
  }

  /// Takes a group out, with its consumers and all that is pending.
  public void removeGroup(ConsumerGroup group) {
    if (groups != null && groups.remove(group.name()) != null) {
      groupBytes -= group.bytes();
    }
  }

  void countGroups(long moreBytes) {
    groupBytes += moreBytes;
  }

  /// The id for an entry that comes at a time: later than all there were.
  public @Nullable StreamId nextId(long now) {
    return now > lastId.millis() && lastId.millis() >= 0 ? new StreamId(now, 0) : lastId.next();
  }

  /// Adds an entry, whose id must be greater than [#lastId].
  ///
  /// @param maxBytes the size of the words and the piece from which on a new piece begins; 0 for as
  ///   much as there may be
  /// @param maxEntries the number of entries, deleted ones included, from which on a new piece
  ///   begins; 0 for any number
  public void append(StreamId id, StreamFields fields, long maxBytes, long maxEntries) {
    StreamPiece piece = end == first ? null : pieces[end - 1];
    if (piece != null && isFull(piece, fields, maxBytes, maxEntries)) {
      piece.shrink();
      pieceBytes += piece.recount();
      piece = null;
    }
    if (piece == null) {
      piece = StreamPiece.forEntry(id, fields);
      add(piece);
    }
    piece.append(id, fields);
    pieceBytes += piece.recount();
    if (length == 0) {
      firstId = id;
    }
    length++;
    entriesAdded++;
    lastId = id;
  }

  private static boolean isFull(
      StreamPiece piece, StreamFields fields, long maxBytes, long maxEntries) {
    long size = piece.pack().length();
    for (int i = 0; i < 2 * fields.pairs(); i++) {
      size += fields.length(i);
    }
    long limit = maxBytes == 0 ? MAX_PIECE_BYTES : Math.min(maxBytes, MAX_PIECE_BYTES);
    return size >= limit || maxEntries != 0 && piece.entries() + piece.deleted() >= maxEntries;
  }

  /// Adds a piece behind all others, without counting its entries.
  private void add(StreamPiece piece) {
    if (end == pieces.length) {
      int used = end - first;
      StreamPiece[] target = used <= pieces.length / 2 ? pieces : new StreamPiece[2 * used];
      System.arraycopy(pieces, first, target, 0, used);
      if (target == pieces) {
        Arrays.fill(pieces, used, end, null);
      }
      pieces = target;
      first = 0;
      end = used;
    }
    pieces[end++] = piece;
  }

  /// Adds a piece as another stream had it, behind all others: for reading a stored stream. The
  /// rest is set by [#remember] and [#first] or [#findFirst].
  public void addPiece(StreamId id, Listpack pack) {
    var piece = new StreamPiece(id, pack);
    add(piece);
    pieceBytes += piece.recount();
    length += piece.entries();
  }

  /// True when the bytes are a well-formed piece, so that every operation is safe on it: for bytes
  /// that come from outside.
  public static boolean isPiece(Listpack pack) {
    return PieceCheck.isPiece(pack);
  }

  /// A listpack from outside that is no piece, written anew with the right counts; null when it
  /// cannot be read. It must be well formed as a listpack.
  public static @Nullable Listpack mendedPiece(Listpack pack) {
    Listpack mended = PieceMend.mended(pack);
    return mended != null && isPiece(mended) ? mended : null;
  }

  /// Shows the pieces, for writing a stream: each with its id.
  public void forEachPiece(PieceAction action) {
    for (int i = first; i < end; i++) {
      action.accept(pieces[i].id(), pieces[i].pack());
    }
  }

  /// Sees a piece of the stream.
  public interface PieceAction {
    void accept(StreamId id, Listpack pack);
  }

  /// How many pieces there are.
  public int pieces() {
    return end - first;
  }

  /// How many nodes the real server's radix tree has for these pieces.
  public long radixNodes() {
    var ids = new StreamId[end - first];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = pieces[first + i].id();
    }
    return RadixShape.nodes(ids);
  }

  /// Where the piece stands that an id is in, if it is anywhere: the last one that begins with it
  /// or earlier; -1 when there is none.
  int indexOf(StreamId id) {
    int low = first;
    int high = end - 1;
    while (low <= high) {
      int middle = low + high >>> 1;
      if (pieces[middle].compareTo(id) <= 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return low == first ? -1 : high;
  }

  int firstIndex() {
    return first;
  }

  int lastIndex() {
    return end - 1;
  }

  /// The piece at an index, null where there is none.
  @Nullable StreamPiece piece(int index) {
    return index >= first && index < end ? pieces[index] : null;
  }

  /// True when there is such an entry.
  public boolean has(StreamId id) {
    return new StreamCursor(this, id, id, false).next();
  }

  /// The last entry that is there; the least id when there is none.
  public StreamId lastEntry() {
    var cursor = new StreamCursor(this, StreamId.MIN, StreamId.MAX, true);
    return cursor.next() ? cursor.id() : StreamId.MIN;
  }

  /// Says which entry is the first, as a stored stream tells.
  public void first(StreamId id) {
    firstId = id;
  }

  /// Finds out anew which entry is the first.
  public void findFirst() {
    var cursor = new StreamCursor(this, StreamId.MIN, StreamId.MAX, false);
    firstId = cursor.next() ? cursor.id() : StreamId.MIN;
  }

  /// Deletes an entry; false when there is none of that id. The stream remembers that there is a
  /// hole.
  public boolean delete(StreamId id) {
    var cursor = new StreamCursor(this, id, id, false);
    if (!cursor.next()) {
      return false;
    }
    int index = cursor.pieceIndex();
    StreamPiece piece = pieces[index];
    if (piece.entries() == 1) {
      removePiece(index);
    } else {
      piece.flagDeleted(cursor.position());
      piece.setCounts(-1, 1);
    }
    length--;
    if (id.isAfter(maxDeletedId)) {
      maxDeletedId = id;
    }
    if (length == 0) {
      firstId = StreamId.MIN;
    } else if (id.equals(firstId)) {
      findFirst();
    }
    return true;
  }

  private void removePiece(int index) {
    pieceBytes -= pieces[index].counted();
    if (index == first) {
      pieces[first++] = null;
    } else {
      System.arraycopy(pieces, index + 1, pieces, index, end - index - 1);
      pieces[--end] = null;
    }
  }

  /// Cuts entries off at the beginning; answers how many.
  public long trim(StreamTrim trim) {
    long removed = 0;
    while (first < end && !(trim.byLength() && length <= trim.maxLength())) {
      StreamPiece piece = pieces[first];
      long entries = piece.entries();
      if (trim.limit() != 0 && removed + entries > trim.limit()) {
        break;
      }
      if (goesWhole(piece, entries, trim)) {
        removePiece(first);
        length -= entries;
        removed += entries;
        continue;
      }
      if (!trim.approximate()) {
        removed += trimWithin(piece, trim);
      }
      break;
    }
    if (length == 0) {
      firstId = StreamId.MIN;
    } else if (removed > 0) {
      findFirst();
    }
    return removed;
  }

  private boolean goesWhole(StreamPiece piece, long entries, StreamTrim trim) {
    return trim.byLength()
        ? length - entries >= trim.maxLength()
        : piece.idAt(piece.lastEntry()).isBefore(trim.minId());
  }

  private long trimWithin(StreamPiece piece, StreamTrim trim) {
    long removed = 0;
    for (int at = piece.firstEntry(); at >= 0; at = piece.nextEntry(at)) {
      if (trim.byLength()
          ? length - removed <= trim.maxLength()
          : !piece.idAt(at).isBefore(trim.minId())) {
        break;
      }
      if (!piece.isDeleted(at)) {
        piece.flagDeleted(at);
        removed++;
      }
    }
    piece.setCounts(-removed, removed);
    pieceBytes += piece.recount();
    length -= removed;
    return removed;
  }

  /// True when an entry at this id or behind it may have been deleted by its id, so that counting
  /// from there on says nothing.
  boolean hasDeletedFrom(StreamId id) {
    return length != 0 && !maxDeletedId.isBefore(firstId) && !id.isAfter(maxDeletedId);
  }

  /// How many entries were ever added up to this id, or [ConsumerGroup#UNKNOWN].
  public long countUpTo(StreamId id) {
    if (entriesAdded == 0) {
      return 0;
    }
    int toLast = id.compareTo(lastId);
    if (length == 0 && toLast < 1 || toLast == 0) {
      return entriesAdded;
    }
    if (toLast < 0 && (maxDeletedId.isZero() || maxDeletedId.isBefore(firstId))) {
      int toFirst = id.compareTo(firstId);
      if (toFirst <= 0) {
        return entriesAdded - length + (toFirst == 0 ? 1 : 0);
      }
    }
    return ConsumerGroup.UNKNOWN;
  }

  @Override
  public long bytes() {
    return OBJECT_BYTES
        + HeapSize.array(pieces.length, HeapSize.REFERENCE)
        + pieceBytes
        + groupBytes;
  }

  @Override
  public Stream copy() {
    return copy(StreamPiece::copy, ConsumerGroup::copyTo);
  }

  @Override
  public Stream frozen() {
    return copy(StreamPiece::frozen, ConsumerGroup::frozen);
  }

  private Stream copy(
      UnaryOperator<StreamPiece> pieceCopy,
      BiFunction<ConsumerGroup, Stream, ConsumerGroup> groupCopy) {
    var copy = new Stream();
    for (int i = first; i < end; i++) {
      StreamPiece piece = pieceCopy.apply(pieces[i]);
      copy.add(piece);
      copy.pieceBytes += piece.recount();
    }
    copy.length = length;
    copy.firstId = firstId;
    copy.remember(lastId, entriesAdded, maxDeletedId);
    var known = groups;
    if (known != null) {
      var copies = new TreeMap<Bytes, ConsumerGroup>();
      known.forEach((name, group) -> copies.put(name, groupCopy.apply(group, copy)));
      copy.groups = copies;
    }
    return copy;
  }
}
