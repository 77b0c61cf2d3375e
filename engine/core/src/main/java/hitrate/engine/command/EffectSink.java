package hitrate.engine.command;

import hitrate.engine.bytes.Bytes;
import java.util.List;

/// Takes the effects of all commands of a node in the order in which they happened; implemented by
/// the log that feeds persistence and replicas.
public interface EffectSink {
  /// One command to replay in the given database.
  void record(int database, List<Bytes> words);

  /// The same for a message that changes nothing and is only for those who listen at replicas.
  default void message(int database, List<Bytes> words) {}

  /// The number of the last byte, where bytes are numbered; else 0.
  default long position() {
    return 0;
  }

  /// The same as the first with words that are only there during the call.
  default void record(int database, Args words) {
    record(database, words.all());
  }
}
