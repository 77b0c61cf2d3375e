package hitrate.labs.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A console without line editing: one command from the command line, or lines from a pipe.
///
/// Replies go to `out`, problems of the console to `err`, notes nowhere: the output of a script
/// holds replies only.
public final class PlainConsole implements Screen {
  private final ConsoleSession session;
  private final ReplyFormat format;
  private final PrintWriter out;
  private final PrintWriter err;
  private boolean helping;
  private boolean failed;

  /// A console for `session` that writes replies as `format`.
  public PlainConsole(
      ConsoleSession session, ReplyFormat format, PrintWriter out, PrintWriter err) {
    this.session = session;
    this.format = format;
    this.out = out;
    this.err = err;
  }

  /// Runs one command; `true` when it was answered without an error.
  public boolean runOne(List<String> words) {
    if (words.getFirst().equalsIgnoreCase("help")) {
      helping = true;
      session.execute(String.join(" ", words), this);
    } else {
      session.execute(words.stream().map(Bytes::of).toList(), this);
    }
    return !failed;
  }

  /// Runs the lines of `in` in order until it ends or a line says `quit`; `true` when none failed.
  public boolean runLines(InputStream in) throws IOException {
    var buffered = new BufferedInputStream(in);
    for (String line = readLine(buffered); line != null; line = readLine(buffered)) {
      helping = LocalCommand.parse(line) instanceof LocalCommand.Help;
      if (!session.execute(line, this)) {
        break;
      }
    }
    return !failed;
  }

  @Override
  public void reply(List<Bytes> command, Reply reply) {
    failed |= reply instanceof Reply.Error;
    out.println(format.show(command, reply));
    out.flush();
  }

  @Override
  public void note(String text) {
    if (helping) {
      out.println(text);
      out.flush();
    }
  }

  @Override
  public void problem(String text) {
    failed = true;
    err.println(text);
    err.flush();
  }

  @Override
  public void clear() {}

  private static @Nullable String readLine(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    int next = in.read();
    if (next < 0) {
      return null;
    }
    while (next >= 0 && next != '\n') {
      line.write(next);
      next = in.read();
    }
    return line.toString(UTF_8).stripTrailing();
  }
}
