package hitrate.engine.command.stream;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Execution;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamId;
import hitrate.engine.struct.StreamTrim;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The words of XADD and XTRIM that say how far to cut the stream: `MAXLEN` or `MINID`, `=` or `~`,
/// the threshold, `LIMIT`.
final class TrimOptions {
  private static final CommandError BOTH =
      CommandError.of(
          "ERR syntax error, MAXLEN and MINID options at the same time are not compatible");
  private static final CommandError LIMIT_ALONE =
      CommandError.of(
          "ERR syntax error, LIMIT cannot be used without specifying a trimming strategy");
  private static final CommandError NO_STRATEGY =
      CommandError.of("ERR syntax error, XTRIM must be called with a trimming strategy");
  private static final CommandError LIMIT_EXACT =
      CommandError.of("ERR syntax error, LIMIT cannot be used without the special ~ option");
  private static final CommandError NEGATIVE_LIMIT =
      CommandError.of("ERR The LIMIT argument must be >= 0.");
  private static final CommandError NEGATIVE_LENGTH =
      CommandError.of("ERR The MAXLEN argument must be >= 0.");
  private static final int PIECES_AT_ONCE = 100;
  private static final long LIMIT_WITHOUT_PIECES = 10_000;
  private static final long GREATEST_LIMIT = 1_000_000;

  private final boolean adds;
  private int threshold; // the word, 0 when nothing is to be cut
  private boolean byLength;
  private boolean approximate;
  private long maxLength;
  private StreamId minId = StreamId.MIN;
  private long limit;
  private int limitWord;
  private boolean onlyIfThere;
  private StreamIds.@Nullable Wanted wanted;
  private int end;

  private TrimOptions(boolean adds) {
    this.adds = adds;
  }

  /// Reads the words from `from` on; for XADD up to the id.
  ///
  /// @throws CommandError for what makes no sense
  static TrimOptions parse(Args args, int from, boolean adds) {
    var options = new TrimOptions(adds);
    int at = from;
    while (at < args.count() && options.wanted == null) {
      at = options.option(args, at);
    }
    options.end = at;
    options.check();
    return options;
  }

  private int option(Args args, int at) {
    int behind = args.count() - 1 - at;
    if (adds && args.length(at) == 1 && args.is(at, "*")) {
      wanted = StreamIds.Wanted.ANY;
    } else if (behind > 0 && (args.is(at, "MAXLEN") || args.is(at, "MINID"))) {
      return threshold(args, at, behind);
    } else if (behind > 0 && args.is(at, "LIMIT")) {
      limit = args.longAt(at + 1);
      if (limit < 0) {
        throw NEGATIVE_LIMIT;
      }
      limitWord = at;
      return at + 2;
    } else if (adds && args.is(at, "NOMKSTREAM")) {
      onlyIfThere = true;
    } else if (adds) {
      wanted = StreamIds.wanted(args, at);
    } else {
      throw CommandError.SYNTAX;
    }
    return at + 1;
  }

  private int threshold(Args args, int at, int behind) {
    if (threshold != 0) {
      throw BOTH;
    }
    byLength = args.is(at, "MAXLEN");
    approximate = behind >= 2 && args.is(at + 1, "~");
    threshold = approximate || behind >= 2 && args.is(at + 1, "=") ? at + 2 : at + 1;
    if (byLength) {
      maxLength = args.longAt(threshold);
      if (maxLength < 0) {
        throw NEGATIVE_LENGTH;
      }
    } else {
      minId = StreamIds.strict(args, threshold);
    }
    return threshold + 1;
  }

  private void check() {
    if (limit != 0 && threshold == 0) {
      throw LIMIT_ALONE;
    }
    if (!adds && threshold == 0) {
      throw NO_STRATEGY;
    }
  }

  /// True for a limit on an exact cut, which makes no sense: see [#admit].
  boolean limitsExactly() {
    return limitWord != 0 && !approximate;
  }

  /// Lets nobody limit an exact cut but who tells what has happened: redis-server makes thresholds
  /// exact for its replicas and leaves the limit where it was.
  void admit(Execution x) {
    if (limitsExactly() && !x.client().tellsWhatHappened()) {
      throw LIMIT_EXACT;
    }
  }

  /// True when a stream that is not there is not to be made.
  boolean isOnlyIfThere() {
    return onlyIfThere;
  }

  /// The id that the new entry is to get.
  ///
  /// @throws IllegalStateException for XTRIM, which has none
  StreamIds.Wanted wanted() {
    var given = wanted;
    if (given == null) {
      throw new IllegalStateException("no id");
    }
    return given;
  }

  /// The word behind all that was read.
  int end() {
    return end;
  }

  /// True when there is a threshold.
  boolean trims() {
    return threshold != 0;
  }

  boolean isApproximate() {
    return approximate;
  }

  /// How to cut. Where nothing else is said, an approximate cut removes no more than a hundred full
  /// pieces at once, lest the command take long.
  StreamTrim trim(Execution x) {
    long most = approximate ? limit : 0;
    if (approximate && limitWord == 0) {
      long entries = x.packing().streamPieceEntries();
      most =
          entries <= 0
              ? LIMIT_WITHOUT_PIECES
              : Math.min(Math.min(entries, GREATEST_LIMIT) * PIECES_AT_ONCE, GREATEST_LIMIT);
    }
    return new StreamTrim(byLength, maxLength, minId, approximate, most);
  }

  /// A call's words with an exact threshold in place of an approximate one: what is left does not
  /// depend on how the stream is laid out.
  List<Bytes> exact(List<Bytes> call, Stream stream) {
    var words = new ArrayList<>(call);
    StreamId first = stream.length() == 0 ? StreamId.MAX : stream.firstId();
    words.set(threshold, byLength ? StreamAt.text(Long.toString(stream.length())) : first.bytes());
    words.set(threshold - 1, StreamAt.text("="));
    if (limitWord != 0) {
      words.subList(limitWord, limitWord + 2).clear();
    }
    return words;
  }
}
