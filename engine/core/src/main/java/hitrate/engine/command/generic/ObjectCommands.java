package hitrate.engine.command.generic;

import static hitrate.engine.command.Category.KEYSPACE;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.KeySpec.Flag.RO;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.AccessMarks;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Eviction;
import hitrate.engine.keyspace.EvictionPolicy;
import hitrate.engine.keyspace.Kind;

/// OBJECT: how a key's value is kept, and when it was last used.
public final class ObjectCommands {
  /// Values that are numbers from 0 below this are one object for all keys in the real server.
  private static final long SHARED_NUMBERS = 10_000;

  private static final String SWITCHING =
      " Please note that when switching between policies at runtime LRU and LFU data will take some"
          + " time to adjust.";

  private ObjectCommands() {}

  /// The command's declaration.
  public static Command command() {
    return Command.named("object")
        .arity(-2)
        .holds(
            asking("encoding").sub(ObjectCommands::encoding),
            asking("freq").sub(ObjectCommands::frequency),
            asking("idletime").sub(ObjectCommands::idleTime),
            asking("refcount").sub(ObjectCommands::references),
            HelpText.subcommand("object", KEYSPACE));
  }

  private static Command.Builder asking(String name) {
    return Command.named(name)
        .arity(3)
        .flags(READONLY)
        .categories(KEYSPACE)
        .tips("nondeterministic_output")
        .keys(KeySpec.key(2, RO));
  }

  private static Effect encoding(Args args, Execution x) {
    long entry = x.database().peekQuietly(args.key(2));
    if (entry == 0) {
      x.reply().nil();
    } else {
      x.reply().bulk(Kind.encodingName(Entry.kind(x.database().region(), entry)));
    }
    return Effect.NONE;
  }

  private static Effect references(Args args, Execution x) {
    Database database = x.database();
    long entry = database.peekQuietly(args.key(2));
    if (entry == 0) {
      x.reply().nil();
    } else {
      boolean isShared = sharesNumbers(x.keyspace().eviction()) && isSmallNumber(database, entry);
      x.reply().integer(isShared ? Integer.MAX_VALUE : 1);
    }
    return Effect.NONE;
  }

  /// An object that many keys share tells nothing about the use of one of them, so the real server
  /// has none where it evicts by that. There a value keeps the object that it was made with when
  /// the policy changes; here all values go by the policy of the moment.
  private static boolean sharesNumbers(Eviction eviction) {
    EvictionPolicy policy = eviction.policy();
    return eviction.limit() == 0 || !policy.notesTime() && !policy.countsUses();
  }

  private static boolean isSmallNumber(Database database, long entry) {
    if (Entry.kind(database.region(), entry) != Kind.STRING_INT) {
      return false;
    }
    byte[] value = Entry.value(database.region(), entry);
    long number = Decimal.parse(value, 0, value.length);
    return number >= 0 && number < SHARED_NUMBERS;
  }

  private static Effect idleTime(Args args, Execution x) {
    AccessMarks marks = x.keyspace().marks();
    long entry = x.database().peekQuietly(args.key(2));
    if (entry == 0) {
      x.reply().nil();
    } else if (marks.countsUses()) {
      throw CommandError.of(
          "ERR An LFU maxmemory policy is selected, idle time not tracked." + SWITCHING);
    } else {
      x.reply().integer(marks.idleSeconds(Entry.mark(x.database().region(), entry)));
    }
    return Effect.NONE;
  }

  private static Effect frequency(Args args, Execution x) {
    AccessMarks marks = x.keyspace().marks();
    long entry = x.database().peekQuietly(args.key(2));
    if (entry == 0) {
      x.reply().nil();
    } else if (!marks.countsUses()) {
      throw CommandError.of(
          "ERR An LFU maxmemory policy is not selected, access frequency not tracked." + SWITCHING);
    } else {
      x.reply().integer(marks.uses(Entry.mark(x.database().region(), entry)));
    }
    return Effect.NONE;
  }
}
