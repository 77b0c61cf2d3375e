package hitrate.labs.exam;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Lines of an input stream, a terminal or a pipe. A reader thread of its own waits for them, so
/// that the time of an exam can run out while nobody types.
final class LineKeyboard implements Keyboard {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final BlockingQueue<Input> lines = new LinkedBlockingQueue<>();

  LineKeyboard(InputStream in, Charset charset) {
    var reader = new BufferedReader(new InputStreamReader(in, charset));
    Thread.ofPlatform().daemon().name("exam-keyboard").start(() -> readAll(reader));
  }

  private void readAll(BufferedReader reader) {
    try {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(new Input.Line(line.strip()));
      }
    } catch (IOException e) {
      // A terminal that went away is the end of the input.
    }
    lines.add(new Input.Closed());
  }

  @Override
  public Input next(Duration longest, Runnable eachSecond) {
    long left = longest.compareTo(Duration.ofDays(36_500)) > 0 ? Long.MAX_VALUE : longest.toNanos();
    long deadline = System.nanoTime() + left;
    try {
      while (left > 0) {
        var input = lines.poll(Math.min(left, SECOND), TimeUnit.NANOSECONDS);
        if (input instanceof Input.Closed) {
          lines.add(input);
        }
        if (input != null) {
          return input;
        }
        eachSecond.run();
        left = deadline - System.nanoTime();
      }
      return new Input.TimeUp();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Input.Closed();
    }
  }
}
