package hitrate.engine.security;

import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Category;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// ACL: users, what they may do, and what was refused.
public final class AclCommands {
  /// How rules begin that have passwords and patterns in them, which may be any bytes.
  private static final String VARIABLE = "><#!~%&";

  private static final int MOST_PASSWORD_BITS = 4096;
  private static final int PASSWORD_BITS = 256;
  private static final int BITS_PER_DIGIT = 4;
  private static final int LOG_ENTRIES = 10;

  private final Supplier<AccessControl> access;
  private final AclStore store;

  private AclCommands(Supplier<AccessControl> access, AclStore store) {
    this.access = access;
    this.store = store;
  }

  /// The command's declaration.
  ///
  /// @param access known once the table of commands is complete
  public static Command command(Supplier<AccessControl> access, AclStore store) {
    var acl = new AclCommands(access, store);
    return Command.named("acl")
        .arity(-2)
        .holds(
            plain("cat", -2).sub(acl::cat),
            managing("deluser", -3).sub(acl::removeUsers),
            managing("dryrun", -4).sub(acl::dryRun),
            plain("genpass", -2).sub(AclCommands::makePassword),
            managing("getuser", 3).sub(acl::showUser),
            managing("list", 2).sub(acl::list),
            managing("load", 2).sub(acl::load),
            managing("log", -2).sub(acl::showLog),
            managing("save", 2).sub(acl::save),
            managing("setuser", -3).sub(acl::setUser),
            managing("users", 2).sub(acl::names),
            plain("whoami", 2).sub(AclCommands::whoAmI),
            HelpText.subcommand("acl"));
  }

  private static Command.Builder plain(String name, int arity) {
    return Command.named(name).arity(arity).flags(NOSCRIPT, LOADING, STALE);
  }

  private static Command.Builder managing(String name, int arity) {
    return Command.named(name).arity(arity).flags(ADMIN, NOSCRIPT, LOADING, STALE);
  }

  private Effect cat(Args args, Execution x) {
    if (args.count() > 3) {
      throw CommandError.unknownForm(args);
    }
    List<String> names;
    if (args.count() == 2) {
      names = List.of(Category.values()).stream().map(c -> c.wireName().substring(1)).toList();
    } else {
      Category category = category(args.visibleText(2));
      names =
          x.server().commands().numbered().stream()
              .filter(command -> !command.isLater() && command.categories().contains(category))
              .map(Command::fullName)
              .toList();
    }
    x.reply().array(names.size());
    names.forEach(x.reply()::bulk);
    return Effect.NONE;
  }

  private static Category category(String name) {
    for (Category category : Category.values()) {
      if (category.wireName().substring(1).equalsIgnoreCase(name)) {
        return category;
      }
    }
    throw CommandError.of("ERR Unknown category '" + name + "'");
  }

  private Effect setUser(Args args, Execution x) {
    for (int i = 2; i < args.count(); i++) {
      args.redact(i);
    }
    if (Texts.hasSpaces(args.text(2))) {
      throw CommandError.of("ERR Usernames can't contain spaces or null characters");
    }
    var words = new ArrayList<String>();
    for (int i = 3; i < args.count(); i++) {
      words.add(args.text(i));
    }
    List<String> rules;
    try {
      rules = RuleWords.merged(words);
    } catch (RuleError open) {
      throw CommandError.of("ERR " + open.reason());
    }
    User draft = access.get().draft(args.bytes(2));
    for (String rule : rules) {
      try {
        draft.apply(asRead(rule));
      } catch (RuleError wrong) {
        throw CommandError.of(
            "ERR Error in ACL SETUSER modifier '%s': %s"
                .formatted(RuleWords.upToZero(rule), wrong.reason()));
      }
    }
    access.get().put(draft, x.server().clients());
    x.reply().ok();
    return Effect.NONE;
  }

  /// A rule as far as the real server looks at it: some may hold any bytes, and of a selector only
  /// what is between the parentheses ends where a text of C does.
  private static String asRead(String rule) throws RuleError {
    if (rule.isEmpty() || VARIABLE.indexOf(rule.charAt(0)) >= 0) {
      return rule;
    }
    if (rule.startsWith("(") && rule.endsWith(")")) {
      return "(" + RuleWords.upToZero(rule.substring(1, rule.length() - 1)) + ")";
    }
    if (rule.charAt(0) == 0) {
      throw new RuleError(RuleError.SYNTAX);
    }
    return RuleWords.upToZero(rule);
  }

  private Effect removeUsers(Args args, Execution x) {
    for (int i = 2; i < args.count(); i++) {
      if (args.bytes(i).equals(AccessControl.DEFAULT)) {
        throw CommandError.of("ERR The 'default' user cannot be removed");
      }
    }
    int removed = 0;
    for (int i = 2; i < args.count(); i++) {
      removed += access.get().remove(args.bytes(i), x.server().clients()) ? 1 : 0;
    }
    x.reply().integer(removed);
    return Effect.NONE;
  }

