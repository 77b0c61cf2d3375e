package hitrate.engine.command.stream;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.struct.ConsumerGroup;
import hitrate.engine.struct.PendingEntry;
import hitrate.engine.struct.StreamConsumer;
import java.util.ArrayList;
import java.util.List;

/// What a command that delivers or claims entries did to a group, put into commands that do not
/// depend on the moment: `XCLAIM` for each entry, with its consumer and when it was delivered, and
/// `XGROUP SETID` where the group has moved on. Made only when somebody records them.
final class GroupEffects {
  private static final Bytes XCLAIM = Bytes.of("XCLAIM");
  private static final Bytes XGROUP = Bytes.of("XGROUP");

  private final Execution x;
  private final List<List<Bytes>> commands = new ArrayList<>();
  private boolean changed;
  private int count;

  GroupEffects(Execution x) {
    this.x = x;
  }

  /// A pending entry is new, has changed hands, or is about to be taken out as the stream has it no
  /// more.
  void claimed(Bytes key, ConsumerGroup group, PendingEntry entry) {
    changed = true;
    if (x.isRecording()) {
      commands.add(
          List.of(
              XCLAIM,
              key,
              group.name(),
              entry.consumer().name(),
              Bytes.of("0"),
              entry.id().bytes(),
              Bytes.of("TIME"),
              Bytes.of(Long.toString(entry.deliveredAt())),
              Bytes.of("RETRYCOUNT"),
              Bytes.of(Long.toString(entry.deliveries())),
              Bytes.of("FORCE"),
              Bytes.of("JUSTID"),
              Bytes.of("LASTID"),
              group.lastDelivered().bytes()));
    }
  }

  /// The group has moved on without anything becoming pending.
  void moved(Bytes key, ConsumerGroup group) {
    changed = true;
    if (x.isRecording()) {
      commands.add(
          List.of(
              XGROUP,
              Bytes.of("SETID"),
              key,
              group.name(),
              group.lastDelivered().bytes(),
              Bytes.of("ENTRIESREAD"),
              Bytes.of(Long.toString(group.entriesRead()))));
    }
  }

  /// A consumer is new.
  void joined(Bytes key, ConsumerGroup group, StreamConsumer consumer) {
    changed = true;
    if (x.isRecording()) {
      commands.add(List.of(XGROUP, Bytes.of("CREATECONSUMER"), key, group.name(), consumer.name()));
    }
  }

  /// One change more, as the real server counts them.
  void count() {
    count++;
  }

  /// All of it as one effect. What is delivered again counts though nothing has to be recorded.
  Effect effect() {
    x.counts(count);
    return changed || count > 0 ? x.instead(commands) : Effect.NONE;
  }
}
