package hitrate.engine.struct;

/// Tells how many nodes the real server's radix tree has for the ids of a stream's pieces, 16 bytes
/// each, big-endian: XINFO shows that number.
///
/// In that tree a chain of bytes without a branch is one node, a branch is one, and each key ends
/// in one of its own.
final class RadixShape {
  private static final int KEY_BYTES = 16;

  private RadixShape() {}

  /// The nodes for these ids, which are ascending.
  static long nodes(StreamId[] ids) {
    if (ids.length == 0) {
      return 1; // the root
    }
    // Seen from left to right, a key adds its end and the chain that leads there; a branch is met
    // first by the key that parts from the one before it.
    long nodes = 2;
    var open = new int[KEY_BYTES + 1]; // depths of the branches above the last key
    int count = 0;
    for (int i = 1; i < ids.length; i++) {
      int depth = sharedBytes(ids[i - 1], ids[i]);
      int below = KEY_BYTES; // where the chain ends that is about to be cut
      while (count > 0 && open[count - 1] > depth) {
        below = open[--count];
      }
      if (count == 0 || open[count - 1] < depth) {
        int above = count == 0 ? -1 : open[count - 1];
        nodes += branch(above, depth, below);
        open[count++] = depth;
      }
      nodes += KEY_BYTES - depth - 1 > 0 ? 2 : 1; // the rest of this key, and its end
    }
    return nodes;
  }

  /// Nodes that a branch at a depth adds in a chain that runs from a branch above (-1: from the
  /// root) to one below: itself, and a chain more where bytes are left on both sides.
  private static int branch(int above, int depth, int below) {
    boolean hadChain = below - above - 1 > 0;
    int chains = (depth - above - 1 > 0 ? 1 : 0) + (below - depth - 1 > 0 ? 1 : 0);
    return 1 + chains - (hadChain ? 1 : 0);
  }

  private static int sharedBytes(StreamId one, StreamId other) {
    long millis = one.millis() ^ other.millis();
    return millis != 0
        ? Long.numberOfLeadingZeros(millis) / 8
        : 8 + Long.numberOfLeadingZeros(one.sequence() ^ other.sequence()) / 8;
  }
}
