package hitrate.engine.command.server;

import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.NO_ASYNC_LOADING;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;

/// MODULE, as the real server answers it that has no module. Modules are machine code for the real
/// server, which nothing else can load.
public final class ModuleCommand {
  private ModuleCommand() {}

  /// The command's declaration.
  public static Command command() {
    return Command.named("module")
        .arity(-2)
        .holds(
            Command.named("list")
                .arity(2)
                .flags(ADMIN, NOSCRIPT)
                .tips("nondeterministic_output_order")
                .sub(ModuleCommand::list),
            changing("load", -3).sub(ModuleCommand::load),
            changing("loadex", -3).sub(ModuleCommand::load),
            changing("unload", 3).sub(ModuleCommand::unload),
            HelpText.subcommand("module"));
  }

  private static Command.Builder changing(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
        .guardedBy("module");
  }

  private static Effect list(Args args, Execution x) {
    x.reply().array(0);
    return Effect.NONE;
  }

  private static Effect load(Args args, Execution x) {
    throw CommandError.of("ERR Error loading the extension. Please check the server logs.");
  }

  private static Effect unload(Args args, Execution x) {
    throw CommandError.of("ERR Error unloading module: no such module with that name");
  }
}
