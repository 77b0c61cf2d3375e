package hitrate.engine.command.hash;

import static hitrate.engine.command.Category.HASH;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.RO;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.DrawOptions;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.command.ScanOptions;
import hitrate.engine.struct.RecordView;
import hitrate.engine.world.Entropy;
import java.util.HashSet;
import java.util.List;

/// Walks over fields: HSCAN and HRANDFIELD.
public final class HashWalkCommands {
  private HashWalkCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("hscan")
            .arity(-3)
            .flags(READONLY)
            .categories(HASH)
            .tips("nondeterministic_output")
            .keys(KeySpec.key(1, RO, ACCESS))
            .runs(HashWalkCommands::scan),
        Command.named("hrandfield")
            .arity(-2)
            .flags(READONLY)
            .categories(HASH)
            .tips("nondeterministic_output")
            .keys(KeySpec.key(1, RO, ACCESS))
            .parses(args -> DrawOptions.parse(args, "WITHVALUES"))
            .runs(HashWalkCommands::random));
  }

  private static Effect scan(Args args, Execution x) {
    return ScanOptions.answer(args, x, HashAt::read, HashWalkCommands::walk);
  }

  private static long walk(HashAt hash, ScanOptions options, List<byte[]> met) {
    if (hash.isPacked()) {
      hash.forEach((field, value) -> add(field, 0, field.length, value, options, met));
      return 0;
    }
    return hash.scan(options.cursor(), options.count(), record -> add(record, options, met));
  }

  private static void add(RecordView record, ScanOptions options, List<byte[]> met) {
    if (options.wants(record.array(), record.keyStart(), record.keyLength())) {
      met.add(record.key());
      met.add(record.value());
    }
  }

  private static void add(
      byte[] field, int from, int length, byte[] value, ScanOptions options, List<byte[]> met) {
    if (options.wants(field, from, length)) {
      met.add(field);
      met.add(value);
    }
  }

  private static Effect random(DrawOptions words, Args args, Execution x) {
    HashAt hash = HashAt.read(args.key(1), x);
    Long count = words.count();
    if (count == null) {
      if (hash == null) {
        x.reply().nil();
      } else {
        hash.replyRandom(false);
      }
    } else if (hash == null || count == 0) {
      x.reply().array(0);
    } else if (count < 0) {
      head(-count, words, x);
      for (long i = 0; i < -count; i++) {
        pairHead(words, x);
        hash.replyRandom(words.withMore());
      }
    } else {
      some(hash, Math.min(count, hash.size()), words, x);
    }
    return Effect.NONE;
  }

  /// In RESP3 each field with its value is an array of its own.
  private static void head(long count, DrawOptions words, Execution x) {
    boolean flat = words.withMore() && x.reply().protocol() == 2;
    x.reply().array(flat ? count * 2 : count);
  }

  private static void pairHead(DrawOptions words, Execution x) {
    if (words.withMore() && x.reply().protocol() == 3) {
      x.reply().array(2);
    }
  }

  /// Replies with `count` different fields, each choice of them as likely as any other.
  private static void some(HashAt hash, long count, DrawOptions words, Execution x) {
    head(count, words, x);
    Entropy entropy = x.keyspace().entropy();
    int size = hash.size();
    var chosen = new HashSet<Integer>();
    if (count < size) { // Robert Floyd's algorithm: as many draws as there are to choose
      for (int last = size - (int) count; last < size; last++) {
        int draw = entropy.below(last + 1);
        chosen.add(chosen.contains(draw) ? last : draw);
      }
    }
    var index = new int[1];
    hash.forEach((field, value) -> {
      if (count == size || chosen.contains(index[0])) {
        pairHead(words, x);
        x.reply().bulk(field);
        if (words.withMore()) {
          x.reply().bulk(value);
        }
      }
      index[0]++;
    });
  }
}
