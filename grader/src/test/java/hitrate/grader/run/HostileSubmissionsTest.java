package hitrate.grader.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.isolation.Cage;
import hitrate.grader.isolation.Limits;
import hitrate.grader.report.GradeReport;
import hitrate.grader.report.TestResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Submissions that misbehave. In each, `viewsOf` does something bad and the rest is right: the two
/// tests of part 2 must fail for a clear reason, and all the others keep their points.
///
/// Most of them wait for a limit, so several are graded at once, each by a grader of its own.
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(Lifecycle.PER_CLASS)
class HostileSubmissionsTest {
  private static final Set<String> PART_2 =
      new TreeSet<>(List.of("answersOneNumberForEachPageInOrder", "asksRedisOnceForAllPages"));

  private static final Limits LIMITS =
      Limits.STANDARD.withWall(Duration.ofSeconds(6)).withCpu(Duration.ofSeconds(3));

  @TempDir private static Path folder;

  /// The graders that nobody uses at the moment.
  private final Queue<Grader> idle = new ConcurrentLinkedQueue<>();

  @AfterAll
  void close() {
    idle.forEach(Grader::close);
  }

  /// @param reason what must be said, as a pattern
  /// @param code the body of `viewsOf`
  private record Case(String name, String reason, String code) {}

