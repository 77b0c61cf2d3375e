package hitrate.engine.node;

/// What is left to decode of the bytes that a connection has read, while the requests before them
/// run. If one of those takes so long that others are served in its midst, somebody may have to
/// take it over.
final class Undecoded {
  private static final byte[] NOTHING = new byte[0];

  private byte[] array = NOTHING;
  private int from;
  private int to;
  private int takeovers;

  /// Holds `array[from, to)` up to [#release], which takes what this answers.
  int hold(byte[] read, int start, int end) {
    array = read;
    from = start;
    to = end;
    return takeovers;
  }

  /// True when nobody has taken it over since.
  boolean release(int held) {
    array = NOTHING;
    return takeovers == held;
  }

  /// Has somebody else keep what is held; false when nothing is.
  @SuppressWarnings("ReferenceEquality") // that very array
  boolean takeOver(QueryBuffer keeper) {
    if (array == NOTHING) {
      return false;
    }
    takeovers++;
    keeper.keep(array, from, to);
    array = NOTHING;
    return true;
  }
}
