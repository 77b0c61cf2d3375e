package hitrate.engine.struct;

import hitrate.engine.bytes.Bytes;
import java.util.NavigableMap;
import java.util.TreeMap;

/// One of the consumers that share the entries of a [ConsumerGroup].
public final class StreamConsumer {
  private final Bytes name;
  private final TreeMap<StreamId, PendingEntry> pending = new TreeMap<>();
  private long seenAt;

  StreamConsumer(Bytes name, long seenAt) {
    this.name = name;
    this.seenAt = seenAt;
  }

  public Bytes name() {
    return name;
  }

  /// When it was heard of last, in milliseconds since 1970.
  public long seenAt() {
    return seenAt;
  }

  public void seen(long at) {
    seenAt = at;
  }

  /// What was delivered to it and is not acknowledged, by id. To be read only.
  public NavigableMap<StreamId, PendingEntry> pending() {
    return pending;
  }

  void add(PendingEntry entry) {
    pending.put(entry.id(), entry);
  }

  void remove(StreamId id) {
    pending.remove(id);
  }
}
