package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.EffectSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hands the effects of commands on to where they are recorded. Those of a unit (a transaction) are
/// recorded together at its end: as they are when there is only one, else between MULTI and EXEC.
final class EffectLog {
  private static final List<Bytes> MULTI = List.of(Bytes.of("MULTI"));
  private static final List<Bytes> EXEC = List.of(Bytes.of("EXEC"));

  private final List<Recorded> pending = new ArrayList<>();
  private @Nullable EffectSink sink;
  private int depth;

  private record Recorded(int database, List<Bytes> words) {}

  /// Where effects go from here on; null for nowhere.
  void recordTo(@Nullable EffectSink newSink) {
    sink = newSink;
  }

  boolean isOn() {
    return sink != null;
  }

  void record(int database, List<Bytes> words) {
    EffectSink target = sink;
    if (target != null && depth > 0) {
      pending.add(new Recorded(database, words));
    } else if (target != null) {
      target.record(database, words);
    }
  }

  /// Begins a unit; one inside another is part of it.
  void begin() {
    depth++;
  }

  void end() {
    depth--;
    EffectSink target = sink;
    if (depth > 0 || pending.isEmpty() || target == null) {
      return;
    }
    boolean wrap = pending.size() > 1;
    int first = pending.getFirst().database;
    if (wrap) {
      target.record(first, MULTI);
    }
    pending.forEach(effect -> target.record(effect.database, effect.words));
    if (wrap) {
      target.record(pending.getLast().database, EXEC);
    }
    pending.clear();
  }
}
