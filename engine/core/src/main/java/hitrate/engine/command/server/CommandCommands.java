package hitrate.engine.command.server;

import static hitrate.engine.command.Category.CONNECTION;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Glob;
import hitrate.engine.command.Args;
import hitrate.engine.command.Category;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.command.KeyFinder;
import hitrate.engine.command.KeySpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// COMMAND: what commands there are, and all that is declared and written about them.
public final class CommandCommands {
  private final CommandDocs docs = new CommandDocs();

  private CommandCommands() {}

  /// The command's declaration.
  public static Command command() {
    return new CommandCommands().declaration();
  }

  private Command declaration() {
    return asking("command", -1)
        .tips("nondeterministic_output_order")
        .holdsOr(
            (_, x) -> infoOfAll(x),
            asking("count", 2).sub(CommandCommands::count),
            asking("docs", -2).tips("nondeterministic_output_order").sub(this::docs),
            asking("getkeys", -4).sub((args, x) -> keys(false, args, x)),
            asking("getkeysandflags", -4).sub((args, x) -> keys(true, args, x)),
            asking("info", -2).tips("nondeterministic_output_order").sub(CommandCommands::info),
            asking("list", -2).tips("nondeterministic_output_order").sub(CommandCommands::list),
            HelpText.subcommand("command", CONNECTION));
  }

  private static Command.Builder asking(String name, int arity) {
    return Command.named(name).arity(arity).flags(LOADING, STALE).categories(CONNECTION);
  }

  private static Effect count(Args args, Execution x) {
    x.reply().integer(x.server().commands().listed().size());
    return Effect.NONE;
  }

  private static Effect infoOfAll(Execution x) {
    Collection<Command> commands = x.server().commands().listed();
    x.reply().array(commands.size());
    commands.forEach(command -> CommandInfo.write(command, x.reply()));
    return Effect.NONE;
  }

  private static Effect info(Args args, Execution x) {
    if (args.count() == 2) {
      return infoOfAll(x);
    }
    x.reply().array(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      Command command = x.server().commands().findFull(args.text(i));
      if (command == null) {
        x.reply().nil();
      } else {
        CommandInfo.write(command, x.reply());
      }
    }
    return Effect.NONE;
  }

  private Effect docs(Args args, Execution x) {
    var asked = new ArrayList<Command>();
    for (int i = 2; i < args.count(); i++) {
      Command command = x.server().commands().findFull(args.text(i));
      if (command != null) {
        asked.add(command);
      }
    }
    docs.write(args.count() == 2 ? x.server().commands().listed() : asked, x.reply());
    return Effect.NONE;
  }

  private static Effect list(Args args, Execution x) {
    Predicate<Command> wanted;
    if (args.count() == 2) {
      wanted = _ -> true;
    } else if (args.count() == 5 && args.is(2, "FILTERBY")) {
      wanted = filter(args);
    } else {
      throw CommandError.SYNTAX;
    }
    List<Command> commands =
        x.server().commands().listed().stream()
            .flatMap(CommandCommands::withSubcommands)
            .filter(wanted)
            .toList();
    x.reply().array(commands.size());
    commands.forEach(command -> x.reply().bulk(command.fullName()));
    return Effect.NONE;
  }

  private static Stream<Command> withSubcommands(Command command) {
    return Stream.concat(Stream.of(command), command.subcommands().values().stream());
  }

  private static Predicate<Command> filter(Args args) {
    if (args.is(3, "MODULE")) {
      return _ -> false; // there are no modules
    } else if (args.is(3, "ACLCAT")) {
      String category = args.visibleText(4);
      return command -> command.categories().stream().anyMatch(c -> isNamed(c, category));
    } else if (args.is(3, "PATTERN")) {
      var glob = new Glob(args.bytes(4), true);
      return command -> glob.matches(Bytes.of(command.fullName()));
    }
    throw CommandError.SYNTAX;
  }

  private static boolean isNamed(Category category, String name) {
    return category.wireName().substring(1).equalsIgnoreCase(name);
  }

  private static Effect keys(boolean withFlags, Args args, Execution x) {
    List<Bytes> call = args.all().subList(2, args.count());
    Command command = named(call, x);
    if (command == null) {
      throw CommandError.of("ERR Invalid command specified");
    } else if (command.keySpecs().stream().allMatch(CommandCommands::isNoKey)) {
      throw CommandError.of("ERR The command has no key arguments");
    } else if (!command.accepts(call.size())) {
      throw CommandError.of("ERR Invalid number of arguments specified for command");
    }
    List<KeyFinder.Found> keys = KeyFinder.keys(command, call);
    if (keys.isEmpty() && !command.is(CommandFlag.NO_MANDATORY_KEYS)) {
      throw CommandError.of("ERR Invalid arguments specified for command");
    }
    x.reply().array(keys.size());
    for (KeyFinder.Found key : keys) {
      if (withFlags) {
        x.reply().array(2);
      }
      x.reply().bulk(call.get(key.index()));
      if (withFlags) {
        CommandInfo.writeKeyFlags(key.flags(), x.reply());
      }
    }
    return Effect.NONE;
  }

  private static boolean isNoKey(KeySpec spec) {
    return spec.flags().contains(KeySpec.Flag.NOT_KEY);
  }

  private static @Nullable Command named(List<Bytes> call, Execution x) {
    Command command = x.server().commands().find(call.getFirst().toString());
    return command == null || command.subcommands().isEmpty() || call.size() == 1
        ? command
        : command.subcommand(call.get(1).toString());
  }
}
