package hitrate.grader.run;

import hitrate.grader.compile.CompileError;
import hitrate.grader.compile.SourceCompiler;
import hitrate.grader.exercise.Exercise;
import hitrate.grader.graded.Graded;
import hitrate.grader.graded.Workshop;
import hitrate.grader.isolation.Cage;
import hitrate.grader.isolation.Kit;
import hitrate.grader.isolation.LearnerJvms;
import hitrate.grader.isolation.Limits;
import hitrate.grader.report.GradeReport;
import hitrate.grader.report.TestResult;
import hitrate.grader.target.TargetAddress;
import hitrate.grader.text.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.support.store.Namespace;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import redis.clients.jedis.exceptions.JedisException;

/// Grades submissions: compiles one, runs the graded tests of its exercise against it, answers the
/// report.
///
/// A failing submission is a report, never an exception; an exception means that the grader itself
/// could not do its work. A grader keeps its folder and a JVM for the learner's classes between two
/// runs, so that the second one is quick. Used by one thread at a time.
public final class Grader implements AutoCloseable {
  private final Options options;
  private final Kit kit;
  private final LearnerJvms jvms;

  /// How to grade.
  ///
  /// @param target the cache to run against
  /// @param limits what each test may use
  /// @param hidden folders that the learner's code should not read
  /// @param environment the environment variables that configure the grader
  /// @param finished hears of each test when it has ended
  public record Options(
      TargetAddress target,
      Limits limits,
      List<Path> hidden,
      Map<String, String> environment,
      Consumer<TestResult> finished) {
    public Options {
      hidden = List.copyOf(hidden);
      environment = Map.copyOf(environment);
    }

    /// The embedded engine and the usual limits.
    public static Options standard() {
      return new Options(
          TargetAddress.EMBEDDED, Limits.STANDARD, List.of(), System.getenv(), result -> {});
    }

    /// The same with another target.
    public Options withTarget(TargetAddress address) {
      return new Options(address, limits, hidden, environment, finished);
    }

    /// The same with other limits.
    public Options withLimits(Limits other) {
      return new Options(target, other, hidden, environment, finished);
    }

    /// The same with folders that are hidden where the system can do that.
    public Options withHidden(List<Path> folders) {
      return new Options(target, limits, folders, environment, finished);
    }

    /// The same with a listener.
    public Options withListener(Consumer<TestResult> listener) {
      return new Options(target, limits, hidden, environment, listener);
    }

    /// The same with other environment variables.
    public Options withEnvironment(Map<String, String> variables) {
      return new Options(target, limits, hidden, variables, finished);
    }
  }

  private Grader(Options options, Kit kit, LearnerJvms jvms) {
    this.options = options;
    this.kit = kit;
    this.jvms = jvms;
  }

  /// A grader that is ready to work.
  ///
  /// @throws IOException when its temporary folder cannot be made
  public static Grader open(Options options) throws IOException {
    var kit = Kit.create(libraries());
    var cage = Cage.strongest(kit, options.hidden(), options.environment());
    return new Grader(options, kit, new LearnerJvms(kit, cage, options.limits()));
  }

  @Override
  public void close() {
    jvms.close();
    kit.close();
  }

  /// The grader's texts in a language.
  public static Messages messages(Locale locale) {
    return Messages.load(Grader.class, "hitrate.grader.messages", locale);
  }

  /// The points of an exercise.
  public static int maxScore(Exercise exercise) {
    return Collector.methods(tests(exercise)).stream()
        .mapToInt(method -> method.getAnnotation(Graded.class).points())
        .sum();
  }

  private static Class<?> tests(Exercise exercise) {
    try {
      return Class.forName(exercise.tests());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no graded tests " + exercise.tests(), e);
    }
  }

