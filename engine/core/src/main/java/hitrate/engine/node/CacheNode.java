package hitrate.engine.node;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.keyspace.KeyspaceListener;
import hitrate.engine.node.config.Configuration;
import hitrate.engine.node.config.ParameterError;
import hitrate.engine.persist.LoadError;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import hitrate.engine.resp.RequestBatch;
import hitrate.engine.resp.RespCodec;
import hitrate.engine.session.ClientState;
import hitrate.engine.session.NoWire;
import hitrate.engine.world.Background;
import hitrate.engine.world.Clock;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Entropy;
import hitrate.engine.world.SelectorNetwork;
import hitrate.engine.world.VirtualClock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A Redis-compatible cache node inside this JVM.
///
/// ```java
/// try (var node = CacheNode.start()) {
///   var jedis = new Jedis(node.uri());
///   jedis.set("greeting", "hello");
/// }
/// ```
///
/// Listens on an ephemeral port of the loopback interface and keeps everything in memory, unless it
/// is given save points (`config("save", "60 1")`): then it saves what it has when it is closed. If
/// it is told anything about its file (`save`, `dir`, `dbfilename`), it loads what is there when it
/// starts. With `config("appendonly", "yes")` it keeps what happens as it happens, in `dir`. Nodes
/// share nothing: a hundred may run in one JVM. All methods may be called from any thread.
public final class CacheNode implements AutoCloseable {
  /// A node that is told one of these loads its file; others find nobody else's by chance.
  private static final Set<String> KEEPING = Set.of("save", "dir", "dbfilename");

  private final NodeLoop loop;
  private final Thread thread;
  private final ClientState caller;
  private final Answers answers = new Answers();
  private final @Nullable AutoCloseable clockListener;
  private final String host;
  private final int port;

  /// The stack of a node's thread: a script's JSON may be nested 1000 deep, which takes a thread's
  /// usual megabyte while the code that writes it has not been compiled.
  private static final long STACK_BYTES = 16L << 20;

  private CacheNode(Builder builder) throws IOException {
    var configuration = new Configuration(Disk.system());
    configuration.override("port", "0");
    configuration.override("save", ""); // or tests would leave files behind
    for (Map.Entry<String, String> setting : builder.settings.entrySet()) {
      apply(configuration, List.of(setting.getKey(), setting.getValue()));
    }
    for (Map.Entry<String, String> name : builder.names.entrySet()) {
      apply(configuration, List.of("rename-command", name.getKey(), name.getValue()));
    }
    loop =
        new NodeLoop(
            configuration,
            builder.clock,
            Entropy.system(),
            new SelectorNetwork(),
            configuration.dataDisk(),
            Background.threads(),
            NodeLog.silent(builder.clock));
    loop.declareUsers();
    try {
      loop.listeners().open(true);
    } catch (Listeners.Unavailable failure) {
      throw failure.getCause() instanceof BindException taken
          ? taken
          : new IOException(failure.getMessage(), failure);
    }
    if (configuration.isOn("appendonly")
        || builder.settings.keySet().stream().anyMatch(KEEPING::contains)) {
      load();
    }
    host = configuration.bindAddresses().getFirst();
    port = configuration.intValue("port");
    caller = new ClientState(0, answers, builder.clock, () -> false, loop.sessions());
    Consumer<NodeEvent> listener = builder.listener;
    if (listener != null) {
      loop.keyspace().listen(new EventForwarder(listener), true);
    }
    thread = new Thread(null, loop, "hitrate-node-" + port, STACK_BYTES);
    thread.setDaemon(true);
    thread.start();
    clockListener =
        builder.clock instanceof VirtualClock virtual
            ? virtual.onAdvance(() -> onThread(() -> tick()))
            : null;
  }

  private void load() throws IOException {
    try {
      loop.load();
    } catch (LoadError failure) {
      loop.close();
      throw new IOException(String.join(" ", failure.lines()), failure);
    }
  }

  private static void apply(Configuration configuration, List<String> line) {
    try {
      configuration.directive(line);
    } catch (ParameterError refused) {
      String value = String.join(" ", line.subList(1, line.size()));
      throw new IllegalArgumentException(
          line.getFirst() + " = " + value + ": " + refused.reason(), refused);
    }
  }

  /// Starts a node with the defaults.
  public static CacheNode start() {
    return builder().start();
  }

  /// Begins to describe a node that differs from the defaults.
  public static Builder builder() {
    return new Builder();
  }

  public String host() {
    return host;
  }

  public int port() {
    return port;
  }

  /// `redis://127.0.0.1:PORT`
  public URI uri() {
    return URI.create("redis://" + host + ":" + port);
  }

  /// The node's figures at this moment.
  public NodeStats stats() {
    return onThread(() -> loop.report().figures());
  }

  /// At most `limit` keys of a database as they are now, without reading them: see [KeyGlimpse].
  public List<KeyGlimpse> glimpse(int database, int limit) {
    return onThread(() -> KeyGlimpse.of(loop.keyspace().database(database), limit));
  }

