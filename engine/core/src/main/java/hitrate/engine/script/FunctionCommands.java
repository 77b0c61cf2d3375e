package hitrate.engine.script;

import static hitrate.engine.command.CommandFlag.ALLOW_BUSY;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.WRITE;

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
import hitrate.engine.resp.ReplyWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// FUNCTION, FCALL and FCALL_RO.
final class FunctionCommands {
  private static final String EVERYWHERE = "request_policy:all_shards";
  private static final String ALL_SUCCEEDED = "response_policy:all_succeeded";
  private static final CommandError NOT_FOUND = CommandError.of("ERR Function not found");

  private final Libraries libraries;
  private final Watchman watchman;

  private FunctionCommands(Libraries libraries, Watchman watchman) {
    this.libraries = libraries;
    this.watchman = watchman;
  }

  static List<Command> commands(Libraries libraries, Watchman watchman) {
    var these = new FunctionCommands(libraries, watchman);
    return List.of(
        ScriptCommands.evaluation("fcall", false, these::flags)
            .runs((args, x) -> these.call(args, x, false)),
        ScriptCommands.evaluation("fcall_ro", true, these::flags)
            .runs((args, x) -> these.call(args, x, true)),
        these.function());
  }

  private @Nullable ScriptFlags flags(Args args) {
    Library.Member function = libraries.find(args.text(1));
    return function == null ? null : function.flags();
  }

  private Command function() {
    return Command.named("function")
        .arity(-2)
        .holds(
            changing("load", -3, DENYOOM).sub(this::load),
            changing("delete", 3).sub(this::delete),
            changing("flush", -2).sub(this::flush),
            changing("restore", -3, DENYOOM).sub(this::restore),
            ScriptCommands.sub("dump", 2).sub(this::dump),
            ScriptCommands.sub("list", -2).tips("nondeterministic_output_order").sub(this::list),
            ScriptCommands.sub("kill", 2)
                .flags(NOSCRIPT, ALLOW_BUSY)
                .tips(EVERYWHERE, "response_policy:one_succeeded")
                .sub(this::kill),
            ScriptCommands.sub("stats", 2)
                .flags(NOSCRIPT, ALLOW_BUSY)
                .tips("nondeterministic_output", EVERYWHERE, "response_policy:special")
                .sub(this::stats),
            HelpText.subcommand("function", Category.SCRIPTING));
  }

  private static Command.Builder changing(String name, int arity, CommandFlag... more) {
    var flags = new java.util.ArrayList<>(List.of(more));
    flags.addAll(List.of(WRITE, NOSCRIPT));
    return ScriptCommands.sub(name, arity)
        .flags(flags.toArray(CommandFlag[]::new))
        .tips(EVERYWHERE, ALL_SUCCEEDED);
  }

  private Effect call(Args args, Execution x, boolean readOnly) {
    Library.Member function = libraries.find(args.text(1));
    if (function == null) {
      throw NOT_FOUND;
    }
    long announced =
        args.longAt(2, Long.MIN_VALUE, Long.MAX_VALUE, "ERR Bad number of keys provided");
    int keys = ScriptCommands.keyCount(args, announced);
    ScriptCommands.checkFlags(function.flags(), readOnly, x);
    return libraries.call(function, keys, readOnly, args, x);
  }

  private Effect load(Args args, Execution x) {
    boolean replaces = false;
    for (int i = 2; i < args.count() - 1; i++) {
      if (!args.is(i, "REPLACE")) {
        throw CommandError.of("ERR Unknown option given: " + args.visibleText(i));
      }
      replaces = true;
    }
    x.reply().bulk(libraries.load(args.bytes(args.count() - 1), replaces, x));
    return Effect.VERBATIM;
  }

  private Effect delete(Args args, Execution x) {
    if (!libraries.delete(args.text(2))) {
      throw CommandError.of("ERR Library not found");
    }
    x.reply().ok();
    return Effect.VERBATIM;
  }

