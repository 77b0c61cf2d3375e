package hitrate.engine.persist;

import static hitrate.engine.command.Category.ADMIN;
import static hitrate.engine.command.Category.DANGEROUS;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import java.util.List;
import java.util.function.Supplier;

/// Snapshots on request: SAVE, BGSAVE, LASTSAVE.
public final class SaveCommands {
  private final Supplier<Snapshots> snapshots;

  private final Supplier<BackgroundSave> background;

  private SaveCommands(Supplier<Snapshots> snapshots, Supplier<BackgroundSave> background) {
    this.snapshots = snapshots;
    this.background = background;
  }

  /// The family's table.
  ///
  /// @param snapshots known once the node is put together, as the next
  /// @param background saves while the node goes on
  public static List<Command> commands(
      Supplier<Snapshots> snapshots, Supplier<BackgroundSave> background) {
    var family = new SaveCommands(snapshots, background);
    return List.of(
        Command.named("save")
            .arity(1)
            .flags(
                CommandFlag.ADMIN,
                CommandFlag.NOSCRIPT,
                CommandFlag.NO_ASYNC_LOADING,
                CommandFlag.NO_MULTI)
            .runs(family::save),
        Command.named("bgsave")
            .arity(-1)
            .flags(CommandFlag.ADMIN, CommandFlag.NOSCRIPT, CommandFlag.NO_ASYNC_LOADING)
            .parses(SaveCommands::isScheduling)
            .runs(family::saveInBackground),
        Command.named("lastsave")
            .arity(1)
            .flags(CommandFlag.LOADING, CommandFlag.STALE, CommandFlag.FAST)
            .categories(ADMIN, DANGEROUS)
            .tips("nondeterministic_output")
            .runs(family::lastSave));
  }

  private Effect save(Args args, Execution x) {
    if (background.get().isRunning()) {
      throw BackgroundSave.alreadyRunning();
    }
    Snapshots all = snapshots.get();
    all.countSave();
    if (!all.save()) {
      throw CommandError.of("ERR");
    }
    x.reply().ok();
    return Effect.NONE;
  }

  private static boolean isScheduling(Args args) {
    if (args.count() > 1 && (args.count() > 2 || !args.is(1, "SCHEDULE"))) {
      throw CommandError.SYNTAX;
    }
    return args.count() > 1;
  }

  private Effect saveInBackground(boolean mayWait, Args args, Execution x) {
    boolean mustWait = x.client().transaction().isRunning();
    x.reply().simple(background.get().ask(mayWait, mustWait));
    return Effect.NONE;
  }

  private Effect lastSave(Args args, Execution x) {
    x.reply().integer(snapshots.get().lastSaveSecond());
    return Effect.NONE;
  }
}
