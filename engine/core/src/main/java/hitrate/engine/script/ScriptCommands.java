package hitrate.engine.script;

import static hitrate.engine.command.CommandFlag.ALLOW_BUSY;
import static hitrate.engine.command.CommandFlag.MAY_REPLICATE;
import static hitrate.engine.command.CommandFlag.MOVABLEKEYS;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.NO_MANDATORY_KEYS;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.SKIP_MONITOR;
import static hitrate.engine.command.CommandFlag.STALE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Category;
import hitrate.engine.command.Client;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.command.KeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// EVAL and its relatives, and SCRIPT.
final class ScriptCommands {
  private static final CommandError NO_SCRIPT =
      CommandError.of("NOSCRIPT No matching script. Please use EVAL.");
  static final CommandError WRITES =
      CommandError.of("ERR Can not execute a script with write flag using *_ro command.");
  private static final String[] EVERYWHERE = {
    "request_policy:all_nodes", "response_policy:all_succeeded"
  };

  private final Scripts scripts;
  private final Watchman watchman;

  private ScriptCommands(Scripts scripts, Watchman watchman) {
    this.scripts = scripts;
    this.watchman = watchman;
  }

  /// The commands of one node.
  static List<Command> commands(Scripts scripts, Watchman watchman) {
    var these = new ScriptCommands(scripts, watchman);
    var all = new ArrayList<Command>();
    all.add(evaluation("eval", false, these::flags).runs((args, x) -> these.eval(args, x, false)));
    all.add(evaluation("eval_ro", true, these::flags).runs((args, x) -> these.eval(args, x, true)));
    all.add(
        evaluation("evalsha", false, these::flagsOfSha)
            .runs((args, x) -> these.evalSha(args, x, false)));
    all.add(
        evaluation("evalsha_ro", true, these::flagsOfSha)
            .runs((args, x) -> these.evalSha(args, x, true)));
    all.add(these.script());
    return all;
  }

  private @Nullable ScriptFlags flags(Args args) {
    return ScriptFlags.begins(args.array(), args.start(1), args.length(1))
        ? scripts.flagsOf(args.bytes(1))
        : null;
  }

  private @Nullable ScriptFlags flagsOfSha(Args args) {
    Scripts.Script script = scripts.haveFlags() ? scripts.find(args.text(1)) : null;
    return script == null ? null : script.flags();
  }

  /// A command whose keys are counted by its third word.
  ///
  /// @param flags what the code says that a call runs; null when that is not known yet
  static Command.Builder evaluation(
      String name, boolean readOnly, Function<Args, @Nullable ScriptFlags> flags) {
    var keys =
        new KeySpec(
            readOnly ? List.of(RO, ACCESS) : List.of(RW, ACCESS, UPDATE),
            new KeySpec.Index(2),
            new KeySpec.KeyNum(0, 1, 1),
            name.contains("sha")
                ? ""
                : "We cannot tell how the keys will be used so we assume the worst, "
                    + (readOnly ? "RO and ACCESS" : "RW and UPDATE"));
    var command = Command.named(name).arity(-3).categories(Category.SCRIPTING).keys(keys);
    CommandFlag[] those =
        readOnly
            ? new CommandFlag[] {
              READONLY, NOSCRIPT, STALE, SKIP_MONITOR, NO_MANDATORY_KEYS, MOVABLEKEYS
            }
            : new CommandFlag[] {
              NOSCRIPT, STALE, SKIP_MONITOR, MAY_REPLICATE, NO_MANDATORY_KEYS, MOVABLEKEYS
            };
    return command
        .flags(those)
        .flagsOfCall(args -> {
          ScriptFlags own = flags.apply(args);
          return own == null || !own.hasFirstLine() ? null : own.ofCall(those);
        });
  }

  private Effect eval(Args args, Execution x, boolean readOnly) {
    if (x.client().debugs() != Client.Debugs.NOTHING) {
      x.server().debugging().debugScript(x.client(), args.all());
      return Effect.NONE;
    }
    int keys = keyCount(args);
    return run(scripts.load(args.bytes(1)), keys, args, x, readOnly);
  }