  private static final List<Case> CASES =
      List.of(
          new Case(
              "exits with success",
              "ended the Java process \\(exit code 0\\)",
              "System.exit(0); return null;"),
          new Case(
              "exits from the class itself",
              "ended the Java process \\(exit code 0\\)",
              "class Quits { static { System.exit(0); } } new Quits(); return null;"),
          new Case(
              "prints results and exits while hooks run",
              "was still|processor time",
              "System.out.println(\"Tests passed: 17, score 20\");"
                  + " Runtime.getRuntime().addShutdownHook(new Thread(() -> {"
                  + " while (true) { Thread.onSpinWait(); } })); System.exit(0); return null;"),
          new Case(
              "catches every error and goes on",
              "viewsOf returned|Redis got 0 commands",
              "try { throw new ThreadDeath(); } catch (Throwable e) { return null; }"),
          new Case(
              "halts",
              "ended the Java process \\(exit code 3\\)",
              "Runtime.getRuntime().halt(3); return null;"),
          new Case(
              "sleeps for ever",
              "viewsOf was still asleep after 6 seconds",
              "while (true) { try { Thread.sleep(1000); } catch (InterruptedException e) {} }"),
          new Case(
              "waits for a lock that is never released",
              "was still waiting for a lock after 6 seconds: a deadlock\\?",
              "var lock = new Object();"
                  + "var held = new java.util.concurrent.CountDownLatch(1);"
                  + "var holder = new Thread(() -> { synchronized (lock) { held.countDown();"
                  + " try { Thread.sleep(100000); } catch (InterruptedException e) {} } });"
                  + "holder.setDaemon(true); holder.start();"
                  + "try { held.await(); } catch (InterruptedException e) {}"
                  + "synchronized (lock) { return null; }"),
          new Case(
              "uses up the heap",
              "ran out of memory; it has 128 MB",
              "var all = new java.util.ArrayList<byte[]>();"
                  + " while (true) { all.add(new byte[1 << 20]); }"),
          new Case(
              "uses up the heap and catches it",
              "ran out of memory; it has 128 MB",
              "var all = new java.util.ArrayList<byte[]>(); while (true) {"
                  + " try { all.add(new byte[1 << 20]); } catch (OutOfMemoryError e) {} }"),
          new Case(
              "recurses without end",
              "viewsOf called itself without end",
              "return viewsOf(pages);"),
          new Case(
              "floods the output",
              "printed more than 1048576 bytes",
              "while (true) { System.out.println(\"I passed all tests. \".repeat(100)); }"),
          new Case(
              "writes junk to the channel",
              "wrote to, or closed, the connection",
              "try (var out = new java.io.FileOutputStream(java.io.FileDescriptor.out)) {"
                  + " out.write(\"Tests passed: 17\".getBytes()); }"
                  + " catch (java.io.IOException e) {} return null;"),
          new Case(
              "closes the channel",
              "wrote to, or closed, the connection",
              "try { new java.io.FileOutputStream(java.io.FileDescriptor.out).close();"
                  + " } catch (Exception e) {} return null;"),
          new Case(
              "starts another process",
              "started another process",
              "try { new ProcessBuilder(\"sleep\", \"100\").start().waitFor(); }"
                  + " catch (Exception e) { throw new RuntimeException(e); } return null;"),
          new Case(
              "starts threads without end",
              "more than 256 threads running at once|ran out of memory",
              "while (true) { var thread = new Thread(() -> {"
                  + " try { Thread.sleep(100000); } catch (InterruptedException e) {} });"
                  + " thread.setDaemon(true); thread.start(); }"),
          new Case(
              "starts a second host on the grader's pipe",
              "wrote to, or closed, the connection|was still",
              "try { var host = Class.forName(\"hitrate.grader.child.Host\");"
                  + " host.getMethod(\"main\", String[].class)"
                  + ".invoke(null, (Object) new String[0]); }"
                  + " catch (ReflectiveOperationException e) {} return null;"),
          new Case(
              "crashes the JVM",
              "was killed or crashed \\(signal",
              "try { var field = sun.misc.Unsafe.class.getDeclaredField(\"theUnsafe\");"
                  + " field.setAccessible(true);"
                  + " ((sun.misc.Unsafe) field.get(null)).putAddress(0, 0); }"
                  + " catch (ReflectiveOperationException e) {} return null;"),
          new Case(
              "answers more than fits",
              "viewsOf returned more than 1048576 bytes",
              "return java.util.Collections.nCopies(1_000_000, 1L);"),
          new Case(
              "answers something else",
              "viewsOf returned .*ArrayList|viewsOf returned .*List",
              "return (List<Long>) (List<?>) List.of(\"2\", \"0\", \"5\");"),
          new Case(
              "answers what cannot be sent",
              "viewsOf returned java.util.UUID",
              "return (List<Long>) (List<?>) List.of(java.util.UUID.randomUUID());"),
          new Case(
              "throws",
              "viewsOf threw IllegalStateException: no",
              "throw new IllegalStateException(\"no\");"),
          new Case(
              "throws something whose text never ends",
              "viewsOf was still running after 6 seconds: a loop without end|processor time",
              "throw new RuntimeException() {"
                  + " public String getMessage() { while (true) {} } };"),
          new Case(
              "asks Redis for its password, to go round the grader",
              "viewsOf threw JedisAccessControlException: NOPERM .*'config'",
              "var told = new StringBuilder(); for (var each : (List<?>) redis.sendCommand(() ->"
                  + " \"CONFIG\".getBytes(), \"GET\", \"requirepass\")) { var value = each"
                  + " instanceof java.util.Map.Entry<?, ?> e ? e.getValue() : each; told.append(new"
                  + " String((byte[]) value)).append(' '); } var port = new String((byte[])"
                  + " redis.sendCommand(() -> \"INFO\".getBytes(),"
                  + " \"server\")).replaceAll(\"(?s).*tcp_port:(\\\\d+).*\", \"$1\"); try (var past"
                  + " = new java.net.Socket(\"127.0.0.1\", Integer.parseInt(port))) { var in = new"
                  + " java.io.BufferedReader(new java.io.InputStreamReader(past.getInputStream()));"
                  + " var answer = new java.util.ArrayList<Long>();"
                  + " past.getOutputStream().write((\"AUTH \" +"
                  + " told.toString().replaceAll(\"requirepass|\\\\s\", \"\") +"
                  + " \"\\r\\n\").getBytes()); in.readLine(); for (var page : pages) {"
                  + " past.getOutputStream().write((\"GET views:\" + page +"
                  + " \"\\r\\n\").getBytes()); answer.add(in.readLine().equals(\"$-1\") ? 0L :"
                  + " Long.valueOf(in.readLine())); } return answer; } catch (java.io.IOException"
                  + " e) { return null; }"),
          new Case(
              "fills the memory of the cache",
              "viewsOf threw JedisDataException: OOM command not allowed",
              "for (int i = 0; i < 1_000; i++) {"
                  + " redis.setbit(\"full:\" + i, (8L << 20) * 8 - 1, true); } return null;"),
          new Case(
              "reads the grader's questions",
              "viewsOf threw NullPointerException",
              "try { System.in.read(); } catch (java.io.IOException e) {}"
                  + " throw new NullPointerException();"));

  @TestFactory
  Stream<DynamicTest> earnNothingForWhatTheyDidNotDo() {
    return CASES.stream().map(each -> DynamicTest.dynamicTest(each.name, () -> check(each)));
  }

  private void check(Case each) throws IOException {
    var report = gradeViewsOf(each.code);
    assertEquals("", report.problem());
    assertEquals(PART_2, Playground.failed(report), () -> report.tests().toString());
    assertEquals(18, report.score());
    for (var test : report.tests()) {
      assertTrue(
          test.passed() || test.observed().matches("(?s).*(" + each.reason + ").*"),
          test::toString);
    }
  }

