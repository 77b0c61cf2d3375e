package hitrate.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import hitrate.grader.text.Messages;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;

/// Collects what a cell prints and hands it on in portions: one message for a thousand lines, not a
/// thousand, and yet soon enough to watch. The order between standard output and standard error is
/// kept, and a character cut in two by a write is put together again.
///
/// A cell that prints without end is cut off after [#MOST_CHARS], or it would fill the memory of
/// the kernel and of the browser.
final class Console {
  static final int MOST_CHARS = 2_000_000;
  private static final int PORTION = 8_192;

  /// Takes a portion of the stream `stdout` or `stderr`.
  interface Sink {
    void print(String stream, String text);
  }

  private final Sink sink;
  private final Messages messages;
  private final StringBuilder pending = new StringBuilder();
  private final Printer out = new Printer("stdout");
  private final Printer err = new Printer("stderr");
  private Printer current = out;
  private int printed;

  Console(Sink sink, Messages messages) {
    this.sink = sink;
    this.messages = messages;
  }

  PrintStream out() {
    return new PrintStream(out, true, UTF_8);
  }

  PrintStream err() {
    return new PrintStream(err, true, UTF_8);
  }

  /// Begins the output of a new cell.
  synchronized void begin() {
    flush();
    printed = 0;
  }

  /// Hands on what was collected.
  synchronized void flush() {
    if (!pending.isEmpty()) {
      sink.print(current.name, pending.toString());
      pending.setLength(0);
    }
  }

  private synchronized void append(Printer printer, CharSequence text) {
    if (printer != current) {
      flush();
      current = printer;
    }
    int room = MOST_CHARS - printed;
    if (room <= 0) {
      return;
    }
    pending.append(text, 0, Math.min(room, text.length()));
    printed += text.length();
    if (printed >= MOST_CHARS) {
      pending.append("\n").append(messages.text("cell.output.cut")).append("\n");
    }
    if (pending.length() >= PORTION) {
      flush();
    }
  }

  /// One of the two streams; decodes bytes as they come.
  private final class Printer extends OutputStream {
    final String name;
    private final CharsetDecoder decoder =
        UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPLACE);
    private ByteBuffer unread = ByteBuffer.allocate(0);

    Printer(String name) {
      this.name = name;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) {
      var input = ByteBuffer.allocate(unread.remaining() + length);
      input.put(unread).put(bytes, offset, length).flip();
      var text = CharBuffer.allocate(input.remaining());
      decoder.reset().decode(input, text, false);
      unread = input;
      append(this, text.flip());
    }
  }
}
