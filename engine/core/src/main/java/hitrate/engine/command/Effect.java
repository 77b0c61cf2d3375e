package hitrate.engine.command;

import hitrate.engine.bytes.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a command did to the data, in the form that is logged, replicated and replayed: replaying
/// the effects in order on the same start gives the same keyspace.
///
/// Nothing that depends on the moment or on chance may be left in an effect, so a command with a
/// relative time or a random choice records other commands instead of itself.
public sealed interface Effect {
  /// Nothing was changed.
  Effect NONE = new None();

  /// The command itself, word for word.
  Effect VERBATIM = new Verbatim();

  /// Nothing was changed, but those who listen at replicas are to hear it: the command itself, for
  /// replicas only.
  Effect MESSAGE = new Message();

  /// Another command.
  static Effect instead(Bytes... words) {
    return new Instead(List.of(List.of(words)));
  }

  /// Other commands.
  static Effect instead(List<List<Bytes>> commands) {
    return new Instead(List.copyOf(commands));
  }

  /// See [Effect#NONE].
  record None() implements Effect {}

  /// See [Effect#VERBATIM].
  record Verbatim() implements Effect {}

  /// See [Effect#MESSAGE].
  record Message() implements Effect {}

  /// See [Effect#instead].
  record Instead(List<List<Bytes>> commands) implements Effect {}

  /// What the commands that a script called did, each already counted as a change, and the error
  /// that the script ended with, if any: what was done before it stays done.
  record Nested(List<Step> steps, @Nullable CommandError error) implements Effect {
    public Nested {
      steps = List.copyOf(steps);
    }
  }

  /// One command to replay in the given database.
  ///
  /// @param isMessage whether it is one for replicas only, see [Effect#MESSAGE]
  record Step(int database, List<Bytes> words, boolean isMessage) {}
}
