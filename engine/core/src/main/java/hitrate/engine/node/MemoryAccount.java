package hitrate.engine.node;

import hitrate.engine.command.MemoryFigures;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.world.Disk;

/// Adds up what the node uses memory for: its keys, their index, and what clients have sent and not
/// yet taken. The JVM itself is not counted, as the real server does not count its own code.
final class MemoryAccount {
  private final Keyspace keyspace;
  private final Connections connections;
  private final Disk disk;
  private final long startup;
  private long clientBytes;
  private long peak;

  MemoryAccount(Keyspace keyspace, Connections connections, Disk disk) {
    this.keyspace = keyspace;
    this.connections = connections;
    this.disk = disk;
    this.startup = keyspace.usedBytes();
    keyspace.eviction().alsoCount(() -> clientBytes);
  }

  /// Counts anew what changes without anybody saying so; called at every tick of the timer.
  void sample() {
    long sum = 0;
    for (Connection connection : connections.all()) {
      sum += connection.state().memoryBytes();
    }
    clientBytes = sum;
    peak = Math.max(peak, used());
  }

  /// Bytes in use.
  long used() {
    return keyspace.usedBytes() + clientBytes;
  }

  MemoryFigures figures() {
    sample();
    long index = 0;
    for (int i = 0; i < keyspace.databaseCount(); i++) {
      index += keyspace.database(i).indexBytes();
    }
    long held = keyspace.slab().heldBytes() + keyspace.largeValueBytes();
    long resident = ProcessFigures.read(disk).residentBytes();
    return new MemoryFigures(
        used(), peak, startup, index, clientBytes, 0, held, resident, keyspace.size());
  }
}
