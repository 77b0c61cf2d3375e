package hitrate.labs.terminal;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Standard output of a program that ends when nobody can read it any more: `./lab watch | head`
/// ends with `head`, and a full disk is not taken for success. `System.out` alone would swallow
/// both.
public final class StandardOutput extends OutputStream {
  /// How a shell names the end by `SIGPIPE`, which the other programs of a pipe get.
  static final int READER_GONE = 141;

  private static final int UNWRITTEN = 1;
  private static final int BUFFER = 8192;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final OutputStream file;
  private final Consumer<String> refused;
  private final IntConsumer exit;
  private final AtomicInteger ending = new AtomicInteger();

  private StandardOutput(OutputStream file, Consumer<String> refused, IntConsumer exit) {
    this.file = file;
    this.refused = refused;
    this.exit = exit;
  }

  /// Puts one in the place of `System.out`; `refused` hears why a text could not be written, `exit`
  /// ends the process.
  public static StandardOutput install(Consumer<String> refused, IntConsumer exit) {
    var out = new StandardOutput(new FileOutputStream(FileDescriptor.out), refused, exit);
    var charset = Charset.forName(System.getProperty("stdout.encoding", "UTF-8"));
    System.setOut(new PrintStream(new BufferedOutputStream(out, BUFFER), true, charset));
    return out;
  }

  /// Ends the process as soon as the reader of its output has gone, for a command that waits long
  /// before it writes again.
  public static void endWithReader() {
    Thread.ofPlatform()
        .daemon()
        .name("output-reader")
        .start(() -> {
          if (Reader.awaitEnd()) {
            System.out.println(); // which finds out, and ends
          }
        });
  }

  /// The exit code of the process: `code`, unless its output could not be written.
  public int exitCode(int code) {
    System.out.flush();
    int instead = ending.get();
    return instead == 0 ? code : instead;
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      file.write(bytes, from, length);
    } catch (IOException failure) {
      end(failure);
      throw failure;
    }
  }

  /// Ends the process from a thread of its own, since a shutdown hook that writes must not wait for
  /// itself; any other writer does nothing more.
  private void end(IOException failure) {
    boolean gone = Reader.isGone();
    int code = gone ? READER_GONE : UNWRITTEN;
    if (!ending.compareAndSet(0, code)) {
      return;
    }
    if (!gone) {
      refused.accept(String.valueOf(failure.getMessage()));
    }
    var ender = Thread.ofPlatform().daemon().name("output-refused").start(() -> exit.accept(code));
    try {
      ender.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