  @Test
  void manyThreadsUseUpTheProcessorTimeBeforeTheClock() throws IOException {
    var limits = Limits.STANDARD.withWall(Duration.ofSeconds(30)).withCpu(Duration.ofMillis(1_500));
    try (var strict = Grader.open(Grader.Options.standard().withLimits(limits))) {
      var method =
          "public List<Long> viewsOf(List<String> pages) {"
              + " for (int i = 0; i < 8; i++) { new Thread(() -> { while (true) {} }).start(); }"
              + " while (true) {} }";
      var submission = Playground.write(newFolder(), Playground.withMethod(method));
      var report = strict.grade(Playground.strings(), submission);
      assertEquals(PART_2, Playground.failed(report), () -> report.tests().toString());
      assertEquals(
          "your code used more than 1 second of processor time",
          result(report, "asksRedisOnceForAllPages").observed());
    }
  }

  @Test
  void aThreadLeftBehindTakesNoPointsFromLaterTests() throws IOException {
    var report =
        gradeViewsOf(
            "new Thread(() -> { while (true) {} }).start();"
                + " if (pages.isEmpty()) { return List.of(); }"
                + " var keys = pages.stream().map(p -> \"views:\" + p).toArray(String[]::new);"
                + " return redis.mget(keys).stream()"
                + ".map(v -> v == null ? 0L : Long.valueOf(v)).toList();");
    assertEquals(Set.of(), Playground.failed(report), () -> report.tests().toString());
  }

  @Test
  void anAnswerForgedOnTheChannelIsNoMoreThanAnAnswer() throws IOException {
    // Frames "call 1..99 returned 1": for a call under way that is a lie, for others a fault.
    var report =
        gradeViewsOf(
            "var out = new java.io.FileOutputStream(java.io.FileDescriptor.out);"
                + " try { for (int call = 1; call < 99; call++) {"
                + " var frame = java.nio.ByteBuffer.allocate(19).putInt(15).put((byte) 'R')"
                + ".put((byte) 3).putInt(call).put((byte) 4).putLong(1);"
                + " out.write(frame.array()); out.flush(); } }"
                + " catch (java.io.IOException e) {} return null;");
    assertEquals(PART_2, Playground.failed(report), () -> report.tests().toString());
  }

  @Test
  void neitherTestsNorEnvironmentNorOpenFilesAreInReach() throws IOException {
    var report =
        gradeViewsOf(
            "System.out.println(\"ENV \" + new java.util.TreeSet<>(System.getenv().keySet()));"
                + " for (var name : List.of(\"hitrate.grader.graded.d1strings.NewsSiteTests\","
                + " \"hitrate.grader.run.Grader\", \"org.junit.jupiter.api.Test\")) {"
                + " try { Class.forName(name); System.out.println(\"FOUND \" + name); }"
                + " catch (ClassNotFoundException e) {} } return null;");
    var printed = result(report, "asksRedisOnceForAllPages").printed();
    assertTrue(printed.startsWith("ENV ["), printed);
    assertFalse(printed.contains("FOUND"), printed);
    var names =
        Set.of(printed.lines().findFirst().orElse("").replaceAll("ENV \\[|\\]", "").split(", "));
    var allowed =
        Set.of("HITRATE_RUN", "HOME", "LANG", "OLDPWD", "PATH", "PWD", "SHLVL", "_", "SystemRoot");
    assertTrue(allowed.containsAll(names), names::toString);
  }

  @Test
  void inNamespacesNothingIsWrittenAndNobodyKilled() throws IOException {
    var target = folder.resolve("results.json").toAbsolutePath();
    var report =
        gradeViewsOf(
            "try { java.nio.file.Files.writeString(java.nio.file.Path.of(\"work\"), \"mine\");"
                + " System.out.println(\"OWN FOLDER\"); } catch (java.io.IOException e) {}"
                + " if (ProcessHandle.current().pid() < 50) {"
                + " try { java.nio.file.Files.writeString(java.nio.file.Path.of(\""
                + target
                + "\"), \"forged\"); } catch (java.io.IOException e) {"
                + " System.out.println(\"REFUSED\"); }"
                + " System.out.println(\"SEES \" + ProcessHandle.allProcesses().count()); }"
                + " return null;");
    var printed = result(report, "asksRedisOnceForAllPages").printed();
    assertTrue(printed.contains("OWN FOLDER"), () -> report.tests().toString());
    assertFalse(Files.exists(target));
    if (report.isolation().equals("namespaces")) {
      assertTrue(printed.contains("REFUSED"), printed);
      assertTrue(printed.contains("SEES 2\n"), printed);
    }
  }