  private Effect showUser(Args args, Execution x) {
    User user = access.get().find(args.bytes(2));
    ReplyWriter reply = x.reply();
    if (user == null) {
      reply.nil();
      return Effect.NONE;
    }
    reply.map(6);
    reply.bulk("flags");
    List<String> flags = user.flags();
    reply.set(flags.size());
    flags.forEach(reply::bulk);
    reply.bulk("passwords");
    reply.array(user.passwords().size());
    user.passwords().forEach(reply::bulk);
    showSelector(user.selectors().getFirst(), reply);
    reply.bulk("selectors");
    List<Selector> others = user.selectors().subList(1, user.selectors().size());
    reply.array(others.size());
    for (Selector selector : others) {
      reply.map(3);
      showSelector(selector, reply);
    }
    return Effect.NONE;
  }

  private static void showSelector(Selector selector, ReplyWriter reply) {
    reply.bulk("commands");
    reply.bulk(Texts.bytes(selector.commandRules(false)));
    reply.bulk("keys");
    reply.bulk(Texts.bytes(selector.keyRules()));
    reply.bulk("channels");
    reply.bulk(Texts.bytes(selector.channelRules()));
  }

  private Effect list(Args args, Execution x) {
    List<String> lines = access.get().shown();
    x.reply().array(lines.size());
    lines.forEach(line -> x.reply().bulk(Texts.bytes(line)));
    return Effect.NONE;
  }

  private Effect names(Args args, Execution x) {
    x.reply().array(access.get().users().size());
    access.get().users().forEach(user -> x.reply().bulk(user.name()));
    return Effect.NONE;
  }

  private static Effect whoAmI(Args args, Execution x) {
    x.reply().bulk(x.client().user());
    return Effect.NONE;
  }

  private Effect dryRun(Args args, Execution x) {
    User user = access.get().find(args.bytes(2));
    if (user == null) {
      throw CommandError.of("ERR User '" + args.visibleText(2) + "' not found");
    }
    List<Bytes> call = args.all().subList(3, args.count());
    Command command = x.server().commands().find(args.text(3));
    if (command != null && command.isContainer() && call.size() > 1) {
      command = command.subcommand(args.text(4));
    }
    if (command == null) {
      throw CommandError.of("ERR Command '" + args.visibleText(3) + "' not found");
    }
    if (!command.accepts(call.size())) {
      throw CommandError.arity(command.fullName());
    }
    Denial denial = user.check(command, call);
    if (denial == null) {
      x.reply().ok();
    } else {
      x.reply()
          .bulk(
              Texts.bytes(
                  "This user has no permissions to "
                      + what(denial, command, args.visibleText(3 + denial.word()))));
    }
    return Effect.NONE;
  }

  private static String what(Denial denial, Command command, String word) {
    return switch (denial.reason()) {
      case KEY -> "access the '" + word + "' key";
      case CHANNEL -> "access the '" + word + "' channel";
      default -> "run the '" + command.fullName() + "' command";
    };
  }

  private Effect showLog(Args args, Execution x) {
    if (args.count() > 3) {
      throw CommandError.unknownForm(args);
    }
    AccessLog log = access.get().log();
    if (args.count() == 3 && args.is(2, "RESET")) {
      log.clear();
      x.reply().ok();
      return Effect.NONE;
    }
    List<AccessLog.Entry> entries = log.newest(args.count() == 3 ? args.longAt(2) : LOG_ENTRIES);
    x.reply().array(entries.size());
    entries.forEach(entry -> show(entry, log.ageSeconds(entry), x.reply()));
    return Effect.NONE;
  }

  private static void show(AccessLog.Entry entry, double age, ReplyWriter reply) {
    reply.map(7);
    reply.bulk("count");
    reply.integer(entry.count);
    reply.bulk("reason");
    reply.bulk(entry.reasonName());
    reply.bulk("context");
    reply.bulk(entry.context);
    reply.bulk("object");
    reply.bulk(entry.object);
    reply.bulk("username");
    reply.bulk(entry.user);
    reply.bulk("age-seconds");
    reply.real(age);
    reply.bulk("client-info");
    reply.bulk(entry.client);
  }

  private static Effect makePassword(Args args, Execution x) {
    if (args.count() > 3) {
      throw CommandError.unknownForm(args);
    }
    long bits = args.count() == 3 ? args.longAt(2) : PASSWORD_BITS;
    if (bits <= 0 || bits > MOST_PASSWORD_BITS) {
      throw CommandError.of(
          "ERR ACL GENPASS argument must be the number of bits for the output password, a"
              + " positive number up to "
              + MOST_PASSWORD_BITS);
    }
    int digits = (int) (bits + BITS_PER_DIGIT - 1) / BITS_PER_DIGIT;
    x.reply().bulk(x.server().secret(digits).getBytes(StandardCharsets.US_ASCII));
    return Effect.NONE;
  }

  private Effect load(Args args, Execution x) {
    store.load(access.get(), x.server().clients());
    x.reply().ok();
    return Effect.NONE;
  }

  private Effect save(Args args, Execution x) {
    store.save(access.get(), why -> x.server().log("warning", why));
    x.reply().ok();
    return Effect.NONE;
  }
}
