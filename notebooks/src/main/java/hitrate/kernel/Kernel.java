package hitrate.kernel;

import hitrate.grader.text.Messages;
import hitrate.kernel.Cells.Answer;
import hitrate.kernel.cell.Outcome.Failure;
import hitrate.kernel.display.Rendering;
import hitrate.kernel.wire.Channels;
import hitrate.kernel.wire.Channels.Channel;
import hitrate.kernel.wire.ConnectionFile;
import hitrate.kernel.wire.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Answers Jupyter's requests. Three threads:
///
/// - the channels' thread receives; it answers what must not wait (interrupt, shutdown) and puts
///   the rest into a queue;
/// - the cells' thread works the queue off, one request at a time, and runs the cells;
/// - the output thread sends on, ten times a second, what the running cell has printed.
///
/// The kernel answers from its first moment; the cells' thread starts JShell and the node
/// meanwhile, and the first cell waits for them.
final class Kernel implements Channels.Listener, FrontEnd {
  private static final Duration OUTPUT_PERIOD = Duration.ofMillis(100);

  private final Function<FrontEnd, Cells> startCells;
  private final PrintStream log;
  private final Messages messages;
  private final Console console;
  private final Questions questions;
  private final BlockingQueue<Message> requests = new LinkedBlockingQueue<>();
  private final List<String> history = new ArrayList<>();
  private final String session = UUID.randomUUID().toString();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final CountDownLatch cellsEnded = new CountDownLatch(1);
  private volatile @Nullable Channels channels;
  private volatile @Nullable Cells cells;
  private volatile Message parent;
  private String startFailure = "";

  private Kernel(Function<FrontEnd, Cells> startCells, Messages messages, PrintStream log) {
    this.startCells = startCells;
    this.messages = messages;
    this.log = log;
    this.console = new Console(this::publishStream, messages);
    this.questions = new Questions(this::ask, messages);
    this.parent = Message.unprompted(session, "start", Message.json());
  }

  /// Begins to listen, and starts the cells.
  ///
  /// @param startCells makes what runs cells; asked once more when it fails
  /// @param log where the kernel says what is no cell's business
  /// @throws IOException when a port is taken
  static Kernel start(
      ConnectionFile file, Function<FrontEnd, Cells> startCells, Messages messages, PrintStream log)
      throws IOException {
    var kernel = new Kernel(startCells, messages, log);
    kernel.channels = Channels.open(file, kernel, log);
    kernel.publishStatus(kernel.parent, "starting");
    Thread.ofPlatform().name("kernel-cells").daemon().start(kernel::workOff);
    Thread.ofPlatform().name("kernel-output").daemon().start(kernel::sendOutput);
    return kernel;
  }

  /// Waits until the kernel was shut down.
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /// Stops the running cell.
  void interrupt() {
    var running = cells;
    if (running != null) {
      running.interrupt();
    }
  }

  /// Ends the kernel: stops the running cell, closes the node, sends what is left to send.
  void shutDown() {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    Thread.ofPlatform().name("kernel-shutdown").start(this::end);
  }

