package hitrate.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import hitrate.grader.text.Messages;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// Standard input of the cells: each read that finds nothing asks the person for a line.
final class Questions {
  private final Runnable ask;
  private final Messages messages;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private volatile boolean allowed;

  /// @param ask puts the question to the front end
  Questions(Runnable ask, Messages messages) {
    this.ask = ask;
    this.messages = messages;
  }

  /// Whether the front end of the coming cell has somebody to ask.
  void allow(boolean allowed) {
    this.allowed = allowed;
    answers.clear();
  }

  /// The person has answered.
  void answered(String line) {
    answers.add(line);
  }

  InputStream input() {
    return new Lines();
  }

  private final class Lines extends InputStream {
    private byte[] line = {};
    private int position;

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
      if (length == 0) {
        return 0;
      }
      if (position == line.length) {
        line = (next() + "\n").getBytes(UTF_8);
        position = 0;
      }
      int count = Math.min(length, line.length - position);
      System.arraycopy(line, position, bytes, offset, count);
      position += count;
      return count;
    }

    private String next() throws IOException {
      if (!allowed) {
        throw new IOException(messages.text("cell.nobody"));
      }
      ask.run();
      try {
        return answers.take();
      } catch (InterruptedException e) {
        throw new InterruptedIOException("stopped while waiting for an answer");
      }
    }
  }
}
