package hitrate.engine.session;

import hitrate.engine.command.Args;
import hitrate.engine.command.Client;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Server;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Which command a request means where its first word alone does not say: subcommands, and words
/// that are none.
final class CommandLookup {
  private CommandLookup() {}

  /// A browser that was tricked into sending a form to this port: its connection ends without a
  /// word, as the real server ends it.
  static boolean isHttp(Args words) {
    return words.is(0, "POST") || words.is(0, "HOST:");
  }

  /// The command asked for, a subcommand in place of its container.
  ///
  /// @throws CommandError when there is none
  static Command resolve(Args words, @Nullable Command found) {
    if (found == null) {
      throw unknownCommand(words);
    }
    if (words.count() < 2) {
      return found;
    }
    Command sub = found.subcommand(words.text(1));
    if (sub == null) {
      throw CommandError.of(
          "ERR unknown subcommand '%.128s'. Try %s HELP."
              .formatted(upToZero(words.text(1)), words.text(0).toUpperCase(Locale.ROOT)));
    }
    return sub;
  }

  /// Makes sure that a call has as many words as it needs, and that the command may be used at all.
  ///
  /// @throws CommandError when it has not, or may not
  static void check(Command command, Args words, Client client, Server server) {
    if (!command.accepts(words.count()) && !command.acceptsLater(words)) {
      throw CommandError.arity(command.fullName());
    }
    if (!command.guard().isEmpty()) {
      String allowed = server.settings().get("enable-" + command.guard() + "-command");
      if (!"yes".equals(allowed) && !("local".equals(allowed) && client.isLocal())) {
        throw CommandError.of(
            "ERR %s command not allowed. If the enable-%s-command option is set to \"local\","
                    .formatted(command.guard().toUpperCase(Locale.ROOT), command.guard())
                + " you can run it from a local connection, otherwise you need to set this option"
                + " in the configuration file, and then restart the server.");
      }
    }
  }

  private static CommandError unknownCommand(Args words) {
    var shown = new StringBuilder();
    for (int i = 1; i < words.count() && shown.length() < 128; i++) {
      String word = upToZero(words.text(i));
      int room = 128 - shown.length();
      shown.append('\'').append(word, 0, Math.min(room, word.length())).append("' ");
    }
    return CommandError.of(
        "ERR unknown command '%.128s', with args beginning with: %s"
            .formatted(upToZero(words.text(0)), shown));
  }

  /// The real server shows words as C strings, which end at a zero byte.
  private static String upToZero(String word) {
    int zero = word.indexOf(0);
    return zero < 0 ? word : word.substring(0, zero);
  }
}
