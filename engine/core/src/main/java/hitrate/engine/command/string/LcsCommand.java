package hitrate.engine.command.string;

import static hitrate.engine.command.Category.STRING;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.RO;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// LCS: the longest common subsequence of two strings, its length, or where it lies in both.
public final class LcsCommand {
  private LcsCommand() {}

  /// The command's declaration.
  public static Command command() {
    return Command.named("lcs")
        .arity(-3)
        .flags(READONLY)
        .categories(STRING)
        .keys(KeySpec.range(1, 1, 1, RO, ACCESS))
        .runs(LcsCommand::run);
  }

  /// @param least matches shorter than this are left out
  private record Options(boolean length, boolean index, boolean withLengths, long least) {}

  /// A stretch that both strings have: where it starts in each, and its length.
  private record Match(int inFirst, int inSecond, int length) {}

  private static Effect run(Args args, Execution x) {
    byte @Nullable [] first = value(args.key(1), x);
    byte @Nullable [] second = value(args.key(2), x); // looked up even if the first is no string
    if (first == null || second == null) {
      throw CommandError.of("ERR The specified keys must contain string values");
    }
    Options options = options(args);
    long cells = (first.length + 1L) * (second.length + 1L);
    if (cells * Integer.BYTES > x.server().bulkLimit()) {
      throw CommandError.of(
          "ERR Insufficient memory, transient memory for LCS exceeds proto-max-bulk-len");
    }
    if (options.length) {
      x.reply().integer(new Subsequence(first, second, false).length);
      return Effect.NONE;
    }
    var subsequence = new Subsequence(first, second, true);
    if (options.index) {
      replyWithMatches(subsequence, options, x);
    } else {
      x.reply().bulk(subsequence.text());
    }
    return Effect.NONE;
  }

  /// The bytes of a string, none when there is no key, null when that is no string.
  private static byte @Nullable [] value(Key key, Execution x) {
    var database = x.database();
    long entry = database.read(key);
    if (entry == 0) {
      return new byte[0];
    }
    if (!Kind.isString(Entry.kind(database.region(), entry))) {
      return null;
    }
    return Entry.value(database.region(), entry);
  }

  private static Options options(Args args) {
    boolean length = false;
    boolean index = false;
    boolean withLengths = false;
    long least = 0;
    for (int i = 3; i < args.count(); i++) {
      if (args.is(i, "IDX")) {
        index = true;
      } else if (args.is(i, "LEN")) {
        length = true;
      } else if (args.is(i, "WITHMATCHLEN")) {
        withLengths = true;
      } else if (args.is(i, "MINMATCHLEN") && i + 1 < args.count()) {
        least = args.longAt(++i);
      } else {
        throw CommandError.SYNTAX;
      }
    }
    if (length && index) {
      throw CommandError.of("ERR If you want both the length and indexes, please just use IDX.");
    }
    return new Options(length, index, withLengths, least);
  }

  private static void replyWithMatches(Subsequence subsequence, Options options, Execution x) {
    var matches = subsequence.matches();
    matches.removeIf(match -> match.length < options.least);
    var reply = x.reply();
    reply.map(2);
    reply.bulk("matches");
    reply.array(matches.size());
    for (Match match : matches) {
      reply.array(options.withLengths ? 3 : 2);
      reply.array(2);
      reply.integer(match.inFirst);
      reply.integer(match.inFirst + match.length - 1);
      reply.array(2);
      reply.integer(match.inSecond);
      reply.integer(match.inSecond + match.length - 1);
      if (options.withLengths) {
        reply.integer(match.length);
      }
    }
    reply.bulk("len");
    reply.integer(subsequence.length);
  }

  /// The classic dynamic programme over all pairs of prefixes. For the way back it keeps one bit
  /// for each pair instead of the whole table of lengths, a thirty-second of the memory.
  private static final class Subsequence {
    private final byte[] first;
    private final byte[] second;
    private final long[] firstIsShortened;
    final int length;

    Subsequence(byte[] first, byte[] second, boolean wayBack) {
      this.first = first;
      this.second = second;
      long bits = wayBack ? (long) first.length * second.length : 0;
      this.firstIsShortened = new long[(int) (bits + 63 >>> 6)];
      this.length = measure(wayBack);
    }

    private int measure(boolean wayBack) {
      int[] above = new int[second.length + 1]; // lengths with one byte of `first` less
      int[] row = new int[second.length + 1];
      for (int i = 0; i < first.length; i++) {
        for (int j = 0; j < second.length; j++) {
          if (first[i] == second[j]) {
            row[j + 1] = above[j] + 1;
          } else {
            boolean shortened = above[j + 1] > row[j];
            row[j + 1] = shortened ? above[j + 1] : row[j];
            if (shortened && wayBack) {
              long bit = (long) i * second.length + j;
              firstIsShortened[(int) (bit >>> 6)] |= 1L << bit;
            }
          }
        }
        int[] finished = row;
        row = above;
        above = finished;
      }
      return above[second.length];
    }

    /// The stretches of the subsequence, the last one first.
    List<Match> matches() {
      var matches = new ArrayList<Match>();
      int i = first.length;
      int j = second.length;
      int run = 0; // equal bytes met in a row
      while (i > 0 && j > 0) {
        if (first[i - 1] == second[j - 1]) {
          i--;
          j--;
          run++;
          continue;
        }
        if (run > 0) {
          matches.add(new Match(i, j, run));
          run = 0;
        }
        long bit = (long) (i - 1) * second.length + j - 1;
        if ((firstIsShortened[(int) (bit >>> 6)] >>> bit & 1) != 0) {
          i--;
        } else {
          j--;
        }
      }
      if (run > 0) {
        matches.add(new Match(i, j, run));
      }
      return matches;
    }

    byte[] text() {
      var text = new byte[length];
      int end = length;
      for (Match match : matches()) {
        end -= match.length;
        System.arraycopy(first, match.inFirst, text, end, match.length);
      }
      return text;
    }
  }
}
