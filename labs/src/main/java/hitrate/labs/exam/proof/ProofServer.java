package hitrate.labs.exam.proof;

import java.io.IOException;
import java.time.Duration;

/// The server that a transcript runs against: empty at the start, with a clock that can be moved.
public interface ProofServer extends AutoCloseable {
  /// Where it listens.
  String host();

  /// The port it listens on.
  int port();

  /// Lets time pass for the server and runs what became due.
  void advance(Duration by);

  @Override
  void close();

  /// Starts servers.
  @FunctionalInterface
  interface Starter {
    /// A fresh one.
    ProofServer start() throws IOException;
  }
}
