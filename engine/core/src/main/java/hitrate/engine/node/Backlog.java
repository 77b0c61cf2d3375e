package hitrate.engine.node;

import hitrate.engine.world.Network;
import java.io.IOException;
import java.util.ArrayDeque;

/// Replies that a client has not taken yet, in blocks: many small ones share a block.
final class Backlog {
  private static final int BLOCK_BYTES = 16 * 1024; // as in the real server

  private final ArrayDeque<byte[]> blocks = new ArrayDeque<>();
  private int taken; // bytes of the first block that are gone
  private int filled; // bytes of the last block that are in use
  private long bytes;

  boolean isEmpty() {
    return bytes == 0;
  }

  /// Bytes that wait.
  long bytes() {
    return bytes;
  }

  /// What the blocks take.
  long allocated() {
    long sum = 0;
    for (byte[] block : blocks) {
      sum += block.length;
    }
    return sum;
  }

  int blocks() {
    return blocks.size();
  }

  /// Adds `from[start, end)`.
  void add(byte[] from, int start, int end) {
    int at = start;
    if (!blocks.isEmpty()) {
      byte[] last = blocks.getLast();
      int fits = Math.min(end - at, last.length - filled);
      System.arraycopy(from, at, last, filled, fits);
      filled += fits;
      at += fits;
    }
    if (at < end) {
      byte[] block = new byte[Math.max(end - at, BLOCK_BYTES)];
      System.arraycopy(from, at, block, 0, end - at);
      blocks.add(block);
      filled = end - at;
    }
    bytes += end - start;
  }

  /// Writes what the channel takes; answers how many bytes that were.
  long writeTo(Network.Channel channel) throws IOException {
    long before = bytes;
    while (bytes > 0) {
      byte[] block = blocks.getFirst();
      int end = blocks.size() == 1 ? filled : block.length;
      int count = channel.write(block, taken, end - taken);
      taken += count;
      bytes -= count;
      if (taken < end) {
        break;
      }
      blocks.removeFirst();
      taken = 0;
    }
    return before - bytes;
  }

  void clear() {
    blocks.clear();
    taken = 0;
    bytes = 0;
  }
}
