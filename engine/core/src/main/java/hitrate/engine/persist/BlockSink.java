package hitrate.engine.persist;

/// Where blocks of an image go from the node's thread.
interface BlockSink {
  /// An empty block.
  Block fresh();

  /// Takes a block that is full, or the last one.
  void put(Block block);
}