  @Test
  void aProcessThatIsDisownedIsFoundWithoutNamespacesToo() throws IOException {
    var pid = folder.resolve("disowned.pid").toAbsolutePath();
    var environment = Map.of(Cage.VARIABLE, "process");
    try (var plain = Grader.open(Grader.Options.standard().withEnvironment(environment))) {
      var method =
          "public List<Long> viewsOf(List<String> pages) {"
              + " try { new ProcessBuilder(\"sh\", \"-c\", \"(sleep 100 & echo $! >>"
              + pid
              + ")\").start().waitFor(); } catch (Exception e) { throw new RuntimeException(e); }"
              + " if (pages.isEmpty()) { return List.of(); }"
              + " var keys = pages.stream().map(p -> \"views:\" + p).toArray(String[]::new);"
              + " return redis.mget(keys).stream()"
              + ".map(v -> v == null ? 0L : Long.valueOf(v)).toList(); }";
      var submission = Playground.write(newFolder(), Playground.withMethod(method));
      var report = plain.grade(Playground.strings(), submission);
      assertEquals("process", report.isolation());
      assertEquals(PART_2, Playground.failed(report), () -> report.tests().toString());
      assertEquals(
          "your code started another process",
          result(report, "asksRedisOnceForAllPages").observed());
    }
    var left =
        Files.readAllLines(pid).stream()
            .flatMap(line -> ProcessHandle.of(Long.parseLong(line.strip())).stream())
            .filter(HostileSubmissionsTest::lives)
            .toList();
    assertEquals(List.of(), left);
  }

  /// A process killed a moment ago may be on the system's list until its new parent has heard.
  private static boolean lives(ProcessHandle process) {
    return process.info().command().isPresent();
  }

  @Test
  void aClassThatIsNotThereEarnsNothing() throws IOException {
    var source = source().replace("public final class", "final class").replace("NewsSite", "News");
    var report = graded(Playground.write(newFolder(), source));
    assertEquals(0, report.score());
    assertEquals(
        List.of("there is no class d1strings.NewsSite"),
        report.tests().stream().map(TestResult::observed).distinct().toList());
  }

  @Test
  void aMethodThatIsNotThereIsNamedAndCostsItsOwnPointsOnly() throws IOException {
    var report = grade(source(), "public List<Long> viewsOf(", "List<Long> views(");
    assertEquals(PART_2, Playground.failed(report));
    assertEquals(
        "your class has no method List<Long> viewsOf(List<String>), as it had at first",
        result(report, "asksRedisOnceForAllPages").observed());
  }

  @Test
  void aConstructorThatIsNotThereIsNamed() throws IOException {
    var report =
        grade(
            source(),
            "public NewsSite(UnifiedJedis redis) {",
            "public NewsSite() { UnifiedJedis redis = null;");
    assertEquals(0, report.score());
    assertTrue(
        report.tests().getFirst().observed().contains("has no constructor"), report::toString);
  }

  @Test
  void aReturnTypeThatWasChangedIsNamed() throws IOException {
    var report =
        grade(
            source(),
            "public long countView(String page) {",
            "public String countView(String page) { if (page != null) { return \"1\"; } return \"\""
                + " + incr(page); } private long incr(String page) {");
    assertFalse(report.tests().getFirst().passed());
    assertEquals("countView returned String 1", report.tests().getFirst().observed());
    assertEquals("a long", report.tests().getFirst().expected());
  }

  @Test
  void aLoopInTheClassItselfEndsWithTheTimeForAllTests() throws IOException {
    var limits = Limits.STANDARD.withWall(Duration.ofSeconds(2)).withTotal(Duration.ofSeconds(3));
    try (var hasty = Grader.open(Grader.Options.standard().withLimits(limits))) {
      var source =
          source().replace("{\n  private", "{\n  static { if (true) while (true) {} }\n  private");
      var report = hasty.grade(Playground.strings(), Playground.write(newFolder(), source));
      assertEquals(0, report.score());
      assertTrue(
          report.tests().getFirst().observed().contains("new NewsSite was still running"),
          report::toString);
      assertTrue(
          report.tests().getLast().observed().contains("had used up their 3 seconds"),
          report::toString);
    }
  }

  @Test
  void aCompileErrorIsShownWithItsPlaceAndEarnsNothing() throws IOException {
    var report =
        grade(
            source(),
            "return redis.incr(\"views:\" + page);",
            "return redis.incr(\"views:\" + page)");
    assertEquals(0, report.score());
    assertTrue(
        report.problem().matches("(?s)NewsSite.java:\\d+: ';' expected\n.*redis.incr.*\n +\\^"),
        report.problem());
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    var report = graded(newFolder());
    assertEquals(0, report.score());
    assertTrue(
        report.problem().startsWith("d1strings/NewsSite.java is not there"), report.problem());
  }

