package hitrate.engine.keyspace;

/// Takes the entries of a point-in-time image from a [SnapshotWalk], each once, in no order. All
/// calls come on the node's thread and must neither wait nor change the keyspace.
public interface ImageSink {
  /// True while the walk may go on by itself. An entry that is about to change is handed over all
  /// the same: it cannot wait.
  boolean hasRoom();

  /// Takes an entry as it was at the moment of the image: to be copied during the call.
  ///
  /// @param database the number of its database at that moment
  /// @param entry its address, see [Entry]; any [Database] of the keyspace reads its large value
  void add(int database, long entry);

  /// All entries have been handed over.
  void complete();
}
