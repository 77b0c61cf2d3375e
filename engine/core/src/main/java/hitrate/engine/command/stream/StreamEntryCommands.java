package hitrate.engine.command.stream;

import static hitrate.engine.command.Category.STREAM;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.RW;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Key;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamCursor;
import hitrate.engine.struct.StreamFields;
import hitrate.engine.struct.StreamId;
import java.util.ArrayList;
import java.util.List;

/// Entries of a stream: add, count, read a range, delete.
public final class StreamEntryCommands {
  private static final CommandError ZERO_ID =
      CommandError.of("ERR The ID specified in XADD must be greater than 0-0");
  private static final CommandError EXHAUSTED =
      CommandError.of(
          "ERR The stream has exhausted the last possible ID, unable to add more items");
  private static final CommandError TOO_SMALL =
      CommandError.of(
          "ERR The ID specified in XADD is equal or smaller than the target stream top item");
  private static final CommandError TOO_LARGE =
      CommandError.of("ERR Elements are too large to be stored");

  private StreamEntryCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("xadd")
            .arity(-5)
            .flags(WRITE, DENYOOM, FAST)
            .categories(STREAM)
            .tips("nondeterministic_output")
            .keys(
                KeySpec.key(1, RW, UPDATE)
                    .noting("UPDATE instead of INSERT because of the optional trimming feature"))
            .parses(StreamEntryCommands::parseAdd)
            .runs(StreamEntryCommands::add),
        Command.named("xlen")
            .arity(2)
            .flags(READONLY, FAST)
            .categories(STREAM)
            .keys(KeySpec.key(1, RO))
            .runs(StreamEntryCommands::length),
        range("xrange")
            .parses(args -> Range.parse(args, 2, 3))
            .runs((r, a, x) -> r.run(false, a, x)),
        range("xrevrange")
            .parses(args -> Range.parse(args, 3, 2))
            .runs((r, a, x) -> r.run(true, a, x)),
        Command.named("xdel")
            .arity(-3)
            .flags(WRITE, FAST)
            .categories(STREAM)
            .keys(KeySpec.key(1, RW, DELETE))
            .runs(StreamEntryCommands::delete));
  }

  private static Command.Builder range(String name) {
    return Command.named(name)
        .arity(-4)
        .flags(READONLY)
        .categories(STREAM)
        .keys(KeySpec.key(1, RO, ACCESS));
  }

  /// The words of a call from one on as an entry's fields and values.
  private record Fields(Args args, int from) implements StreamFields {
    @Override
    public int pairs() {
      return (args.count() - from) / 2;
    }

    @Override
    public byte[] array() {
      return args.array();
    }

    @Override
    public int start(int word) {
      return args.start(from + word);
    }

    @Override
    public int length(int word) {
      return args.length(from + word);
    }

    long size() {
      long sum = 0;
      for (int i = 0; i < args.count() - from; i++) {
        sum += length(i);
      }
      return sum;
    }
  }

  private static TrimOptions parseAdd(Args args) {
    TrimOptions options = TrimOptions.parse(args, 2, true);
    if (!options.limitsExactly()) {
      check(options, args);
    }
    return options;
  }

  private static void check(TrimOptions options, Args args) {
    int words = args.count() - options.end();
    if (words < 2 || words % 2 != 0) {
      throw CommandError.arity("xadd");
    }
    StreamIds.Wanted wanted = options.wanted();
    if (!wanted.anySequence() && wanted.id().isZero()) {
      throw ZERO_ID;
    }
  }

  private static Effect add(TrimOptions options, Args args, Execution x) {
    if (options.limitsExactly()) {
      options.admit(x);
      check(options, args);
    }
    Key key = args.key(1);
    StreamAt at = StreamAt.modifyOrCreate(key, x);
    if (at.isNew() && options.isOnlyIfThere()) {
      x.reply().nil();
      return Effect.NONE;
    }
    Stream stream = at.stream();
    var fields = new Fields(args, options.end());
    StreamId id = idFor(options.wanted(), stream, x);
    if (fields.size() > Stream.MAX_PIECE_BYTES) {
      throw TOO_LARGE;
    }
    stream.append(id, fields, x.packing().streamPieceBytes(), x.packing().streamPieceEntries());
    boolean trimmed = options.trims() && stream.trim(options.trim(x)) > 0;
    at.store();
    StreamReplies.id(id, x.reply());
    x.changed("xadd", key);
    if (trimmed) {
      x.changed("xtrim", key);
    }
    return effect(options, id, stream, args, x);
  }

  private static StreamId idFor(StreamIds.Wanted wanted, Stream stream, Execution x) {
    StreamId last = stream.lastId();
    if (last.equals(StreamId.MAX)) {
      throw EXHAUSTED;
    }
    StreamId id = wanted.id();
    if (wanted.any()) {
      id = stream.nextId(x.now());
    } else if (wanted.anySequence() && id.millis() == last.millis()) {
      id = last.sequence() == -1 ? last : last.next();
    }
    if (id == null || !id.isAfter(last)) {
      throw TOO_SMALL;
    }
    return id;
  }

  private static Effect effect(
      TrimOptions options, StreamId id, Stream stream, Args args, Execution x) {
    boolean chosen = options.wanted().anySequence();
    if (!x.isRecording() || !chosen && !options.isApproximate()) {
      return Effect.VERBATIM;
    }
    List<Bytes> words = new ArrayList<>(args.all());
    if (chosen) {
      words.set(options.end() - 1, id.bytes());
    }
    return x.instead(List.of(options.isApproximate() ? options.exact(words, stream) : words));
  }

  private static Effect length(Args args, Execution x) {
    StreamAt at = StreamAt.read(args.key(1), x);
    x.reply().integer(at == null ? 0 : at.stream().length());
    return Effect.NONE;
  }

  /// The words of XRANGE and XREVRANGE.
  ///
  /// @param count how many entries to return, negative for all
  private record Range(StreamId start, StreamId end, long count) {
    static Range parse(Args args, int startWord, int endWord) {
      StreamId start = StreamIds.start(args, startWord);
      StreamId end = StreamIds.end(args, endWord);
      long count = -1;
      for (int i = 4; i < args.count(); i += 2) {
        if (!args.is(i, "COUNT") || i + 1 >= args.count()) {
          throw CommandError.SYNTAX;
        }
        count = Math.max(args.longAt(i + 1), 0);
      }
      return new Range(start, end, count);
    }

    Effect run(boolean backwards, Args args, Execution x) {
      StreamAt at = StreamAt.read(args.key(1), x);
      if (at == null) {
        x.reply().array(0);
      } else if (count == 0) {
        x.reply().nilArray();
      } else {
        var cursor = new StreamCursor(at.stream(), start, end, backwards);
        StreamReplies.entries(cursor, Math.max(count, 0), x.reply());
      }
      return Effect.NONE;
    }
  }

  private static Effect delete(Args args, Execution x) {
    Key key = args.key(1);
    StreamAt at = StreamAt.modify(key, x);
    if (at == null) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    StreamId[] ids = StreamIds.all(args, 2);
    int deleted = 0;
    for (StreamId id : ids) {
      deleted += at.stream().delete(id) ? 1 : 0;
    }
    x.reply().integer(deleted);
    if (deleted == 0) {
      return Effect.NONE;
    }
    at.store();
    x.changed("xdel", key);
    x.counts(deleted);
    return Effect.VERBATIM;
  }
}
