package hitrate.grader.isolation;

import hitrate.grader.wire.Channel;
import hitrate.grader.wire.FrameTooLong;
import hitrate.grader.wire.Message;
import hitrate.grader.wire.UnsupportedValue;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// One JVM for the learner's classes, seen from the grader.
///
/// It answers calls, or fails them with a [SubmissionFailure] that says why: whatever happens over
/// there, a call here ends within the limits. Two threads serve it: one reads the pipe, one drains
/// what is printed; a third watches the limits while a test is under way.
public final class LearnerJvm implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final Duration LAST_WORDS = Duration.ofMillis(500);
  private static final int QUESTIONS_AT_ONCE = 32;

  private final Limits limits;
  private final Strays strays;
  private final Cage cage;
  private final Process process;
  private final Channel channel;
  private final PrintedText printed = new PrintedText();
  private final Thread drain;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<Integer, CompletableFuture<Message.ToGrader>> waiting =
      new ConcurrentHashMap<>();
  private final Map<Integer, CompletableFuture<Message.At>> whereabouts = new ConcurrentHashMap<>();
  private final Map<Integer, Callback> callbacks = new ConcurrentHashMap<>();
  private final Semaphore questions = new Semaphore(QUESTIONS_AT_ONCE);
  private final AtomicReference<@Nullable Failure> ended = new AtomicReference<>();
  private final CompletableFuture<Failure> gone = new CompletableFuture<>();
  private volatile CompletableFuture<List<String>> ready = new CompletableFuture<>();
  private volatile long deadlineNanos;
  private final AtomicInteger test = new AtomicInteger();

  /// An object of the grader that the learner's code may call.
  @FunctionalInterface
  public interface Callback {
    /// The answer to one call; an exception reaches the learner's code as an
    /// `IllegalStateException` with the same text.
    @Nullable Object answer(String method, List<@Nullable Object> arguments) throws Exception;
  }

  private LearnerJvm(Process process, Cage cage, Limits limits, Strays strays) {
    this.process = process;
    this.cage = cage;
    this.limits = limits;
    this.strays = strays;
    this.channel = new Channel(process.getInputStream(), process.getOutputStream());
    this.drain =
        Thread.ofPlatform()
            .daemon()
            .name("learner-output")
            .unstarted(() -> printed.drain(process.getErrorStream(), this::printedSoFar));
  }

  /// Starts a JVM; [#begin] waits until it is up.
  public static LearnerJvm start(Kit kit, Cage cage, Limits limits) {
    try {
      var strays = new Strays();
      var jvm = new LearnerJvm(Launch.start(kit, cage, limits, strays), cage, limits, strays);
      jvm.drain.start();
      Thread.ofPlatform().daemon().name("learner-pipe").start(jvm::read);
      return jvm;
    } catch (IOException e) {
      throw new SubmissionFailure(new Failure.NotStarted(String.valueOf(e.getMessage())));
    }
  }

  /// Begins a test: the learner's classes are loaded anew and the limits count from now. Answers
  /// false when threads of an earlier test still run there; then another JVM should be taken.
  public boolean begin(Kit kit) {
    await(ready, START_LIMIT);
    printed.take();
    callbacks.clear();
    var fresh = new CompletableFuture<List<String>>();
    ready = fresh;
    send(new Message.Load(kit.classes().toString()));
    boolean clean = await(fresh, START_LIMIT).isEmpty();
    deadlineNanos = System.nanoTime() + limits.wall().toNanos();
    int current = test.incrementAndGet();
    var base = Usage.of(process);
    Thread.ofVirtual().start(() -> new Watch(this, current, process, limits, base).run());
    return clean;
  }

  /// Ends the test: what it printed.
  public String finish() {
    test.incrementAndGet();
    callbacks.clear();
    awaitPrinted();
    return printed.take();
  }

  /// Ends the JVM when the test has started processes, be they its own or disowned.
  ///
  /// @throws SubmissionFailure when it has
  public void forbidStrays() {
    if (!strays().isEmpty()) {
      end(new Failure.StartedProcesses());
    }
    // Or the watch has seen them, between the last answer and now.
    if (ended.get() instanceof Failure.StartedProcesses why) {
      throw new SubmissionFailure(why);
    }
  }

  private List<ProcessHandle> strays() {
    return cage.kind() == Cage.Kind.NAMESPACES ? List.of() : strays.besides(process);
  }

  /// The answer of a call may overtake what was printed before it, as they come through two pipes.
  /// So the JVM prints a mark, which nobody can foresee, and everything before it belongs to this
  /// test.
  private void awaitPrinted() {
    try {
      if (hasEnded()) {
        drain.join(LAST_WORDS);
      } else {
        var mark = "[" + UUID.randomUUID() + "]";
        printed.expect(mark);
        channel.send(new Message.Mark(mark));
        printed.await(LAST_WORDS.multipliedBy(4));
      }
    } catch (IOException e) {
      // It has just gone; what came stays.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether that test is still under way and the JVM lives.
  boolean busyWith(int number) {
    return test.get() == number && !hasEnded();
  }

  /// Whether the test should be over by now, whatever the grader waits for.
  boolean isOverdue() {
    return System.nanoTime() - deadlineNanos > LAST_WORDS.multipliedBy(4).toNanos();
  }

  /// Whether this JVM has come to its end.
  public boolean hasEnded() {
    return ended.get() != null || !process.isAlive();
  }

  /// Makes `callback` known and answers its number.
  public int register(Callback callback) {
    int number = numbers.incrementAndGet();
    callbacks.put(number, callback);
    return number;
  }

  /// Makes an object of the learner's class and answers its number.
  public int create(String type, List<String> parameters, List<@Nullable Object> arguments) {
    int object = numbers.incrementAndGet();
    int call = numbers.incrementAndGet();
    var message = new Message.Create(call, object, type, parameters, arguments);
    answerOf(call, "new " + type.substring(type.lastIndexOf('.') + 1), message);
    return object;
  }

  /// Calls a method of the learner's object and answers what it returned.
  public @Nullable Object call(
      int object, String method, List<String> parameters, List<@Nullable Object> arguments) {
    int call = numbers.incrementAndGet();
    var message = new Message.Call(call, object, method, parameters, arguments);
    return answerOf(call, method, message);
  }

  private @Nullable Object answerOf(int call, String what, Message message) {
    var answer = new CompletableFuture<Message.ToGrader>();
    waiting.put(call, answer);
    if (gone.isDone()) {
      throw new SubmissionFailure(gone.join());
    }
    try {
      send(message);
      long left = deadlineNanos - System.nanoTime();
      return switch (answer.get(Math.max(0, left), TimeUnit.NANOSECONDS)) {
        case Message.Returned returned -> returned.value();
        case Message.Threw threw ->
            throw new SubmissionFailure(
                new Failure.Threw(what, threw.type(), threw.text(), threw.frames()));
        case Message.Unusable unusable -> throw new SubmissionFailure(unusable(unusable, what));
        case Message.ToGrader other -> throw new IllegalStateException(other.toString());
      };
    } catch (TimeoutException e) {
      throw tooLong(call, what);
    } catch (ExecutionException e) {
      throw failureOf(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw tooLong(call, what);
    } finally {
      waiting.remove(call);
    }
  }

  private static Failure unusable(Message.Unusable unusable, String what) {
    return switch (unusable.fault()) {
      case NO_CLASS -> new Failure.NoClass(unusable.detail());
      case NO_CONSTRUCTOR -> new Failure.NoConstructor(unusable.detail());
      case NO_METHOD -> new Failure.NoMethod(unusable.detail());
      case NOT_LINKED -> new Failure.NotLinked(unusable.detail());
      case VALUE_TYPE -> new Failure.WrongType(what, "", unusable.detail());
      case VALUE_SIZE -> new Failure.TooLarge(what, Channel.MAX_FRAME);
    };
  }

  /// The time is up: asks where the call is, then ends the JVM.
  private SubmissionFailure tooLong(int call, String what) {
    var at = new CompletableFuture<Message.At>();
    whereabouts.put(call, at);
    var state = Thread.State.RUNNABLE.name();
    List<String> frames = List.of();
    try {
      channel.send(new Message.Where(call));
      var answer = at.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
      state = answer.state();
      frames = answer.frames();
    } catch (IOException | TimeoutException | ExecutionException e) {
      // It cannot even say where it is.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    var failure = new Failure.TookTooLong(what, limits.wall(), state, frames);
    return new SubmissionFailure(end(failure));
  }

  private void send(Message message) {
    try {
      channel.send(message);
    } catch (UnsupportedValue | FrameTooLong e) {
      throw new IllegalArgumentException(e);
    } catch (IOException e) {
      // A pipe that cannot be written to has a reason, which the reader of the other one learns.
      var reason = gone.completeOnTimeout(new Failure.BrokeChannel(), 2, TimeUnit.SECONDS).join();
      throw new SubmissionFailure(end(reason));
    }
  }

  private <T> T await(CompletableFuture<T> future, Duration limit) {
    try {
      return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new SubmissionFailure(end(new Failure.NotStarted(printed.text())));
    } catch (ExecutionException e) {
      throw failureOf(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubmissionFailure(end(new Failure.NotStarted("interrupted")));
    }
  }

  private static SubmissionFailure failureOf(ExecutionException e) {
    if (e.getCause() instanceof SubmissionFailure failure) {
      return failure;
    }
    throw new IllegalStateException(e.getCause());
  }

  /// The reading thread: hands every message to who waits for it until the pipe ends.
  private void read() {
    try {
      for (var message = channel.receive(); message != null; message = channel.receive()) {
        if (!(message instanceof Message.ToGrader answer) || !deliver(answer)) {
          end(new Failure.BrokeChannel());
        }
      }
    } catch (EOFException e) {
      // Cut short by the end of the process.
    } catch (IOException e) {
      if (!hasEnded()) {
        end(Ending.ofJunk(process, drain));
      }
    }
    var why = Ending.of(process, drain, printed, limits);
    ended.compareAndSet(null, why);
    end(why);
    var failure = new SubmissionFailure(Objects.requireNonNull(ended.get()));
    gone.complete(failure.failure());
    waiting.values().forEach(answer -> answer.completeExceptionally(failure));
    ready.completeExceptionally(failure);
  }

  private boolean deliver(Message.ToGrader message) {
    return switch (message) {
      case Message.Ready up -> ready.complete(up.strays());
      case Message.Returned returned -> hand(returned.call(), returned);
      case Message.Threw threw -> hand(threw.call(), threw);
      case Message.Unusable unusable -> hand(unusable.call(), unusable);
      case Message.At at -> {
        var asked = whereabouts.remove(at.call());
        yield asked != null && asked.complete(at);
      }
      case Message.Ask ask -> {
        boolean free = questions.tryAcquire();
        if (free) {
          Thread.ofVirtual().start(() -> answer(ask));
        }
        yield free;
      }
    };
  }

  private boolean hand(int call, Message.ToGrader message) {
    var answer = waiting.get(call);
    // A call that was given up on may still answer; a call never made may not.
    return answer == null ? call > 0 && call <= numbers.get() : answer.complete(message);
  }

  private void answer(Message.Ask ask) {
    try {
      var callback = callbacks.get(ask.callback());
      if (callback == null) {
        end(new Failure.BrokeChannel());
        return;
      }
      Message reply;
      try {
        reply = new Message.Answer(ask.question(), callback.answer(ask.method(), ask.arguments()));
      } catch (Exception e) {
        reply = new Message.AnswerFailed(ask.question(), String.valueOf(e.getMessage()));
      }
      channel.send(reply);
    } catch (IOException e) {
      // The JVM is gone; who waits for it learns why.
    } finally {
      questions.release();
    }
  }

  private void printedSoFar(long bytes) {
    if (bytes > limits.outputBytes()) {
      end(new Failure.PrintedTooMuch(limits.outputBytes()));
    }
  }

  /// Kills the JVM and all it started. The first reason stands; it is the answer.
  Failure end(Failure why) {
    ended.compareAndSet(null, why);
    strays().forEach(ProcessHandle::destroyForcibly);
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    return Objects.requireNonNull(ended.get());
  }

  @Override
  public void close() {
    end(new Failure.Exited(0));
  }
}