  /// Runs one command on the node's thread, as a client without a socket; an error reply comes back
  /// as [Reply.Error].
  ///
  /// @throws IllegalStateException when called from a listener, in the midst of another command
  public Reply call(String... words) {
    if (Thread.currentThread().equals(thread)) {
      throw new IllegalStateException(
          "a listener runs in the midst of a command: call the node from another thread");
    }
    var request = new ByteArrayOutputStream();
    request.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
    for (String word : words) {
      byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
      request.writeBytes(("$" + bytes.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
      request.writeBytes(bytes);
      request.writeBytes(new byte[] {'\r', '\n'});
    }
    byte[] encoded = request.toByteArray();
    byte[] raw = onThread(() -> run(encoded));
    try {
      return ReplyReader.parse(raw);
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private byte[] run(byte[] request) {
    var batch = new RequestBatch();
    new RespCodec().decode(batch, request, 0, request.length);
    loop.dispatcher().assign(caller, 0, batch.count());
    loop.dispatcher().run(batch);
    loop.persistence().recording().beforeReplies();
    if (loop.hasFailed()) {
      throw new IllegalStateException("the node could not keep what it was told");
    }
    byte[] raw = answers.bytes.toByteArray();
    answers.bytes.reset();
    return raw;
  }

  /// Where the replies to calls from inside go: they lie among those to clients that a call has
  /// served, and are taken out as soon as they are whole.
  private final class Answers extends NoWire {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public void answered() {
      var reply = loop.reply();
      int from = loop.turn().answeredLength();
      bytes.write(reply.buffer(), from, reply.length() - from);
      reply.truncate(from);
    }
  }

  private @Nullable Void tick() {
    loop.tick();
    return null;
  }

  /// Has the node's thread compute something and waits for it.
  private <T extends @Nullable Object> T onThread(Supplier<T> work) {
    if (!thread.isAlive()) {
      throw new IllegalStateException("the node is closed");
    }
    if (Thread.currentThread().equals(thread)) {
      return work.get();
    }
    var result = new CompletableFuture<T>();
    loop.submit(() -> {
      try {
        result.complete(work.get());
      } catch (RuntimeException | Error failure) {
        result.completeExceptionally(failure);
      }
    });
    while (true) {
      try {
        return result.get(100, TimeUnit.MILLISECONDS);
      } catch (TimeoutException waiting) {
        if (!thread.isAlive() && !result.isDone()) {
          throw new IllegalStateException("the node was closed", waiting);
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for the node", interrupted);
      } catch (ExecutionException failure) {
        if (failure.getCause() instanceof RuntimeException cause) {
          throw cause;
        }
        throw new IllegalStateException(failure.getCause());
      }
    }
  }

  /// Closes all connections, ends the thread and gives the memory back. Harmless when repeated.
  @Override
  public void close() {
    loop.endOrderly();
    try {
      thread.join();
      if (clockListener != null) {
        clockListener.close();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (Exception failure) {
      throw new IllegalStateException(failure);
    }
  }

  private record EventForwarder(Consumer<NodeEvent> listener) implements KeyspaceListener {
    @Override
    public void expired(int database, Bytes key) {
      listener.accept(new NodeEvent.Expired(database, key));
    }

    @Override
    public void evicted(int database, Bytes key) {
      listener.accept(new NodeEvent.Evicted(database, key));
    }

    @Override
    public void changed(int database, String event, Bytes key) {
      listener.accept(new NodeEvent.Changed(database, event, key));
    }

    @Override
    public void hit(int database, Bytes key) {
      listener.accept(new NodeEvent.Hit(database, key));
    }

    @Override
    public void missed(int database, Bytes key) {
      listener.accept(new NodeEvent.Miss(database, key));
    }
  }

  /// Describes a node before it starts.
  public static final class Builder {
    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Map<String, String> names = new LinkedHashMap<>();
    private Clock clock = Clock.system();
    private @Nullable Consumer<NodeEvent> listener;

    private Builder() {}

    /// The port to listen on; 0, the default, picks a free one.
    public Builder port(int port) {
      return config("port", Integer.toString(port));
    }

    /// The addresses to listen on, separated by spaces; 127.0.0.1 unless told otherwise.
    public Builder bind(String addresses) {
      return config("bind", addresses);
    }

    /// Sets a parameter as a configuration file would.
    public Builder config(String name, String value) {
      settings.put(name, value);
      return this;
    }

    /// Gives a command another name, or none when that is empty (`rename-command`).
    public Builder renameCommand(String name, String newName) {
      names.put(name, newName);
      return this;
    }

    /// Keeps snapshots and the append-only file encrypted under the key in that file: see
    /// [hitrate.engine.world.sealed.SealedDisk].
    public Builder encrypted(Path keyFile) {
      return config("hitrate-encryption-key-file", keyFile.toString());
    }

    /// Runs the node on a clock that only moves when told to.
    public Builder clock(VirtualClock virtual) {
      clock = virtual;
      return this;
    }

    /// Tells `events` what happens in the node. It is called on the node's thread and must be
    /// quick.
    public Builder listen(Consumer<NodeEvent> events) {
      listener = events;
      return this;
    }

    /// Starts the node.
    ///
    /// @throws UncheckedIOException when it cannot listen where it is told to, or load its data
    public CacheNode start() {
      try {
        return new CacheNode(this);
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }
}
