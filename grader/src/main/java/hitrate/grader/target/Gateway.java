package hitrate.grader.target;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import redis.clients.jedis.exceptions.JedisException;

/// The address that the learner's code gets instead of the target's own. It passes every command on
/// and every reply back, remembers the commands, and lets a test step in between two of them.
///
/// That is how races are tested here without luck: a test does, right after the learner's n-th
/// command and before the learner hears the reply, what another server might do at that moment.
public final class Gateway implements AutoCloseable {
  /// The largest request in bytes: 8 MB.
  static final int MAX_REQUEST = 8 << 20;

  /// What one test may send in all: 64 MB. The embedded node lives in the grader's own memory.
  static final long MAX_TRAFFIC = 64 << 20;

  private static final int MAX_CONNECTIONS = 64;
  private static final int MAX_REMEMBERED = 10_000;

  /// What clients send of their own accord; no part of an exercise.
  private static final Set<String> CLIENTS_OWN =
      Set.of("HELLO", "AUTH", "CLIENT", "SELECT", "PING", "QUIT", "RESET", "COMMAND", "INFO");

  /// What only operators use. The password, by which a submission could go round this gateway, is
  /// among what these tell, and they reach the machine that the cache runs on.
  private static final Set<String> OPERATORS =
      Set.of(
          "ACL",
          "BGREWRITEAOF",
          "BGSAVE",
          "CONFIG",
          "DEBUG",
          "FAILOVER",
          "MIGRATE",
          "MODULE",
          "MONITOR",
          "PSYNC",
          "REPLCONF",
          "REPLICAOF",
          "SAVE",
          "SHUTDOWN",
          "SLAVEOF",
          "SYNC");

  private final Target target;
  private final ServerSocket listener;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final List<Observed> commands = new ArrayList<>();
  private final AtomicLong traffic = new AtomicLong();
  private Consumer<Observed> afterEach = command -> {};

  /// Opens a gateway to `target` on a free port of the loopback interface.
  public Gateway(Target target) {
    this.target = target;
    try {
      listener = new ServerSocket(0, MAX_CONNECTIONS, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("gateway").start(this::accept);
  }

  /// Where the learner's code connects to.
  public URI uri() {
    return URI.create("redis://127.0.0.1:" + listener.getLocalPort());
  }

  /// The commands so far, in the order of their execution.
  public List<Observed> commands() {
    synchronized (commands) {
      return List.copyOf(commands);
    }
  }

  /// Forgets the commands so far; the next one is number 1.
  public void forget() {
    synchronized (commands) {
      commands.clear();
    }
  }

  /// Runs `action` after each command has been carried out and before its reply is passed on.
  public void afterEach(Consumer<Observed> action) {
    synchronized (commands) {
      afterEach = action;
    }
  }

  /// Runs `action` once, after command number `number`.
  public void after(int number, Runnable action) {
    afterEach(command -> {
      if (command.number() == number) {
        action.run();
      }
    });
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        var socket = listener.accept();
        if (connections.size() >= MAX_CONNECTIONS) {
          socket.close();
        } else {
          connections.add(socket);
          Thread.ofVirtual().name("gateway-connection").start(() -> serve(socket));
        }
      } catch (IOException e) {
        // Closed; or one connection that could not be accepted.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        var upstream = target.connect()) {
      socket.setTcpNoDelay(true);
      var in = new RequestInput(socket.getInputStream());
      var requests = new ReplyReader(in);
      var out = socket.getOutputStream();
      while (true) {
        in.allow(MAX_REQUEST);
        var request = requests.readRaw();
        if (traffic.addAndGet(request.length) > MAX_TRAFFIC) {
          throw new IOException("more than " + MAX_TRAFFIC + " bytes in one test");
        }
        var words = words(request);
        var name = new String(words.getFirst(), US_ASCII).toUpperCase(Locale.ROOT);
        var reply = OPERATORS.contains(name) ? refusal(name) : upstream.execute(request, words);
        observe(words);
        out.write(reply);
      }
    } catch (IOException | JedisException e) {
      // The learner's code, or the target, has gone; the other one hears it by the closed socket.
    } finally {
      connections.remove(socket);
    }
  }

  /// What a server says to a user who may not use a command.
  private static byte[] refusal(String name) {
    var command = name.toLowerCase(Locale.ROOT);
    return ("-NOPERM this user has no permissions to run the '" + command + "' command\r\n")
        .getBytes(US_ASCII);
  }

  /// A request is an array of bulk strings; clients send nothing else.
  private static List<byte[]> words(byte[] request) throws IOException {
    var words = new ArrayList<byte[]>();
    if (ReplyReader.parse(request) instanceof Reply.Array(List<Reply> items)) {
      for (var item : items) {
        if (!(item instanceof Reply.Bulk bulk)) {
          throw new IOException("a request that holds no words");
        }
        words.add(bulk.value().toArray());
      }
    }
    if (words.isEmpty()) {
      throw new IOException("a request without words");
    }
    return words;
  }

  private void observe(List<byte[]> words) {
    Observed command;
    Consumer<Observed> action;
    synchronized (commands) {
      command = Observed.of(commands.size() + 1, words);
      if (CLIENTS_OWN.contains(command.name()) || commands.size() >= MAX_REMEMBERED) {
        return;
      }
      commands.add(command);
      action = afterEach;
    }
    action.accept(command);
  }

  /// Closes the listener and every connection.
  @Override
  public void close() {
    try {
      listener.close();
      for (var socket : connections) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends a connection that sends more than allowed in one request.
  private static final class RequestInput extends FilterInputStream {
    private long left;

    RequestInput(InputStream in) {
      super(in);
    }

    void allow(long bytes) {
      left = bytes;
    }

    @Override
    public int read() throws IOException {
      return counted(super.read(), 1);
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int n = super.read(buffer, offset, length);
      return counted(n, n);
    }

    private int counted(int result, int bytes) throws IOException {
      left -= Math.max(0, bytes);
      if (left < 0) {
        throw new IOException("a request of more than " + MAX_REQUEST + " bytes");
      }
      return result;
    }
  }
}
