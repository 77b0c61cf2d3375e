package hitrate.engine.node;

import hitrate.engine.world.Terminal;
import java.io.PrintStream;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// The last line of the terminal that a node logs to: it shows what goes on, and the log goes on
/// above it. Nothing is shown where there is no terminal. For all threads.
final class StatusLine {
  /// Back to the first column, and everything from there to the end of the line away.
  private static final String ERASE = "\r\033[K";

  private final PrintStream out;
  private final Terminal terminal;
  private final Executor lane;
  private @Nullable Progress latest; // guarded by this, as is all that follows
  private boolean isDrawing;
  private boolean isShown;
  private boolean isClosed;

  /// @param lane draws, as a terminal may keep a writer waiting for as long as its user likes
  StatusLine(PrintStream out, Terminal terminal, Executor lane) {
    this.out = out;
    this.terminal = terminal;
    this.lane = lane;
  }

  /// Has this shown soon, unless something newer comes first.
  void show(Progress progress) {
    synchronized (this) {
      latest = progress;
      if (isDrawing || isClosed) {
        return;
      }
      isDrawing = true;
    }
    lane.execute(this::draw);
  }

  private void draw() {
    int columns = terminal.columns();
    synchronized (this) {
      isDrawing = false;
      if (latest != null && columns > 0 && !isClosed) {
        isShown = true;
        print(ERASE + latest.text(columns - 1)); // in the last column some go to the next line
      }
    }
  }

  /// Shows nothing until there is something new to show.
  synchronized void hide() {
    latest = null;
    if (isShown) {
      isShown = false;
      print(ERASE);
    }
  }

  /// Writes a line of the log, with its end, in this line's place.
  synchronized void logAbove(byte[] line) {
    hide();
    out.writeBytes(line);
    out.flush();
  }

  /// Leaves the terminal as it was, for good.
  synchronized void close() {
    hide();
    isClosed = true;
  }

  private void print(String text) {
    out.print(text);
    out.flush();
  }
}
