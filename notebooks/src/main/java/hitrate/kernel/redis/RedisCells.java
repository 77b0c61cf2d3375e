package hitrate.kernel.redis;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.ReplyText;
import hitrate.engine.client.Words;
import hitrate.engine.resp.Reply;
import hitrate.grader.text.Messages;
import hitrate.kernel.cell.Outcome;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;

/// Runs `%%redis` cells: each line is a command; its reply is shown as `redis-cli` shows it, under
/// the command it answers. Blank lines and lines that begin with `#` are passed over.
///
/// An error reply is something to see, as in `redis-cli`, and the next line runs. A strict cell
/// fails at its first error instead.
public final class RedisCells {
  /// What stands before each command in the output.
  public static final String PROMPT = "redis> ";

  private final RedisSession session;
  private final Messages messages;
  private volatile boolean running;
  private volatile boolean interrupted;

  public RedisCells(RedisSession session, Messages messages) {
    this.session = session;
    this.messages = messages;
  }

  /// Runs the lines of a cell and prints what they answer, line by line.
  public Outcome run(String lines, boolean strict, PrintStream out) {
    interrupted = false;
    running = true;
    try {
      return runAll(lines, strict, out);
    } finally {
      running = false;
    }
  }

  private Outcome runAll(String lines, boolean strict, PrintStream out) {
    int number = 0;
    for (String line : lines.lines().map(String::strip).toList()) {
      number++;
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      out.println(PROMPT + line);
      Reply reply;
      try {
        List<Bytes> words = Words.split(line);
        reply = session.run(words);
        out.println(ReplyText.render(words, reply));
      } catch (IllegalArgumentException e) {
        reply = new Reply.Error(String.valueOf(e.getMessage()));
        out.println(e.getMessage());
      } catch (UncheckedIOException e) {
        return interrupted
            ? Outcome.interrupted(messages, List.of(messages.text("redis.reconnect")))
            : failure("ConnectionLost", number, line, String.valueOf(e.getMessage()));
      }
      if (interrupted) {
        return Outcome.interrupted(messages, List.of());
      }
      if (strict && reply instanceof Reply.Error(String message)) {
        return failure("RedisError", number, line, message);
      }
    }
    return new Outcome.Done();
  }

  /// Stops the cell that runs now, also while it waits for a reply.
  public void interrupt() {
    interrupted = true;
    if (running) {
      session.breakOff();
    }
  }

  private Outcome failure(String name, int number, String line, String message) {
    String first = messages.text("redis.line", number, message);
    return new Outcome.Failure(name, first, List.of(first, "    " + line));
  }
}
