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

/// Snapshots on request: SAVE, LASTSAVE.
public final class SaveCommands {
  private final Supplier<Snapshots> snapshots;

  private SaveCommands(Supplier<Snapshots> snapshots) {
    this.snapshots = snapshots;
  }

  /// The family's table.
  ///
  /// @param snapshots known once the node is put together
  public static List<Command> commands(Supplier<Snapshots> snapshots) {
    var family = new SaveCommands(snapshots);
    return List.of(
        Command.named("save")
            .arity(1)
            .flags(
                CommandFlag.ADMIN,
                CommandFlag.NOSCRIPT,
                CommandFlag.NO_ASYNC_LOADING,
                CommandFlag.NO_MULTI)
            .runs(family::save),
        Command.named("lastsave")
            .arity(1)
            .flags(CommandFlag.LOADING, CommandFlag.STALE, CommandFlag.FAST)
            .categories(ADMIN, DANGEROUS)
            .tips("nondeterministic_output")
            .runs(family::lastSave));
  }

  private Effect save(Args args, Execution x) {
    Snapshots all = snapshots.get();
    all.countSave();
    if (!all.save()) {
      throw CommandError.of("ERR");
    }
    x.reply().ok();
    return Effect.NONE;
  }

  private Effect lastSave(Args args, Execution x) {
    x.reply().integer(snapshots.get().lastSaveSecond());
    return Effect.NONE;
  }
}
