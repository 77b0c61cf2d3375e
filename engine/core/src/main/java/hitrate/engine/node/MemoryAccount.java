package hitrate.engine.node;

import hitrate.engine.command.MemoryFigures;
import hitrate.engine.command.MemoryFigures.Beside;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.replica.Replicas;
import hitrate.engine.world.Disk;

/// Adds up what the node uses memory for: its keys, their index, and what it keeps beside them
/// ([Beside]). The JVM itself is not counted, nor the interpreters of scripts, as the real server
/// does not count its own code and theirs.
final class MemoryAccount {
  private final NodeLoop loop;
  private final Disk disk;
  private final long startup;
  private Beside beside = Beside.NOTHING;
  private long peak;

  MemoryAccount(NodeLoop loop, Disk disk) {
    this.loop = loop;
    this.disk = disk;
    this.startup = loop.keyspace().usedBytes();
    loop.keyspace().eviction().alsoCount(() -> beside.sum() - beside.spared());
  }

  /// Counts anew what changes without anybody saying so; called at every tick of the timer.
  void sample() {
    long clients = loop.sessions().channels().usedBytes();
    Replicas replicas = loop.replication().replicas();
    long untaken = replicas.laterBytes();
    for (Connection connection : loop.connections().all()) {
      clients += connection.state().footprint().heldBytes();
      if (connection.state().isReplica()) {
        untaken += connection.outputMemory();
        clients -= connection.outputMemory();
      }
    }
    beside =
        new Beside(
            replicas.historyBytes(),
            untaken,
            clients,
            loop.persistence().recording().log().bufferBytes(),
            loop.scripting().scriptBytes(),
            loop.scripting().libraryBytes());
    peak = Math.max(peak, used());
  }

  /// Bytes in use.
  private long used() {
    return loop.keyspace().usedBytes() + beside.sum();
  }

  MemoryFigures figures() {
    sample();
    Keyspace keyspace = loop.keyspace();
    long index = 0;
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      index += keyspace.database(i).indexBytes();
    }
    long unused = keyspace.slab().heldBytes() - keyspace.slab().usedBytes();
    long resident = ProcessFigures.residentBytes(disk);
    return new MemoryFigures(
        used(), peak, startup, index, beside, used() + unused, resident, keyspace.size());
  }
}
