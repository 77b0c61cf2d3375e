package hitrate.engine.node;

import java.util.Arrays;

/// What a client has sent that is no whole request yet, and what follows it, in an array of the
/// connection's own. Most of the time there is nothing, and no array.
final class QueryBuffer {
  /// It grows in steps of this, and by a quarter of it at least.
  private static final int STEP_BYTES = 64 * 1024;

  private static final byte[] NOTHING = new byte[0];

  private byte[] array = NOTHING;
  private int length;

  /// Bytes that have come.
  int length() {
    return length;
  }

  /// Bytes of the array, those behind what has come included.
  int allocated() {
    return array.length;
  }

  byte[] array() {
    return array;
  }

  /// The array, with room behind what has come.
  ///
  /// @param wanted how many bytes the request takes, as far as is known. The array grows with what
  ///   has arrived, not with what is announced: an announcement costs nothing.
  byte[] withRoom(int wanted) {
    int most = Math.max(wanted, length + STEP_BYTES / 4);
    if (array.length < most) {
      int size = (int) Math.min(most, Math.max(2L * array.length, STEP_BYTES));
      array = Arrays.copyOf(array, Math.max(size, length + STEP_BYTES / 4));
    }
    return array;
  }

  /// Says up to where bytes have been read into the array.
  void filledTo(int end) {
    length = end;
  }

  /// Keeps `from[start, end)`, which may be a part of its own array, and nothing else.
  @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
  void keep(byte[] from, int start, int end) {
    int left = end - start;
    if (left == 0) {
      array = NOTHING;
    } else if (from == array) {
      System.arraycopy(from, start, array, 0, left);
    } else {
      int room = Math.min(left * 2, STEP_BYTES);
      array = Arrays.copyOfRange(from, start, Math.max(end, start + room));
    }
    length = left;
  }

  /// Gives back the room behind what has come.
  void trim() {
    if (array.length > length) {
      array = copy();
    }
  }

  void clear() {
    array = NOTHING;
    length = 0;
  }

  byte[] copy() {
    return Arrays.copyOf(array, length);
  }
}