  private Effect evalSha(Args args, Execution x, boolean readOnly) {
    if (x.client().debugs() != Client.Debugs.NOTHING) {
      throw CommandError.of("ERR Please use EVAL instead of EVALSHA for debugging");
    }
    if (args.length(1) != 40) {
      throw NO_SCRIPT;
    }
    int keys = keyCount(args);
    Scripts.Script script = scripts.find(args.text(1));
    if (script == null) {
      throw NO_SCRIPT;
    }
    return run(script, keys, args, x, readOnly);
  }

  private Effect run(Scripts.Script script, int keys, Args args, Execution x, boolean readOnly) {
    checkFlags(script.flags(), readOnly, x);
    return scripts.run(script, keys, readOnly, args, x);
  }

  /// @throws CommandError when a script or function of such flags may not run now
  static void checkFlags(ScriptFlags flags, boolean readOnly, Execution x) {
    if (!flags.hasFirstLine()) {
      x.server().requireFreshData(); // with such a line the call's flags have told
      return;
    }
    if (flags.noWrites()) {
      return;
    }
    if (readOnly) {
      throw WRITES;
    }
    if (!flags.allowsOom() && x.keyspace().eviction().wasFull()) {
      throw CommandError.OUT_OF_MEMORY;
    }
  }

  /// The number of keys that a call announces.
  private static int keyCount(Args args) {
    return keyCount(args, args.longAt(2));
  }

  /// Checks the number of keys that a call announces.
  static int keyCount(Args args, long count) {
    if (count > args.count() - 3) {
      throw CommandError.of("ERR Number of keys can't be greater than number of args");
    }
    if (count < 0) {
      throw CommandError.of("ERR Number of keys can't be negative");
    }
    return (int) count;
  }

  private Command script() {
    return Command.named("script")
        .arity(-2)
        .holds(
            sub("load", 3)
                .flags(NOSCRIPT, STALE)
                .tips(EVERYWHERE)
                .sub((args, x) -> {
                  x.reply().bulk(scripts.load(args.bytes(2)).sha());
                  return Effect.NONE;
                }),
            sub("exists", -3)
                .tips("request_policy:all_shards", "response_policy:agg_logical_and")
                .sub(this::exists),
            sub("flush", -2).tips(EVERYWHERE).sub(this::flush),
            sub("kill", 2)
                .flags(NOSCRIPT, ALLOW_BUSY)
                .tips("request_policy:all_shards", "response_policy:one_succeeded")
                .sub(this::kill),
            sub("debug", 3).sub(ScriptCommands::debug),
            HelpText.subcommand("script", Category.SCRIPTING));
  }

  static Command.Builder sub(String name, int arity) {
    return Command.named(name).arity(arity).flags(NOSCRIPT).categories(Category.SCRIPTING);
  }

  private Effect exists(Args args, Execution x) {
    x.reply().array(args.count() - 2);
    for (int i = 2; i < args.count(); i++) {
      x.reply().integer(scripts.find(args.text(i)) == null ? 0 : 1);
    }
    return Effect.NONE;
  }

  private Effect flush(Args args, Execution x) {
    if (args.count() > 3 || args.count() == 3 && !args.is(2, "SYNC") && !args.is(2, "ASYNC")) {
      throw CommandError.of("ERR SCRIPT FLUSH only support SYNC|ASYNC option");
    }
    scripts.flush();
    x.reply().ok();
    return Effect.NONE;
  }

  private Effect kill(Args args, Execution x) {
    watchman.kill(Watchman.Kind.SCRIPT);
    x.reply().ok();
    return Effect.NONE;
  }

  private static Effect debug(Args args, Execution x) {
    if (x.client().transaction().isRunning()) {
      throw CommandError.of("ERR SCRIPT DEBUG must be called outside a pipeline");
    }
    x.client()
        .debugs(
            switch (args.text(2).toUpperCase(Locale.ROOT)) {
              case "NO" -> Client.Debugs.NOTHING;
              case "YES" -> Client.Debugs.A_COPY;
              case "SYNC" -> Client.Debugs.THE_DATA;
              default -> throw CommandError.of("ERR Use SCRIPT DEBUG YES/SYNC/NO");
            });
    x.reply().ok();
    return Effect.NONE;
  }
}
