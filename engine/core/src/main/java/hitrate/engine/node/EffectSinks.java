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
    EffectSink one = file;
    EffectSink other = replicas;
    target.accept(one == null ? other : other == null ? one : new Both(one, other));
  }

  private record Both(EffectSink one, EffectSink other) implements EffectSink {
    @Override
    public void record(int database, List<Bytes> words) {
      one.record(database, words);
      other.record(database, words);
    }

    /// The file, which comes first, numbers none.
    @Override
    public long position() {
      return other.position();
    }

    @Override
    public void message(int database, List<Bytes> words) {
      one.message(database, words);
      other.message(database, words);
    }

    @Override
    public void record(int database, Args words) {
      one.record(database, words);
      other.record(database, words);
    }
  }
}
