package hitrate.grader.isolation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongConsumer;

/// What the learner's code prints: always drained, so that no flood can block it, and kept up to
/// [#KEPT_BYTES] a test.
final class PrintedText {
  static final int KEPT_BYTES = 8 * 1024;
  private static final int LAST_BYTES = 512;

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private String lastWords = "";
  private String mark = "";
  private boolean marked;
  private long total;

  /// Reads until the end of the stream, in a thread of its own; `arrived` hears of every arrival
  /// and gets the number of bytes since [#take].
  void drain(InputStream in, LongConsumer arrived) {
    var buffer = new byte[8192];
    try (in) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        arrived.accept(add(buffer, n));
      }
    } catch (IOException e) {
      // The process is gone; what was kept stays.
    }
  }

  private synchronized long add(byte[] buffer, int n) {
    kept.write(buffer, 0, Math.min(n, KEPT_BYTES - kept.size()));
    int last = Math.min(n, LAST_BYTES);
    var ending = lastWords + new String(buffer, n - last, last, StandardCharsets.ISO_8859_1);
    lastWords = ending.substring(Math.max(0, ending.length() - LAST_BYTES));
    total += n;
    marked |= !mark.isEmpty() && lastWords.contains(mark);
    notifyAll();
    return total;
  }

  /// From here on, [#await] waits for this text.
  synchronized void expect(String text) {
    mark = text;
    marked = false;
  }

  /// Waits until the expected text has come through, though not longer than a limit.
  synchronized void await(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    while (!marked) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return;
      }
      wait(left);
    }
  }

  synchronized String text() {
    return kept.toString(StandardCharsets.UTF_8);
  }

  /// The end of everything printed so far, where the JVM says why it gave up.
  synchronized String lastWords() {
    return lastWords;
  }

  /// The text since the last call.
  synchronized String take() {
    var text = mark.isEmpty() ? text() : text().replace(mark, "");
    mark = "";
    kept.reset();
    total = 0;
    return text;
  }
}
