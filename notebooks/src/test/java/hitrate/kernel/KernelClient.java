package hitrate.kernel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hitrate.engine.testing.FreePort;
import hitrate.kernel.wire.BadMessageException;
import hitrate.kernel.wire.ConnectionFile;
import hitrate.kernel.wire.Message;
import hitrate.kernel.wire.MessageCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import tools.jackson.databind.node.ObjectNode;

/// A front end for tests: speaks to a kernel over real ZeroMQ sockets, as Jupyter does.
final class KernelClient implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ConnectionFile file;
  private final MessageCodec codec;
  private final ZContext context = new ZContext(1);
  private final ZMQ.Socket shell;
  private final ZMQ.Socket control;
  private final ZMQ.Socket stdin;
  private final ZMQ.Socket iopub;
  private final ZMQ.Socket heartbeat;

  KernelClient(ConnectionFile file) {
    this.file = file;
    this.codec = new MessageCodec(file.signatureScheme(), file.key());
    context.setLinger(0);
    this.shell = connected(SocketType.DEALER, file.shellPort());
    this.control = connected(SocketType.DEALER, file.controlPort());
    this.stdin = connected(SocketType.DEALER, file.stdinPort());
    this.iopub = connected(SocketType.SUB, file.iopubPort());
    this.heartbeat = connected(SocketType.REQ, file.heartbeatPort());
    iopub.subscribe(new byte[0]);
  }

  /// Everything the kernel said about one request.
  record Told(ObjectNode reply, List<Message> broadcasts) {
    String status() {
      return reply.path("status").asString();
    }

    String stdout() {
      return stream("stdout");
    }

    String stderr() {
      return stream("stderr");
    }

    private String stream(String name) {
      return broadcasts.stream()
          .filter(m -> m.type().equals("stream"))
          .filter(m -> m.content().path("name").asString().equals(name))
          .map(m -> m.content().path("text").asString())
          .collect(Collectors.joining());
    }

    /// The data of the cell's result in one form; empty when there is none.
    String result(String mime) {
      return data("execute_result", mime);
    }

    String data(String type, String mime) {
      return broadcasts.stream()
          .filter(m -> m.type().equals(type))
          .map(m -> m.content().path("data").path(mime).asString(""))
          .collect(Collectors.joining("\n"));
    }

    String text() {
      return result("text/plain");
    }

    String traceback() {
      var lines = new ArrayList<String>();
      reply.path("traceback").forEach(line -> lines.add(line.asString()));
      return String.join("\n", lines);
    }

    List<String> types() {
      return broadcasts.stream().map(Message::type).toList();
    }
  }

  /// A connection file for free ports, written where a kernel can read it.
  static ConnectionFile freePorts(Path path) throws IOException {
    var ports = new ArrayList<Integer>();
    for (int i = 0; i < 5; i++) {
      ports.add(FreePort.find());
    }
    Files.writeString(
        path,
        """
        {"transport": "tcp", "ip": "127.0.0.1", "shell_port": %d, "control_port": %d,
         "stdin_port": %d, "iopub_port": %d, "hb_port": %d,
         "signature_scheme": "hmac-sha256", "key": "a-key-of-this-test"}
        """
            .formatted(ports.toArray()));
    return ConnectionFile.read(path);
  }

  /// Waits until the kernel answers and its broadcasts arrive here.
  KernelClient ready() {
    var deadline = Instant.now().plus(PATIENCE);
    while (Instant.now().isBefore(deadline)) {
      send(shell, "kernel_info_request", Message.json());
      receive(shell, PATIENCE);
      if (receiveOrNull(iopub, Duration.ofMillis(200)) != null) {
        forgetBroadcasts();
        return this;
      }
    }
    throw new AssertionError("the kernel's broadcasts do not arrive");
  }

  private void forgetBroadcasts() {
    while (receiveOrNull(iopub, Duration.ofMillis(300)) != null) {
      // what came before we listened for it
    }
  }

  /// Runs a cell and collects what the kernel says until it is idle again.
  Told execute(String code) {
    return finish(start(code));
  }

  /// Asks for a cell to be run; [#finish] collects what comes of it.
  Message start(String code) {
    return start(code, false);
  }

  Message start(String code, boolean allowStdin) {
    var content =
        Message.json()
            .put("code", code)
            .put("silent", false)
            .put("store_history", true)
            .put("allow_stdin", allowStdin)
            .put("stop_on_error", true);
    return send(shell, "execute_request", content);
  }

  Told finish(Message request) {
    var broadcasts = new ArrayList<Message>();
    untilBroadcast(request, broadcasts, m -> isStatus(m, "idle"));
    return new Told(reply(shell, request), broadcasts);
  }

  /// Collects broadcasts about a request up to the first that `last` holds for.
  void untilBroadcast(Message request, List<Message> seen, Predicate<Message> last) {
    while (true) {
      var message = receive(iopub, PATIENCE);
      if (message.parent().path("msg_id").asString("").equals(request.id())) {
        seen.add(message);
        if (last.test(message)) {
          return;
        }
      }
    }
  }

  static boolean isStatus(Message message, String state) {
    return message.type().equals("status")
        && message.content().path("execution_state").asString().equals(state);
  }

  /// Asks on the shell and waits for the reply.
  ObjectNode ask(String type, ObjectNode content) {
    return reply(shell, send(shell, type, content));
  }

  /// Asks on the control channel and waits for the reply.
  ObjectNode askControl(String type, ObjectNode content) {
    return reply(control, send(control, type, content));
  }

  /// Waits for the kernel's question and answers it.
  void answerQuestion(String line) {
    var question = receive(stdin, PATIENCE);
    if (!question.type().equals("input_request")) {
      throw new AssertionError("no question but " + question.type());
    }
    send(stdin, "input_reply", Message.json().put("value", line));
  }

  /// Sends raw frames on the shell.
  void sendRaw(List<byte[]> frames) {
    for (int i = 0; i < frames.size(); i++) {
      shell.send(frames.get(i), i + 1 < frames.size() ? ZMQ.SNDMORE : 0);
    }
  }

  /// Whether the heart beats.
  boolean heartbeat() {
    heartbeat.setReceiveTimeOut((int) PATIENCE.toMillis());
    heartbeat.send("ping");
    return "ping".equals(heartbeat.recvStr());
  }

  private ObjectNode reply(ZMQ.Socket socket, Message request) {
    while (true) {
      var message = receive(socket, PATIENCE);
      if (message.parent().path("msg_id").asString("").equals(request.id())) {
        return message.content();
      }
    }
  }

  private Message send(ZMQ.Socket socket, String type, ObjectNode content) {
    var message = Message.unprompted("test-session", type, content);
    var frames = codec.encode(message);
    for (int i = 0; i < frames.size(); i++) {
      socket.send(frames.get(i), i + 1 < frames.size() ? ZMQ.SNDMORE : 0);
    }
    return message;
  }

  private Message receive(ZMQ.Socket socket, Duration patience) {
    var message = receiveOrNull(socket, patience);
    if (message == null) {
      throw new AssertionError("the kernel said nothing for " + patience.toSeconds() + " s");
    }
    return message;
  }

  private @Nullable Message receiveOrNull(ZMQ.Socket socket, Duration patience) {
    socket.setReceiveTimeOut((int) patience.toMillis());
    var frames = new ArrayList<byte[]>();
    byte[] frame = socket.recv();
    while (frame != null) {
      frames.add(frame);
      frame = socket.hasReceiveMore() ? socket.recv() : null;
    }
    try {
      return frames.isEmpty() ? null : codec.decode(frames);
    } catch (BadMessageException e) {
      throw new AssertionError(e);
    }
  }

  private ZMQ.Socket connected(SocketType type, int port) {
    var socket = context.createSocket(type);
    if (type == SocketType.DEALER) {
      // Jupyter's clients use one identity on shell and stdin: the kernel's questions follow it.
      socket.setIdentity("test-client".getBytes(US_ASCII));
    }
    socket.connect(file.address(port));
    return socket;
  }

  @Override
  public void close() {
    context.close();
  }
}
