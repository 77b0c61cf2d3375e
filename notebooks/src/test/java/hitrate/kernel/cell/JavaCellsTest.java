package hitrate.kernel.cell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.text.Messages;
import hitrate.kernel.cell.Outcome.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Each test has a JShell of its own, because what a cell declares stays.
class JavaCellsTest {
  private final AtomicInteger unblocked = new AtomicInteger();
  private final JavaCells cells =
      JavaCells.start(
          System.getProperty("java.class.path"),
          unblocked::incrementAndGet,
          Messages.load(JavaCells.class, "hitrate.kernel.messages"));
  private int number;

  @AfterEach
  void close() {
    cells.close();
  }

  @Test
  void theLastLinesValueIsShownUnlessItEndsLikeAStatement() {
    assertEquals(3, value("1 + 2"));
    assertEquals(3, value("1 + 2 // three"));
    assertDone("1 + 2;");
    assertDone("1 + 2; // three");
    assertDone("int a = 1");
    assertDone("a = 2");
    assertEquals(2, value("a"));
    assertEquals(2, value("int b = 1;\n\nb + 1\n"));
    assertEquals(null, value("null"));
  }

  @Test
  void declarationsStayFromCellToCell() {
    assertDone("int count = 1;\nint next() { return ++count; }\nrecord Point(int x) {}");
    assertEquals(2, value("next()"));
    assertEquals(3, value("count + new Point(1).x()"));
    assertDone("int next() { return 10; }");
    assertEquals(10, value("next()"));
  }

  @Test
  void aValueIsTheObjectItself() {
    var list = new ArrayList<>(List.of("a"));
    cells.declare("java.util.List<String>", "list", list);
    assertDone("list.add(\"b\");");
    assertSame(list, value("list"));
    assertEquals(List.of("a", "b"), list);
  }

  @Test
  void aTypeDeclaredAnewResetsItsVariablesAndTheLearnerIsTold() {
    assertDone("class Price { int cents = 1; }\nPrice price = new Price();");
    assertEquals(List.of(), cells.notes());
    assertDone("class Price { int cents = 2; }");
    assertEquals(
        List.of(
            "Note: price lost its value, because the type it uses was declared anew."
                + " Run the cell that sets it again."),
        cells.notes());
    assertDone("Price price = new Price();");
    assertEquals(List.of(), cells.notes());
  }

  @Test
  void anImportUnderACommentLeavesVariablesAlone() {
    cells.declare("Object", "kept", "kept");
    assertDone(
        """
        // what for
        import java.util.*;

        import java.time.*;
        String said() { return kept.toString(); }
        """);
    assertEquals("kept", value("said()"));
  }

  @Test
  void aDeclarationMayUseWhatTheSameCellDefinesBelow() {
    assertEquals(
        5, value("int twice() { return 2 * half() + 1; }\nint half() { return 2; }\ntwice()"));
  }

  @Test
  void aCompileErrorShowsItsLineAndACaret() {
    var failure = failure("int ok = 1;\n// a comment\nint n = \"three\";");
    assertEquals("CompileError", failure.name());
    assertEquals(
        "line 3: incompatible types: String cannot be converted to int", failure.message());
    assertEquals(
        List.of(failure.message(), "    int n = \"three\";", "            ^^^^^^^"),
        failure.traceback());
  }

  @Test
  void anUnknownNameIsExplainedWithoutJShellsOwnClasses() {
    assertEquals(
        List.of(
            "line 2: cannot find symbol",
            "      price(1)",
            "      ^^^^^",
            "  symbol:   method price(int)"),
        failure("\n  price(1)").traceback());
  }

  @Test
  void aMethodThatUsesSomethingUnknownFailsAtOnceAndWorksOnceThatIsDefined() {
    var failure = failure("int total() {\n  return price() + 1;\n}");
    assertEquals("CompileError", failure.name());
    assertTrue(failure.message().contains("price()"), failure::toString);
    assertDone("int price() { return 2; }");
    assertEquals(3, value("total()"));
  }

  @Test
  void anUnfinishedCellDoesNotBeginToRun() {
    assertDone("int runs = 0;");
    var failure = failure("runs = 1;\nif (runs > 0) {");
    assertEquals("line 2: reached end of file while parsing", failure.message());
    assertEquals(0, value("runs"));
  }