  private void end() {
    requests.add(Message.unprompted(session, "end", Message.json()));
    try {
      boolean isOver = false;
      for (int tries = 0; tries < 50 && !isOver; tries++) {
        interrupt(); // again and again: cells that were asked for before may only begin now
        isOver = cellsEnded.await(100, TimeUnit.MILLISECONDS);
      }
      if (!isOver) {
        log.println("hitrate kernel: a cell did not stop; ending without it");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    wire().close();
    ended.countDown();
  }

  // ---- requests ----

  @Override
  public void received(Channel channel, Message request) {
    switch (request.type()) {
      case "interrupt_request" -> {
        interrupt();
        answer(channel, request, ok());
      }
      case "shutdown_request" -> {
        boolean restart = request.content().path("restart").asBoolean(false);
        answer(channel, request, ok().put("restart", restart));
        shutDown();
      }
      case "kernel_info_request" -> answer(channel, request, KernelInfo.content(messages));
      case "input_reply" -> questions.answered(request.content().path("value").asString(""));
      default -> requests.add(request);
    }
  }

  private void workOff() {
    try (var running = startTwice()) {
      cells = running;
      while (!ending.get()) {
        var request = requests.take();
        parent = ending.get() ? parent : request;
        handle(running, request);
      }
    } catch (InterruptedException e) {
      log.println("hitrate kernel: interrupted from outside");
    } finally {
      cellsEnded.countDown();
    }
  }

  /// Starts what runs cells; a start that fails is tried once more, because a busy machine is the
  /// usual reason. After that the kernel goes on and says to every cell what is wrong.
  private @Nullable Cells startTwice() {
    for (int attempt = 1; attempt <= 2; attempt++) {
      try {
        return startCells.apply(this);
      } catch (RuntimeException | LinkageError e) {
        startFailure = e.getMessage() == null ? e.toString() : e.getMessage();
        log.println("hitrate kernel: start " + attempt + " of 2 failed: " + startFailure);
      }
    }
    return null;
  }

  private void handle(@Nullable Cells running, Message request) {
    try {
      switch (request.type()) {
        case "execute_request" -> execute(running, request);
        case "complete_request" -> answer(Channel.SHELL, request, complete(running, request));
        case "inspect_request" -> answer(Channel.SHELL, request, inspect(running, request));
        case "is_complete_request" -> answer(Channel.SHELL, request, isComplete(running, request));
        case "history_request" -> answer(Channel.SHELL, request, history());
        case "comm_info_request" -> {
          ObjectNode reply = ok();
          reply.putObject("comms");
          answer(Channel.SHELL, request, reply);
        }
        case "comm_open" ->
            publish(request, "comm_close", Message.json().put("comm_id", commId(request)));
        default -> {} // a message of a newer protocol, or one that wants no answer
      }
    } catch (RuntimeException | Error e) {
      // Whatever it is, out of memory included: this thread is the only one that answers.
      log.println("hitrate kernel: " + request.type() + " failed: " + e);
      var failed =
          new Failure(e.getClass().getSimpleName(), String.valueOf(e.getMessage()), List.of());
      answer(Channel.SHELL, request, error(failed));
    }
  }

  private void execute(@Nullable Cells running, Message request) {
    var content = request.content();
    String code = content.path("code").asString("");
    boolean silent = content.path("silent").asBoolean(false);
    if (!silent) {
      history.add(code);
    }
    int number = history.size();
    publishStatus(request, "busy");
    console.begin();
    if (!silent) {
      var input = Message.json().put("code", code).put("execution_count", number);
      publish(request, "execute_input", input);
    }
    questions.allow(content.path("allow_stdin").asBoolean(true));
    var answer = running == null ? new Answer.Fails(notStarted()) : running.run(number, code);
    console.flush();
    boolean stops = answer instanceof Answer.Fails && content.path("stop_on_error").asBoolean(true);
    // before the reply: what comes after it was sent by somebody who knows of the failure
    List<Message> aborted = stops ? takeQueuedCells() : List.of();
    send(Channel.SHELL, request.reply("execute_reply", reply(request, answer, number, silent)));
    publishStatus(request, "idle");
    for (var other : aborted) {
      answer(Channel.SHELL, other, Message.json().put("status", "aborted"));
    }
  }

  private ObjectNode reply(Message request, Answer answer, int number, boolean silent) {
    switch (answer) {
      case Answer.Fails(Failure failure) -> {
        publish(request, "error", failureContent(failure));
        return error(failure).put("execution_count", number);
      }
      case Answer.Shows(Rendering value) when !silent -> {
        var result = bundle(value).put("execution_count", number);
        publish(request, "execute_result", result);
      }
      case Answer.Shows shown -> {}
      case Answer.Quiet quiet -> {}
    }
    var reply = ok().put("execution_count", number);
    reply.putObject("user_expressions");
    reply.putArray("payload");
    return reply;
  }

  /// "Run all" sends all cells at once; after one that failed, those behind it do not run.
  private List<Message> takeQueuedCells() {
    var cells = new ArrayList<Message>();
    var others = new ArrayList<Message>();
    requests.drainTo(others);
    for (var other : others) {
      if (other.type().equals("execute_request")) {
        cells.add(other);
      } else {
        requests.add(other);
      }
    }
    return cells;
  }

  private Failure notStarted() {
    return new Failure(
        "KernelStart",
        startFailure,
        List.of(messages.text("start.failed", startFailure), messages.text("start.again")));
  }

  // ---- help while typing ----

  private static ObjectNode complete(@Nullable Cells running, Message request) {
    String code = request.content().path("code").asString("");
    int cursor = Cursor.toChars(code, request.content().path("cursor_pos").asInt(0));
    var reply = ok();
    var matches = reply.putArray("matches");
    int start = cursor;
    if (running != null) {
      var completions = running.complete(code, cursor);
      completions.matches().forEach(matches::add);
      start = completions.start();
    }
    reply.put("cursor_start", Cursor.toCodePoints(code, start));
    reply.put("cursor_end", Cursor.toCodePoints(code, cursor));
    reply.putObject("metadata");
    return reply;
  }

  private static ObjectNode inspect(@Nullable Cells running, Message request) {
    String code = request.content().path("code").asString("");
    int cursor = Cursor.toChars(code, request.content().path("cursor_pos").asInt(0));
    String found = running == null ? "" : running.inspect(code, cursor);
    var reply = ok().put("found", !found.isEmpty());
    var data = reply.putObject("data");
    if (!found.isEmpty()) {
      data.put("text/plain", found);
    }
    reply.putObject("metadata");
    return reply;
  }

  private static ObjectNode isComplete(@Nullable Cells running, Message request) {
    String code = request.content().path("code").asString("");
    if (running == null) {
      return Message.json().put("status", "unknown");
    }
    return switch (running.completeness(code)) {
      case COMPLETE -> Message.json().put("status", "complete");
      case INVALID -> Message.json().put("status", "invalid");
      case INCOMPLETE -> Message.json().put("status", "incomplete").put("indent", "  ");
    };
  }

  private ObjectNode history() {
    var reply = ok();
    var entries = reply.putArray("history");
    for (int line = 1; line <= history.size(); line++) {
      entries.addArray().add(0).add(line).add(history.get(line - 1));
    }
    return reply;
  }

  // ---- what a cell reaches ----

  @Override
  public void display(Rendering value) {
    console.flush();
    publish(parent, "display_data", bundle(value));
  }

  @Override
  public PrintStream out() {
    return console.out();
  }

  @Override
  public PrintStream err() {
    return console.err();
  }

  @Override
  public InputStream in() {
    return questions.input();
  }

  private void ask() {
    console.flush();
    var question = Message.json().put("prompt", "").put("password", false);
    send(Channel.STDIN, parent.reply("input_request", question));
  }

  private void sendOutput() {
    while (!ending.get()) {
      console.flush();
      try {
        Thread.sleep(OUTPUT_PERIOD);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  // ---- messages ----

  private void answer(Channel channel, Message request, ObjectNode content) {
    publishStatus(request, "busy");
    String type = request.type().replaceFirst("_request$", "_reply");
    send(channel, request.reply(type, content));
    publishStatus(request, "idle");
  }

  private void publishStatus(Message cause, String state) {
    publish(cause, "status", Message.json().put("execution_state", state));
  }

  private void publishStream(String stream, String text) {
    publish(parent, "stream", Message.json().put("name", stream).put("text", text));
  }

  private void publish(Message cause, String type, ObjectNode content) {
    send(Channel.IOPUB, cause.broadcast(type, content));
  }

  private void send(Channel channel, Message message) {
    wire().send(channel, message);
  }

  private Channels wire() {
    return Objects.requireNonNull(channels);
  }

  private static ObjectNode ok() {
    return Message.json().put("status", "ok");
  }

  private static ObjectNode error(Failure failure) {
    return failureContent(failure).put("status", "error");
  }

  private static ObjectNode failureContent(Failure failure) {
    var content = Message.json().put("ename", failure.name()).put("evalue", failure.message());
    var lines = content.putArray("traceback");
    failure.traceback().forEach(lines::add);
    return content;
  }

  private static ObjectNode bundle(Rendering value) {
    var content = Message.json();
    var data = content.putObject("data").put("text/plain", value.text());
    if (value.html() != null) {
      data.put("text/html", value.html());
    }
    if (value.png() != null) {
      data.put("image/png", value.png());
    }
    content.putObject("metadata");
    return content;
  }

  private static String commId(Message request) {
    return request.content().path("comm_id").asString("");
  }
}
