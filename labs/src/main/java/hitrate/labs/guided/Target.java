package hitrate.labs.guided;

import hitrate.book.transcript.RemoteStage;
import hitrate.book.transcript.Stage;
import hitrate.book.transcript.Stages;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.net.URI;

/// Where the steps of a lab run: on a new embedded node each, or on a server of the reader's.
///
/// A server has to be empty at first, so that a lab cannot destroy anything; from then on the lab
/// empties it before each step.
final class Target {

  private final String name;
  private final boolean flush;
  private boolean owned;

  private Target(String name, boolean flush) {
    this.name = name;
    this.flush = flush;
  }

  /// The target called `embedded` or `redis://host:port[/db]`; with `flush` it may hold keys, which
  /// will be deleted.
  ///
  /// @throws IllegalArgumentException when it is called anything else
  static Target named(String name, boolean flush) {
    if (!name.equals("embedded") && !name.startsWith("redis://")) {
      throw new IllegalArgumentException(name);
    }
    return new Target(name, flush);
  }

  /// A stage for one step.
  ///
  /// @throws NotEmptyException when the server holds keys that are not the lab's
  Stage stage() throws IOException, InterruptedException {
    if (name.equals("embedded")) {
      return Stages.fresh();
    }
    var stage = new RemoteStage(URI.create(name));
    try (var client = stage.connect()) {
      if (!owned && !flush && client.call("DBSIZE") instanceof Reply.Int(long keys) && keys > 0) {
        throw new NotEmptyException(keys);
      }
      owned = true;
      if (client.call("FLUSHDB") instanceof Reply.Error(String message)) {
        throw new IOException(message);
      }
    }
    return stage;
  }

  /// Says how many keys are in the way.
  static final class NotEmptyException extends IOException {
    private static final long serialVersionUID = 1L;
    private final long keys;

    NotEmptyException(long keys) {
      super(keys + " keys");
      this.keys = keys;
    }

    long keys() {
      return keys;
    }
  }
}