  private Effect flush(Args args, Execution x) {
    if (args.count() > 3) {
      throw CommandError.unknownForm(args);
    }
    if (args.count() == 3 && !args.is(2, "SYNC") && !args.is(2, "ASYNC")) {
      throw CommandError.of("ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
    }
    libraries.flush();
    x.reply().ok();
    return Effect.VERBATIM;
  }

  private Effect restore(Args args, Execution x) {
    if (args.count() > 4) {
      throw CommandError.unknownForm(args);
    }
    var policy = Libraries.Policy.APPEND;
    if (args.count() == 4) {
      policy =
          switch (args.text(3).toUpperCase(Locale.ROOT)) {
            case "APPEND" -> Libraries.Policy.APPEND;
            case "REPLACE" -> Libraries.Policy.REPLACE;
            case "FLUSH" -> Libraries.Policy.FLUSH;
            default ->
                throw CommandError.of(
                    "ERR Wrong restore policy given, value should be either FLUSH, APPEND or"
                        + " REPLACE.");
          };
    }
    libraries.restore(LibraryDump.read(args.bytes(2).toArray()), policy, x);
    x.reply().ok();
    return Effect.VERBATIM;
  }

  private Effect dump(Args args, Execution x) {
    boolean compresses = "yes".equals(x.server().settings().get("rdbcompression"));
    x.reply().bulk(LibraryDump.write(libraries.all(), compresses));
    return Effect.NONE;
  }

  private Effect list(Args args, Execution x) {
    boolean withCode = false;
    Glob pattern = null;
    for (int i = 2; i < args.count(); i++) {
      if (!withCode && args.is(i, "WITHCODE")) {
        withCode = true;
      } else if (pattern == null && args.is(i, "LIBRARYNAME")) {
        if (i + 1 == args.count()) {
          throw CommandError.of("ERR library name argument was not given");
        }
        i++;
        pattern = new Glob(args.bytes(i), true);
      } else {
        throw CommandError.of("ERR Unknown argument " + args.visibleText(i));
      }
    }
    int mark = x.reply().openArray();
    int count = 0;
    for (Library library : libraries.all()) {
      if (pattern == null || pattern.matches(Bytes.of(library.name()))) {
        show(library, withCode, x.reply());
        count++;
      }
    }
    x.reply().closeArray(mark, count);
    return Effect.NONE;
  }

  private static void show(Library library, boolean withCode, ReplyWriter reply) {
    reply.map(withCode ? 4 : 3);
    reply.bulk("library_name");
    reply.bulk(library.name());
    reply.bulk("engine");
    reply.bulk("LUA");
    reply.bulk("functions");
    reply.array(library.functions().size());
    for (Library.Member function : library.functions().values()) {
      reply.map(3);
      reply.bulk("name");
      reply.bulk(function.name());
      reply.bulk("description");
      String description = function.description();
      if (description == null) {
        reply.nil();
      } else {
        reply.bulk(description.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
      }
      reply.bulk("flags");
      showFlags(function.flags().flags(), reply);
    }
    if (withCode) {
      reply.bulk("library_code");
      reply.bulk(library.code());
    }
  }

  private static void showFlags(Set<ScriptFlags.Flag> flags, ReplyWriter reply) {
    reply.set(flags.size());
    for (ScriptFlags.Flag flag : flags) {
      reply.simple(flag.wireName());
    }
  }

  private Effect kill(Args args, Execution x) {
    watchman.kill(Watchman.Kind.FUNCTION);
    x.reply().ok();
    return Effect.NONE;
  }

  private Effect stats(Args args, Execution x) {
    boolean runs = watchman.isRunning(Watchman.Kind.FUNCTION);
    ReplyWriter reply = x.reply();
    reply.map(2);
    reply.bulk("running_script");
    if (runs) {
      reply.map(3);
      reply.bulk("name");
      reply.bulk(watchman.name());
      reply.bulk("command");
      List<Bytes> words = watchman.words();
      reply.array(words.size());
      words.forEach(reply::bulk);
      reply.bulk("duration_ms");
      reply.integer(watchman.elapsedMillis());
    } else {
      reply.nil();
    }
    reply.bulk("engines");
    reply.map(1);
    reply.bulk("LUA");
    reply.map(2);
    reply.bulk("libraries_count");
    reply.integer(libraries.all().size());
    reply.bulk("functions_count");
    reply.integer(libraries.functionCount());
    return Effect.NONE;
  }
}
