package hitrate.engine.persist;

import hitrate.engine.memory.Region;

/// Writes a snapshot file as blocks for another thread: only copies strings, which that thread
/// turns into integers or compresses.
final class RdbTape extends RdbWriter {
  private final BlockSink sink;
  private Block block;

  RdbTape(BlockSink sink) {
    super(false);
    this.sink = sink;
    this.block = sink.fresh();
    room(block.array());
  }

  @Override
  void string(byte[] source, int offset, int count) {
    prepare(count);
    raw(source, offset, count);
  }

  @Override
  void string(Region region, long address, int count) {
    prepare(count);
    raw(region, address, count);
  }

  private void prepare(int count) {
    if (length() > 0 && length() + count > Block.BYTES) {
      pass();
    }
    block.string(length(), count);
  }

  /// Hands over what there is, and a value behind it.
  void pass(FrozenValue value) {
    block.end(value);
    pass();
  }

  /// Hands over what there is.
  void pass() {
    block.fill(array(), length());
    sink.put(block);
    block = sink.fresh();
    room(block.array());
  }
}
