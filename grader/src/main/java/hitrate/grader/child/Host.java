package hitrate.grader.child;

import hitrate.grader.wire.Channel;
import hitrate.grader.wire.FrameTooLong;
import hitrate.grader.wire.Message;
import hitrate.grader.wire.UnsupportedValue;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The main class of the learner's JVM. Reads calls from standard input and sends what they
/// returned to standard output; each call runs in a thread of its own.
///
/// The learner's `System.out` and `System.err` both go to standard error, `System.in` is empty. All
/// limits are kept from outside, by the grader.
public final class Host {
  private final Channel channel;
  private final FileOutputStream printed = new FileOutputStream(FileDescriptor.err);
  private final Arguments arguments;
  private final Questions questions;
  private final Map<Integer, Object> objects = new ConcurrentHashMap<>();
  private final Map<Integer, Thread> running = new ConcurrentHashMap<>();
  private ClassLoader learner = Host.class.getClassLoader();

  private Host(Channel channel) {
    this.channel = channel;
    this.questions = new Questions(channel);
    this.arguments = new Arguments(questions);
  }

  /// Takes no arguments. Ends when the grader closes the pipe.
  public static void main(String[] arguments) throws IOException {
    var channel =
        new Channel(
            new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out));
    System.setIn(InputStream.nullInputStream());
    System.setOut(
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
    Arguments.warmUp();
    channel.send(new Message.Ready(List.of()));
    try {
      new Host(channel).serve();
    } catch (IOException e) {
      Runtime.getRuntime().halt(Channel.LOST_EXIT_CODE);
    }
    // The learner's threads may still run; the grader has gone and needs none of them.
    Runtime.getRuntime().halt(0);
  }

  private void serve() throws IOException {
    while (channel.receive() instanceof Message.ToChild message) {
      switch (message) {
        case Message.Load load -> channel.send(load(Path.of(load.classes())));
        case Message.Create create -> start(create.call(), () -> create(create));
        case Message.Call call -> start(call.call(), () -> call(call));
        case Message.Answer answer -> questions.answer(answer.question(), answer.value());
        case Message.AnswerFailed failed -> questions.fail(failed.question(), failed.text());
        case Message.Where where -> channel.send(where(where.call()));
        case Message.Mark mark -> printed.write(mark.text().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /// A class loader of its own for every test: static fields begin anew.
  private Message load(Path classes) throws MalformedURLException {
    objects.clear();
    arguments.close();
    var urls = new URL[] {classes.toUri().toURL()};
    learner = new URLClassLoader(Frames.LOADER_NAME, urls, Host.class.getClassLoader());
    return new Message.Ready(Frames.threadsWithin());
  }

  /// One call of the learner's code.
  private interface Work {
    @Nullable Object run() throws ReflectiveOperationException, Fault;
  }

  private void start(int call, Work work) {
    var thread = new Thread(() -> report(call, work), "exercise-call-" + call);
    thread.setContextClassLoader(learner);
    running.put(call, thread);
    thread.start();
  }

  private void report(int call, Work work) {
    Message outcome;
    try {
      outcome = new Message.Returned(call, work.run());
    } catch (Fault fault) {
      outcome = new Message.Unusable(call, fault.kind, fault.detail);
    } catch (InvocationTargetException e) {
      outcome = threw(call, e.getCause() == null ? e : e.getCause());
    } catch (NoClassDefFoundError e) {
      outcome = new Message.Unusable(call, Message.Fault.NOT_LINKED, Frames.textOf(e));
    } catch (Throwable e) {
      outcome = threw(call, e);
    }
    running.remove(call);
    send(call, outcome);
  }

  private void send(int call, Message outcome) {
    try {
      channel.send(outcome);
    } catch (UnsupportedValue e) {
      refuse(new Message.Unusable(call, Message.Fault.VALUE_TYPE, Frames.textOf(e)));
    } catch (FrameTooLong e) {
      refuse(new Message.Unusable(call, Message.Fault.VALUE_SIZE, Frames.textOf(e)));
    } catch (RuntimeException e) {
      refuse(threw(call, e));
    } catch (IOException e) {
      Runtime.getRuntime().halt(Channel.LOST_EXIT_CODE);
    }
  }

  private void refuse(Message reason) {
    try {
      channel.send(reason);
    } catch (IOException e) {
      Runtime.getRuntime().halt(Channel.LOST_EXIT_CODE);
    }
  }

  private static Message threw(int call, Throwable thrown) {
    var cause = thrown;
    while (cause instanceof ExceptionInInitializerError && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return new Message.Threw(
        call, cause.getClass().getName(), Frames.textOf(cause), Frames.of(cause.getStackTrace()));
  }

  private Message where(int call) {
    var thread = running.get(call);
    return thread == null
        ? new Message.At(call, Thread.State.TERMINATED.name(), List.of())
        : new Message.At(call, thread.getState().name(), Frames.of(thread.getStackTrace()));
  }

  private @Nullable Object create(Message.Create create)
      throws ReflectiveOperationException, Fault {
    var type = learnersClass(create.type());
    var parameters = types(create.parameterTypes());
    try {
      var constructor = type.getDeclaredConstructor(parameters);
      constructor.setAccessible(true);
      var values = arguments.of(create.arguments(), learner);
      objects.put(create.object(), constructor.newInstance(values));
      return null;
    } catch (NoSuchMethodException | InstantiationException e) {
      throw new Fault(Message.Fault.NO_CONSTRUCTOR, create.type());
    }
  }

  private @Nullable Object call(Message.Call call) throws ReflectiveOperationException, Fault {
    var object = objects.get(call.object());
    if (object == null) {
      throw new IllegalStateException("no object " + call.object());
    }
    try {
      var method = object.getClass().getDeclaredMethod(call.method(), types(call.parameterTypes()));
      method.setAccessible(true);
      return method.invoke(object, arguments.of(call.arguments(), learner));
    } catch (NoSuchMethodException e) {
      throw new Fault(Message.Fault.NO_METHOD, call.method());
    }
  }

  private Class<?> learnersClass(String name) throws Fault {
    try {
      return Class.forName(name, true, learner);
    } catch (ClassNotFoundException e) {
      throw new Fault(Message.Fault.NO_CLASS, name);
    }
  }

  private Class<?>[] types(List<String> names) throws ClassNotFoundException {
    var types = new Class<?>[names.size()];
    for (int i = 0; i < types.length; i++) {
      var primitive = Class.forPrimitiveName(names.get(i));
      types[i] = primitive == null ? Class.forName(names.get(i), false, learner) : primitive;
    }
    return types;
  }

  /// Why a call could not be made.
  private static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    final Message.Fault kind;
    final String detail;

    Fault(Message.Fault kind, String detail) {
      super(detail, null, false, false);
      this.kind = kind;
      this.detail = detail;
    }
  }
}
