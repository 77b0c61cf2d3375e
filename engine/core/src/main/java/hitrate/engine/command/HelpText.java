package hitrate.engine.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// The answers to `OBJECT HELP` and its like, which are files `help/<command>.txt`, a line for each
/// line of the answer.
public final class HelpText {
  private HelpText() {}

  /// A subcommand `help` for the container of that name.
  public static Command.Subcommand subcommand(String container, Category... categories) {
    return Command.named("help")
        .arity(2)
        .flags(CommandFlag.LOADING, CommandFlag.STALE)
        .categories(categories)
        .sub((args, x) -> reply(container, args, x));
  }

  /// Answers the file's lines. The first begins with the command's name as the client called it,
  /// see `rename-command`.
  public static Effect reply(String container, Args args, Execution x) {
    List<String> lines = lines(container);
    x.reply().array(lines.size());
    x.reply()
        .simple(
            args.text(0).toUpperCase(Locale.ROOT) + lines.getFirst().substring(container.length()));
    for (String line : lines.subList(1, lines.size())) {
      x.reply().simple(line);
    }
    return Effect.NONE;
  }

  private static List<String> lines(String container) {
    String name = "help/" + container + ".txt";
    try (InputStream file = HelpText.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("missing resource: " + name);
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }
}
