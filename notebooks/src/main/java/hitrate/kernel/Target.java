package hitrate.kernel;

import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.grader.text.Messages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;

/// The server that a notebook's commands go to: a node of its own, or another server that the
/// learner named.
sealed interface Target extends AutoCloseable {
  /// Its address, as `redis://host:port`.
  URI uri();

  /// What `%node` says.
  String describe(Messages messages);

  /// Closes the connections of the notebook's clients, so that whoever waits for a reply wakes up.
  void dropClients();

  @Override
  void close();

  /// A node inside the kernel, empty at first, gone with the kernel.
  record Own(CacheNode node) implements Target {
    static Own started() {
      return new Own(CacheNode.start());
    }

    @Override
    public URI uri() {
      return node.uri();
    }

    @Override
    public String describe(Messages messages) {
      return messages.text("node.own", uri(), node.port());
    }

    @Override
    public void dropClients() {
      node.call("CLIENT", "KILL", "TYPE", "normal");
    }

    @Override
    public void close() {
      node.close();
    }
  }

  /// A server that runs elsewhere and goes on when the notebook ends. Its clients are not ours to
  /// close.
  record Elsewhere(URI uri) implements Target {
    /// The server at an address, which has to answer.
    static Elsewhere reached(URI uri) {
      try (var client = RespClient.connect(uri)) {
        client.call("PING");
        return new Elsewhere(uri);
      } catch (IOException e) {
        throw new UncheckedIOException(e.getMessage(), e);
      }
    }

    @Override
    public String describe(Messages messages) {
      return messages.text("node.elsewhere", uri);
    }

    @Override
    public void dropClients() {}

    @Override
    public void close() {}
  }
}
