package hitrate.engine.session;

import hitrate.engine.bytes.Quoted;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.world.Clock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The clients that are shown every command as it runs (MONITOR), one line each:
///
/// ```
/// 1700000000.123456 [0 127.0.0.1:50000] "SET" "greeting" "hello"
/// ```
///
/// A command is shown when it has run, a script before the commands that it calls. Those of
/// administrators are not shown at all, nor are passwords.
final class Monitors {
  private static final String SCRIPT = "lua";

  private final List<ClientState> watching = new ArrayList<>();

  boolean isEmpty() {
    return watching.isEmpty();
  }

  void add(ClientState client) {
    watching.add(client);
  }

  void remove(ClientState client) {
    watching.remove(client);
  }

  private static boolean isShownLast(Command command) {
    return !command.is(CommandFlag.SKIP_MONITOR) && !command.is(CommandFlag.ADMIN);
  }

  /// Shows a command that has run, if it is one to be shown.
  ///
  /// @param place behind how many bytes of the replies its line belongs
  void hasRun(Command command, Args words, ClientState client, Clock clock, int place) {
    if (isShownLast(command)) {
      show(words, client.database(), client.address(), clock, place);
    }
  }

  /// Shows a script that is about to run.
  void runsScript(Args words, ClientState client, Clock clock, int place) {
    show(words, client.database(), client.address(), clock, place);
  }

  /// Shows a command that a script has called, if it is one to be shown.
  void wasCalled(Command command, Args words, int database, Clock clock, int place) {
    if (isShownLast(command)) {
      show(words, database, SCRIPT, clock, place);
    }
  }

  private void show(Args words, int database, String from, Clock clock, int place) {
    long micros = clock.micros();
    var line = new StringBuilder("+").append(micros / 1_000_000).append('.');
    line.append(String.valueOf(1_000_000 + micros % 1_000_000), 1, 7);
    line.append(" [").append(database).append(' ').append(from).append(']');
    for (int i = 0; i < words.count(); i++) {
      line.append(' ');
      if (words.isRedacted(i)) {
        line.append("\"(redacted)\"");
      } else {
        int start = words.start(i);
        Quoted.append(line, words.array(), start, start + words.length(i));
      }
    }
    byte[] bytes = line.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    for (ClientState client : watching) {
      if (!client.isSilent()) {
        client.deliver(bytes, place);
      }
    }
  }
}
