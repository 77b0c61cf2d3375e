package hitrate.engine.world.sealed;

import hitrate.engine.world.Entropy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32;

/// The records of one sealed file, one behind the other, each sealed by itself:
///
/// ```
/// length and mark (4) | nonce (12) | CRC-32 of these (4) | encrypted bytes | tag (16)
/// ```
///
/// A record is bound to its place: its number and the tag of the record before are part of what is
/// sealed, and each file has a key of its own. So none can be moved, left out, put into another
/// file or replaced by one that stood there before. The checksum tells a length that was altered
/// from a record that a crash has cut off.
///
/// A nonce is eight random bytes for each time that the file is opened, and a count that only goes
/// up: it is never used again, even if the record is cut off and another written in its place.
final class Records {
  static final int MOST = 1 << 16;
  static final int HEAD = Integer.BYTES + Gcm.NONCE_LENGTH + Integer.BYTES;
  static final int OVERHEAD = HEAD + Gcm.TAG_LENGTH;
  private static final int LAST_MARK = 1 << 31;
  private static final int NONCE_AT = Integer.BYTES;
  private static final int CHECK_AT = NONCE_AT + Gcm.NONCE_LENGTH;

  private final Path file;
  private final Gcm gcm;
  private final byte[] nonce = new byte[Gcm.NONCE_LENGTH];
  private final byte[] foundNonce = new byte[Gcm.NONCE_LENGTH];
  private final byte[] context = new byte[Long.BYTES + Integer.BYTES + Gcm.TAG_LENGTH];
  private final byte[] tag; // of the record before
  private int nonces;
  private long number;
  private long place;

  Records(Path file, FileHeader header) {
    this.file = file;
    gcm = new Gcm(header.dataKey());
    tag = header.id();
    place = FileHeader.LENGTH;
  }

  /// How far they are at some moment.
  record Mark(long number, long place, byte[] tag) {}

  Mark mark() {
    return new Mark(number, place, tag.clone());
  }

  /// Goes back, or on from where somebody else has come.
  void goTo(Mark mark) {
    number = mark.number;
    place = mark.place;
    System.arraycopy(mark.tag, 0, tag, 0, tag.length);
  }

  /// Where the next record begins in the file.
  long place() {
    return place;
  }

  /// Seals up to [#MOST] bytes; answers how long the record in `to` is.
  int seal(byte[] from, int start, int length, boolean isLast, byte[] to) {
    var head = ByteBuffer.wrap(to, 0, HEAD);
    if (nonces++ == 0) { // the first, and after four billion
      System.arraycopy(Entropy.secret(Long.BYTES), 0, nonce, 0, Long.BYTES);
    }
    ByteBuffer.wrap(nonce).putInt(Long.BYTES, nonces);
    int word = isLast ? length | LAST_MARK : length;
    head.putInt(word).put(nonce).putInt(check(to, 0));
    gcm.seal(nonce, context(word), from, start, length, to, HEAD);
    advance(to, 0, length);
    return OVERHEAD + length;
  }

  /// The length that a record's head declares.
  int length(byte[] from, int at) throws UnsealingError {
    var head = ByteBuffer.wrap(from, at, HEAD);
    int length = head.getInt() & ~LAST_MARK;
    if (ByteBuffer.wrap(from).getInt(at + CHECK_AT) != check(from, at) || length > MOST) {
      throw refused("has a head that was altered");
    }
    return length;
  }

  static boolean isLast(byte[] from, int at) {
    return from[at] < 0;
  }

  /// Opens the record at `from[at]`, which is there as a whole; answers how many bytes it held.
  int open(byte[] from, int at, byte[] to) throws UnsealingError {
    int length = length(from, at);
    System.arraycopy(from, at + NONCE_AT, foundNonce, 0, foundNonce.length);
    int word = ByteBuffer.wrap(from).getInt(at);
    if (!gcm.open(foundNonce, context(word), from, at + HEAD, length, to, 0)) {
      throw refused("was altered or does not belong there");
    }
    advance(from, at, length);
    return length;
  }

  private void advance(byte[] record, int at, int length) {
    System.arraycopy(record, at + HEAD + length, tag, 0, tag.length);
    number++;
    place += OVERHEAD + length;
  }

  private byte[] context(int word) {
    ByteBuffer.wrap(context).putLong(number).putInt(word).put(tag);
    return context;
  }

  private static int check(byte[] head, int at) {
    var sum = new CRC32();
    sum.update(head, at, CHECK_AT);
    return (int) sum.getValue();
  }

  UnsealingError refused(String why) {
    return new UnsealingError(
        file, "is refused: record " + number + " at byte " + place + " " + why);
  }
}
