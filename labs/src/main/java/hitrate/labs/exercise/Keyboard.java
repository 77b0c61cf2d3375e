package hitrate.labs.exercise;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/// The keys of a terminal, one by one, without Enter and without echo. Closing gives the terminal
/// its old ways back, and so does the end of the process by Ctrl-C, which is no key.
final class Keyboard implements AutoCloseable {
  /// What the end of input counts as.
  static final char QUIT = 'q';

  private static final int ESCAPE = 27;
  private static final Duration SEQUENCE = Duration.ofMillis(20);
  private static final Duration LOOK = Duration.ofMillis(100);

  private final Terminal terminal;
  private final Thread reader;
  private volatile boolean closed;

  private Keyboard(Terminal terminal, Consumer<Character> pressed) {
    this.terminal = terminal;
    this.reader = Thread.ofPlatform().daemon().name("keys").unstarted(() -> read(pressed));
  }

  /// Listens; `pressed` hears each key, on a thread of the keyboard's own.
  static Keyboard open(Consumer<Character> pressed) throws IOException {
    var terminal = TerminalBuilder.builder().system(true).build();
    var silent = new Attributes(terminal.getAttributes());
    silent.setLocalFlag(LocalFlag.ICANON, false);
    silent.setLocalFlag(LocalFlag.ECHO, false);
    terminal.setAttributes(silent);
    var keyboard = new Keyboard(terminal, pressed);
    keyboard.reader.start();
    return keyboard;
  }

  /// Looks again and again instead of waiting for ever: a terminal cannot be closed under a reader
  /// that waits.
  private void read(Consumer<Character> pressed) {
    try {
      while (!closed) {
        int letter = terminal.reader().read(LOOK.toMillis());
        if (letter == NonBlockingReader.EOF) {
          pressed.accept(QUIT);
          return;
        }
        if (letter == ESCAPE) {
          skipSequence();
        } else if (letter >= 0) {
          pressed.accept((char) letter);
        }
      }
    } catch (IOException | IllegalStateException closedByTheEndOfTheProcess) {
      // The terminal has gone, and the learner with it.
      pressed.accept(QUIT);
    }
  }

  /// Arrow keys, and a terminal's answers to what it is asked, come as several characters at once;
  /// none of them is a key of ours.
  private void skipSequence() throws IOException {
    int letter = terminal.reader().read(SEQUENCE.toMillis());
    while (letter >= 0) {
      letter = terminal.reader().read(SEQUENCE.toMillis());
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    try {
      reader.join(LOOK.multipliedBy(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    terminal.close();
  }
}