  @Test
  void aLinkToTheReferenceSolutionIsNoSubmission() throws IOException {
    var upload = newFolder();
    var solution = Playground.catalog().solutions().resolve("d1strings/NewsSite.java");
    Files.createSymbolicLink(upload.resolve("NewsSite.java"), solution.toAbsolutePath());
    var report = graded(upload);
    assertEquals(0, report.score());
    assertTrue(
        report.problem().startsWith("d1strings/NewsSite.java is not there"), report.problem());
  }

  @Test
  void anEmptyFileEarnsNothing() throws IOException {
    var report = graded(Playground.write(newFolder(), ""));
    assertEquals(0, report.score());
    assertFalse(report.tests().getFirst().observed().isEmpty());
  }

  @Test
  void aFileThatIsNoTextEarnsNothingAndSaysWhere() throws IOException {
    var file = newFolder().resolve("NewsSite.java");
    Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 'c', 0, (byte) 0x80});
    var report = graded(Objects.requireNonNull(file.getParent()));
    assertEquals(0, report.score());
    assertTrue(report.problem().startsWith("NewsSite.java:1: "), report.problem());
  }

  @Test
  void aForeignPackageIsNotTheExercise() throws IOException {
    var source = source().replace("package d1strings;", "");
    var report = graded(Playground.write(newFolder(), source));
    assertEquals(0, report.score());
  }

  @Test
  void classesNamedLikeTheGradersDoNotReplaceThem() throws IOException {
    var upload = Playground.write(newFolder(), "package d1strings; public final class NewsSite {}");
    var beside = upload.resolve("d1strings");
    var host = "package hitrate.grader.child; public class Host { static { System.exit(0); } }";
    var result =
        "package hitrate.grader.report; public record TestResult(String name, int score) {"
            + " public boolean passed() { return true; } }";
    Files.writeString(beside.resolve("Host.java"), host);
    Files.writeString(beside.resolve("TestResult.java"), result);
    Files.writeString(
        beside.resolve("Test.java"), "package org.junit.jupiter.api; public @interface Test {}");
    var report = graded(upload);
    assertEquals(0, report.score(), report::toString);
    assertFalse(report.passed());
  }

  @Test
  void whatIsPrintedBelongsToItsOwnTest() throws IOException {
    for (int round = 0; round < 5; round++) {
      var report = gradeViewsOf("System.err.print(\"round " + round + "\"); return null;");
      assertEquals("round " + round, result(report, "asksRedisOnceForAllPages").printed());
      var others = report.tests().stream().filter(test -> !PART_2.contains(test.name())).toList();
      others.forEach(test -> assertEquals("", test.printed(), test.name()));
    }
  }

  @Test
  void anUploadThatLiesFlatIsFound() throws IOException {
    var upload = newFolder();
    Files.writeString(upload.resolve("NewsSite.java"), source());
    assertEquals(20, graded(upload).score());
  }

  @Test
  void everyTestCountsAsFailedBeforeItRuns() throws IOException {
    try (var grader = Grader.open(Grader.Options.standard())) {
      var report = grader.pending(Playground.strings());
      assertEquals(0, report.score());
      assertEquals(20, report.maxScore());
      assertFalse(report.passed());
    }
  }

  private GradeReport graded(Path submission) throws IOException {
    var grader = idle.poll();
    if (grader == null) {
      grader = Grader.open(Grader.Options.standard().withLimits(LIMITS));
    }
    try {
      return grader.grade(Playground.strings(), submission);
    } finally {
      idle.add(grader);
    }
  }

  private static String source() throws IOException {
    return Files.readString(Playground.catalog().solutions().resolve("d1strings/NewsSite.java"));
  }

  private GradeReport gradeViewsOf(String code) throws IOException {
    var spliced =
        Playground.withMethod("public List<Long> viewsOf(List<String> pages) {\n" + code + "\n}");
    return graded(Playground.write(newFolder(), spliced));
  }

  private GradeReport grade(String source, String old, String replacement) throws IOException {
    assertTrue(source.contains(old), old);
    var changed = source.replace(old, replacement);
    return graded(Playground.write(newFolder(), changed));
  }

  private Path newFolder() throws IOException {
    return Files.createTempDirectory(folder, "submission");
  }

  private static TestResult result(GradeReport report, String name) {
    return report.tests().stream()
        .filter(test -> test.name().equals(name))
        .collect(Collectors.toList())
        .getFirst();
  }
}
