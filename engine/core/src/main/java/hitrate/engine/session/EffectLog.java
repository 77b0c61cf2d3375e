package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.EffectSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Counts changes and hands the effects of commands on to where they are recorded. Those of a unit
/// (a transaction) are recorded together at its end: as they are when there is only one, else
/// between MULTI and EXEC.
final class EffectLog {
  private static final List<Bytes> MULTI = List.of(Bytes.of("MULTI"));
  private static final Bytes DEL = Bytes.of("DEL");
  private static final Bytes HDEL = Bytes.of("HDEL");
  private static final List<Bytes> EXEC = List.of(Bytes.of("EXEC"));

  private final List<Recorded> pending = new ArrayList<>();
  private @Nullable EffectSink sink;
  private int depth;
  private long changes;

  private record Recorded(int database, List<Bytes> words, boolean isMessage) {}

  /// Where effects go from here on; null for nowhere.
  void recordTo(@Nullable EffectSink newSink) {
    sink = newSink;
    if (newSink == null) {
      pending.clear();
    }
  }

  /// Changes of the data since the start.
  long changes() {
    return changes;
  }

  /// Where the history for replicas is, see [EffectSink#position].
  long position() {
    EffectSink target = sink;
    return target == null ? 0 : target.position();
  }

  /// Counts changes whose effect is recorded later.
  void countChanges(long number) {
    changes += number;
  }

  /// Takes what a command did.
  ///
  /// @param words of the command
  /// @param count how many changes it counts as
  /// @throws CommandError that a script ended with
  void record(Effect effect, Args words, int database, long count) {
    if (effect instanceof Effect.Nested nested) {
      record(nested);
      return;
    }
    changes += count;
    EffectSink target = sink;
    if (target == null) {
      return;
    }
    switch (effect) {
      case Effect.None none -> {}
      case Effect.Verbatim verbatim when depth == 0 -> target.record(database, words);
      case Effect.Verbatim verbatim -> record(database, words.all());
      case Effect.Message message -> message(database, words.all());
      case Effect.Instead instead -> {
        begin();
        instead.commands().forEach(command -> record(database, command));
        end();
      }
      case Effect.Nested nested -> {}
    }
  }

  private void record(Effect.Nested nested) {
    if (!nested.steps().isEmpty()) {
      begin();
      for (Effect.Step step : nested.steps()) {
        if (step.isMessage()) {
          message(step.database(), step.words());
        } else {
          record(step.database(), step.words());
        }
      }
      end();
    }
    if (nested.error() != null) {
      throw nested.error();
    }
  }

  /// Takes a removal that no command asked for: of a key, or of fields of it where any are named.
  void recordRemoval(int database, Bytes key, List<Bytes> fields) {
    var words = new ArrayList<Bytes>(fields.size() + 2);
    words.add(fields.isEmpty() ? DEL : HDEL);
    words.add(key);
    words.addAll(fields);
    record(database, words);
  }

  void record(int database, List<Bytes> words) {
    EffectSink target = sink;
    if (target != null && depth > 0) {
      pending.add(new Recorded(database, words, false));
    } else if (target != null) {
      target.record(database, words);
    }
  }

  private void message(int database, List<Bytes> words) {
    EffectSink target = sink;
    if (target != null && depth > 0) {
      pending.add(new Recorded(database, words, true));
    } else if (target != null) {
      target.message(database, words);
    }
  }

  /// Begins a unit; one inside another is part of it.
  void begin() {
    depth++;
  }

  /// True within a unit.
  boolean isInUnit() {
    return depth > 0;
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
    for (Recorded effect : pending) {
      if (effect.isMessage) {
        target.message(effect.database, effect.words);
      } else {
        target.record(effect.database, effect.words);
      }
    }
    if (wrap) {
      target.record(pending.getLast().database, EXEC);
    }
    pending.clear();
  }
}
