package hitrate.engine.replica;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.EffectSink;
import hitrate.engine.session.ClientState;
import org.jspecify.annotations.Nullable;

/// What replication asks of the node that it belongs to.
public interface ReplicationHost {
  /// Has effects recorded there from here on; null for nowhere.
  void replicateTo(@Nullable EffectSink sink);

  /// True while an image is taken for something else.
  boolean isSaving();

  /// Some replica has got more of the history: somebody may wait for that.
  void replicasCaughtUp();

  /// True when so many bytes are more than may wait for a replica (`client-output-buffer-limit`).
  boolean isTooMuch(ClientState replica, long bytes);

  /// Sets what changes are refused with because too few replicas would get them; null for nothing.
  void refuseChanges(@Nullable CommandError refusal);

  /// True while the node follows a primary itself.
  boolean isFollowing();

  /// True while clients are kept waiting (CLIENT PAUSE and the like).
  boolean isPaused();

  /// True while nothing may be added to the history of itself.
  boolean mustBeQuiet();

  /// Which database the stream is for that comes from that primary.
  int streamDatabase();

  /// @throws CommandError when there is nothing to give to replicas, as the primary is not there
  void requireSource();
}