  @Test
  void anExceptionShowsTheLearnersFramesOnly() {
    assertDone("int divide(int n) {\n  return 10 / n;\n}");
    var failure = failure("import java.util.stream.*;\nIntStream.of(0).map(n -> divide(n)).sum()");
    assertEquals("ArithmeticException", failure.name());
    assertEquals(
        List.of(
            "ArithmeticException: / by zero",
            "    at divide (cell 1, line 2)",
            "    at cell 2, line 2"),
        failure.traceback());
  }

  @Test
  void anExceptionShowsItsCauses() {
    assertEquals(
        List.of(
            "IllegalStateException: outer",
            "    at cell 1, line 2",
            "Caused by: RuntimeException: inner",
            "    at cell 1, line 1"),
        failure(
                "var inner = new RuntimeException(\"inner\");\n"
                    + "throw new IllegalStateException(\"outer\", inner);")
            .traceback());
  }

  @Test
  void exitIsAnExceptionAndNotTheEnd() {
    var failure = failure("System.exit(3)");
    assertEquals(
        "exit status 3 would end the kernel; leave the method by return", failure.message());
    assertEquals("UnsupportedOperationException", failure("Runtime.getRuntime().halt(1)").name());
    assertEquals(1, value("1"));
  }

  @Test
  void anEndlessLoopCanBeStopped() throws InterruptedException {
    for (String endless :
        List.of(
            "while (true);",
            "for (int i = 0; ; i++) { try { i--; } catch (Throwable all) { } }",
            "java.util.stream.Stream.generate(() -> 1).forEach(one -> { });",
            "Thread.sleep(600_000);",
            "while (true) try { Thread.sleep(600_000); } catch (InterruptedException e) { }",
            "new java.util.concurrent.CountDownLatch(1).await();")) {
      assertStopped(endless);
    }
    assertEquals(2, value("1 + 1"));
  }

  @Test
  void whoeverWaitsForAConnectionIsFreed() throws IOException, InterruptedException {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      cells.declare("java.net.ServerSocket", "server", server);
      assertStopped("server.accept();");
      assertEquals(1, unblocked.get());
      assertEquals(2, value("1 + 1"));
    }
  }

  @Test
  void anInterruptBetweenCellsStopsNothing() {
    cells.interrupt();
    assertEquals(2, value("1 + 1"));
  }

  @Test
  void completionKnowsWhatCellsDeclared() {
    assertDone("String greeting = \"hi\";");
    var assist = cells.assist();
    var completions = assist.complete("int n = 1;\ngreeting.toUpp", 25);
    assertEquals(20, completions.start());
    assertTrue(completions.matches().contains("toUpperCase("), completions::toString);
    assertTrue(assist.complete("gree", 4).matches().contains("greeting"));
  }

  @Test
  void inspectionSaysSignatureAndFirstParagraph() {
    var text = cells.assist().inspect("Math.max(1, 2)", 6);
    assertTrue(text.contains("int Math.max(int a, int b)"), text);
  }

  @Test
  void aCellIsCompleteIncompleteOrInvalid() {
    var assist = cells.assist();
    assertEquals(Assist.Completeness.COMPLETE, assist.completeness("int x = 1;"));
    assertEquals(Assist.Completeness.COMPLETE, assist.completeness("x"));
    assertEquals(Assist.Completeness.INCOMPLETE, assist.completeness("for (;;) {"));
    assertEquals(Assist.Completeness.INVALID, assist.completeness("int = ) 3;"));
  }

  private void assertStopped(String code) throws InterruptedException {
    var running = new CountDownLatch(1);
    cells.declare("Runnable", "begun", (Runnable) running::countDown);
    var stopper =
        Thread.ofPlatform()
            .start(() -> {
              try {
                running.await();
                cells.interrupt();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    assertEquals("Interrupted", failure("{ begun.run();\n" + code + " }").name(), code);
    stopper.join();
  }

  private @Nullable Object value(String code) {
    return assertInstanceOf(Outcome.Value.class, cells.run(++number, code), code).value();
  }

  private void assertDone(String code) {
    assertInstanceOf(Outcome.Done.class, cells.run(++number, code), code);
  }

  private Failure failure(String code) {
    return assertInstanceOf(Failure.class, cells.run(++number, code), code);
  }
}
