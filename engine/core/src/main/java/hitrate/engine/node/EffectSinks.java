package hitrate.engine.node;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.EffectSink;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where effects go: to the append-only file, to the replicas, to both or nowhere.
final class EffectSinks {
  private final Consumer<@Nullable EffectSink> target;
  private @Nullable EffectSink file;
  private @Nullable EffectSink replicas;

  /// @param target told whenever something changes
  EffectSinks(Consumer<@Nullable EffectSink> target) {
    this.target = target;
  }

  void file(@Nullable EffectSink sink) {
    file = sink;
    update();
  }

  void replicas(@Nullable EffectSink sink) {
    replicas = sink;
    update();
  }

  private void update() {
    EffectSink kept = file;
    EffectSink sent = replicas;
    target.accept(kept == null ? sent : sent == null ? kept : new Both(kept, sent));
  }

  private record Both(EffectSink file, EffectSink replicas) implements EffectSink {
    @Override
    public void record(int database, List<Bytes> words) {
      file.record(database, words);
      replicas.record(database, words);
    }

    /// The place in the history for replicas: what is in the file has no numbers.
    @Override
    public long position() {
      return replicas.position();
    }

    @Override
    public void message(int database, List<Bytes> words) {
      file.message(database, words);
      replicas.message(database, words);
    }

    @Override
    public void record(int database, Args words) {
      file.record(database, words);
      replicas.record(database, words);
    }
  }
}
