package hitrate.kernel;

import hitrate.grader.text.Messages;
import hitrate.kernel.wire.ConnectionFile;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/// The kernel's process, as Jupyter starts it: `Main CONNECTION-FILE`.
///
/// `HITRATE_TARGET=redis://host:port` has the notebook's commands go to that server instead of to a
/// node of its own.
public final class Main {
  /// The environment variable that names another server.
  public static final String TARGET_VARIABLE = "HITRATE_TARGET";

  /// The bundle of all that the kernel says.
  static final String BUNDLE = "hitrate.kernel.messages";

  private static final Duration BEFORE_RETRY = Duration.ofMillis(300);

  private Main() {}

  public static void main(String[] arguments) throws InterruptedException {
    prepareJvm();
    PrintStream log = System.err;
    if (arguments.length != 1) {
      log.println(
          "usage: hitrate.kernel.Main CONNECTION-FILE (Jupyter starts the kernel this way)");
      System.exit(2);
    }
    try {
      var kernel = start(ConnectionFile.read(Path.of(arguments[0])), log);
      System.setOut(kernel.out());
      System.setErr(kernel.err());
      System.setIn(kernel.in());
      Signals.onInterrupt(kernel::interrupt);
      ParentWatch.start(System.getenv(), kernel::shutDown);
      kernel.awaitEnd();
    } catch (IOException e) {
      log.println("hitrate kernel: " + e.getMessage());
      System.exit(1);
    }
    // Threads of the learner's may still run.
    System.exit(0);
  }

  /// What has to be set before the first class of a library is loaded.
  static void prepareJvm() {
    System.setProperty("java.awt.headless", "true");
    // Jedis logs through SLF4J, which would tell the learner that there is no logger.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
  }

  /// Listens; when a port is taken, once more after a moment: Jupyter chose the ports a while ago,
  /// and another program's short-lived connection may sit on one.
  private static Kernel start(ConnectionFile file, PrintStream log)
      throws IOException, InterruptedException {
    var messages = Messages.load(Main.class, BUNDLE);
    try {
      return Kernel.start(file, frontEnd -> session(frontEnd, messages), messages, log);
    } catch (IOException e) {
      log.println("hitrate kernel: " + e.getMessage() + "; trying once more");
      Thread.sleep(BEFORE_RETRY);
      return Kernel.start(file, frontEnd -> session(frontEnd, messages), messages, log);
    }
  }

  private static Session session(FrontEnd frontEnd, Messages messages) {
    String named = System.getenv().getOrDefault(TARGET_VARIABLE, "");
    return Session.start(
        frontEnd,
        named.isEmpty() ? Target.Own.started() : Target.Elsewhere.reached(URI.create(named)),
        messages);
  }
}