  /// The report of a submission of which nothing has run: every test failed. Written before a run,
  /// it stands if the grader is stopped.
  public GradeReport pending(Exercise exercise) {
    var messages = messages(exercise.messages().locale());
    var collector = collector(exercise, messages, result -> {});
    return report(exercise, collector, Instant.now(), messages.text("problem.pending"));
  }

  private static Collector collector(
      Exercise exercise, Messages messages, Consumer<TestResult> finished) {
    return new Collector(tests(exercise), exercise.task(), messages, finished);
  }

  /// Grades the files of `exercise` below the folder `submission`, or in a zip archive.
  ///
  /// @throws IOException when files cannot be read or written, or the target does not answer
  public GradeReport grade(Exercise exercise, Path submission) throws IOException {
    var started = Instant.now();
    var messages = messages(exercise.messages().locale());
    var collector = collector(exercise, messages, options.finished());
    checkTarget(messages);
    // A JVM comes up while the compiler works.
    jvms.prepare();
    var problem = compile(exercise, submission, messages);
    if (problem.isEmpty()) {
      runTests(new Workshop(exercise, jvms, options.target(), options.limits().total()), collector);
    } else {
      collector.allNotRun(messages.text("failure.notCompiled"));
    }
    return report(exercise, collector, started, problem);
  }

  private GradeReport report(
      Exercise exercise, Collector collector, Instant started, String problem) {
    return new GradeReport(
        exercise.id(),
        exercise.title(),
        options.target().describe(),
        jvms.cage().kind().name().toLowerCase(Locale.ROOT),
        started,
        Duration.between(started, Instant.now()),
        problem,
        collector.results());
  }

  /// A cache that cannot be reached is no fault of the learner's.
  private void checkTarget(Messages messages) throws IOException {
    var address = options.target();
    try (var target = address.open()) {
      target.redis().ping();
    } catch (JedisException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      var reason = String.valueOf(cause.getMessage());
      throw new IOException(messages.text("target.unreachable", address.describe(), reason), e);
    }
  }

  private String compile(Exercise exercise, Path submission, Messages messages) throws IOException {
    kit.clearClasses();
    var folder = submission;
    if (Files.isRegularFile(submission)) {
      try {
        folder = kit.emptyFolder("upload");
        Upload.unpack(submission, folder);
      } catch (Upload.Refused e) {
        return messages.text(e.key(), e.values());
      }
    }
    var found = Submission.find(exercise, folder);
    if (found.missing() != null) {
      return messages.text("problem.missingFile", found.missing(), submission);
    }
    var compiler = new SourceCompiler(messages);
    return compiler.compile(found.files(), kit.libraries(), kit.classes()).stream()
        .map(CompileError::toString)
        .collect(Collectors.joining("\n"));
  }

  private static void runTests(Workshop workshop, Collector collector) {
    collector.attach(workshop);
    var config =
        LauncherConfig.builder()
            .enableTestEngineAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .addTestEngines(new JupiterTestEngine())
            .build();
    var request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(DiscoverySelectors.selectClass(tests(workshop.exercise())))
            .build();
    try (var session = LauncherFactory.openSession(config)) {
      session.getStore().put(Namespace.create(Workshop.class), Workshop.class, workshop);
      session.getLauncher().execute(request, collector);
    }
  }

  /// The libraries an exercise may use: the Redis client and what it needs.
  private static List<Path> libraries() {
    return Stream.of(
            "redis.clients.jedis.UnifiedJedis",
            "redis.clients.authentication.core.Token",
            "org.slf4j.Logger",
            "org.apache.commons.pool2.ObjectPool",
            "org.json.JSONObject",
            "com.google.gson.Gson",
            "hitrate.engine.bytes.Bytes")
        .map(Grader::libraryOf)
        .distinct()
        .toList();
  }

  private static Path libraryOf(String type) {
    try {
      return Kit.libraryOf(Class.forName(type, false, Grader.class.getClassLoader()));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("a library of the exercises is missing: " + type, e);
    }
  }
}
