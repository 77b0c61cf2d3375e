package hitrate.engine.struct;

import org.jspecify.annotations.Nullable;

/// Walks over the entries of a [Stream] between two ids, either way. To be let go when the stream
/// changes.
public final class StreamCursor {
  private final Stream stream;
  private final StreamId from;
  private final StreamId to;
  private final boolean backwards;
  private int pieceIndex;
  private @Nullable StreamPiece piece;
  private int headFields;
  private int entry; // -1 at the end of the piece
  private int ahead; // the entry to look at next

  /// Walks over all entries from `from` to `to`, both included; backwards from `to` on.
  public StreamCursor(Stream stream, StreamId from, StreamId to, boolean backwards) {
    this.stream = stream;
    this.from = from;
    this.to = to;
    this.backwards = backwards;
    int start = stream.indexOf(backwards ? to : from);
    enter(start >= 0 || backwards ? start : stream.firstIndex());
  }

  private void enter(int index) {
    pieceIndex = index;
    piece = stream.piece(index);
    if (piece != null) {
      headFields = piece.headFields();
      ahead = backwards ? piece.lastEntry() : piece.firstEntry();
    }
  }

  /// Goes to the next entry that is there; false when there are no more.
  public boolean next() {
    for (StreamPiece here = piece; here != null; here = piece) {
      while (ahead >= 0) {
        entry = ahead;
        ahead = backwards ? entryBefore(here, entry) : here.nextEntry(entry);
        int side = side(here);
        if (side > 0) {
          piece = null;
          return false;
        }
        if (side == 0 && !here.isDeleted(entry)) {
          return true;
        }
      }
      enter(pieceIndex + (backwards ? -1 : 1));
    }
    return false;
  }

  /// Whether the entry lies ahead of the range (-1), in it or behind it (1), as the walk goes.
  private int side(StreamPiece here) {
    long millis = here.millisAt(entry);
    long sequence = here.sequenceAt(entry);
    boolean isEarly = StreamId.compare(millis, sequence, from.millis(), from.sequence()) < 0;
    if (isEarly) {
      return backwards ? 1 : -1;
    }
    boolean isLate = StreamId.compare(millis, sequence, to.millis(), to.sequence()) > 0;
    return isLate ? backwards ? -1 : 1 : 0;
  }

  /// Ahead of the first entry stands the zero that ends the head: an "entry" of no elements.
  private static int entryBefore(StreamPiece here, int entry) {
    int last = here.pack().previous(entry);
    return here.pack().longAt(last) == 0 ? -1 : here.entryEndingAt(last);
  }

  int pieceIndex() {
    return pieceIndex;
  }

  /// Where the entry starts within its piece.
  int position() {
    return entry;
  }

  private StreamPiece here() {
    StreamPiece here = piece;
    if (here == null) {
      throw new IllegalStateException("no entry");
    }
    return here;
  }

  public StreamId id() {
    return here().idAt(entry);
  }

  /// How many fields the entry has.
  public int pairs() {
    Listpack pack = here().pack();
    return (pack.longAt(entry) & StreamPiece.SAME_FIELDS) != 0
        ? headFields
        : (int) pack.longAt(behindId(pack));
  }

  private int behindId(Listpack pack) {
    return pack.next(pack.next(pack.next(entry)));
  }

  /// Shows all fields with their values, each as a position in the listpack.
  public void forEachField(FieldAction action) {
    StreamPiece here = here();
    Listpack pack = here.pack();
    int at = behindId(pack);
    if ((pack.longAt(entry) & StreamPiece.SAME_FIELDS) != 0) {
      int field = here.firstHeadField();
      for (int i = 0; i < headFields; i++) {
        action.accept(pack, field, at);
        field = pack.next(field);
        at = pack.next(at);
      }
      return;
    }
    for (long left = pack.longAt(at); left > 0; left--) {
      int field = pack.next(at);
      at = pack.next(field);
      action.accept(pack, field, at);
    }
  }

  /// Sees a field and its value.
  public interface FieldAction {
    void accept(Listpack pack, int field, int value);
  }
}
