package hitrate.labs.exam;

import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import hitrate.labs.exam.proof.EmbeddedServer;
import hitrate.labs.exam.proof.ProofServer;
import hitrate.labs.terminal.TerminalWidth;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/// Everything outside the program that practice depends on; tests bring their own.
///
/// @param keyboard made only when somebody is asked something, since it reads ahead
/// @param clock for the dates in the history
/// @param nanoTime for the time used
/// @param terminalWidth in columns
/// @param servers what proofs run against
record ExamWorld(
    java.util.function.Supplier<Keyboard> keyboard,
    InstantSource clock,
    LongSupplier nanoTime,
    Paint paint,
    IntSupplier terminalWidth,
    ExamFiles files,
    Messages messages,
    ProofServer.Starter servers) {

  /// The bundle of the texts.
  static final String BUNDLE = "hitrate.labs.exam.messages";

  /// The real one.
  static ExamWorld real() {
    var messages = Messages.load(ExamWorld.class, BUNDLE);
    var paint = Paint.forTerminal();
    return new ExamWorld(
        () -> new LineKeyboard(System.in, inputCharset()),
        InstantSource.system(),
        System::nanoTime,
        paint,
        () -> TerminalWidth.of(paint),
        ExamFiles.find(Path.of(""), messages),
        messages,
        EmbeddedServer::start);
  }

  private static Charset inputCharset() {
    var console = System.console();
    return console == null ? StandardCharsets.UTF_8 : console.charset();
  }
}
