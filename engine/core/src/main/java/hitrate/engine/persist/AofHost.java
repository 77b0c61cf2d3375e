package hitrate.engine.persist;

import hitrate.engine.command.EffectSink;
import org.jspecify.annotations.Nullable;

/// What the append-only file asks of the node that it belongs to.
public interface AofHost {
  /// Has effects recorded there from here on; null for nowhere.
  void recordTo(@Nullable EffectSink sink);

  /// True in the midst of a transaction, whose effects are recorded at its end.
  boolean isInTransaction();

  /// True while a snapshot is written, for which a rewrite has to wait.
  boolean isSaving();

  /// The time of what happens now, in milliseconds since 1970: one for all that a transaction does.
  long now();

  /// Has the node look soon at what has changed. From any thread.
  void wake();

  /// Ends the node at once, and no client hears of what is not on the disk.
  void giveUp();
}
