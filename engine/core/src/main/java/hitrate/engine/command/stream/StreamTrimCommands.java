package hitrate.engine.command.stream;

import static hitrate.engine.command.Category.STREAM;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.RW;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Key;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a stream is cut to, and what it remembers of what it has no more: XTRIM and XSETID.
public final class StreamTrimCommands {
  private StreamTrimCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("xtrim")
            .arity(-4)
            .flags(WRITE)
            .categories(STREAM)
            .tips("nondeterministic_output")
            .keys(KeySpec.key(1, RW, DELETE))
            .parses(args -> TrimOptions.parse(args, 2, false))
            .runs(StreamTrimCommands::trim),
        Command.named("xsetid")
            .arity(-3)
            .flags(WRITE, DENYOOM, FAST)
            .categories(STREAM)
            .keys(KeySpec.key(1, RW, UPDATE))
            .parses(Memory::parse)
            .runs(StreamTrimCommands::setId));
  }

  private static Effect trim(TrimOptions options, Args args, Execution x) {
    options.admit(x);
    Key key = args.key(1);
    StreamAt at = StreamAt.modify(key, x);
    long removed = at == null ? 0 : at.stream().trim(options.trim(x));
    if (at == null || removed == 0) {
      x.reply().integer(0);
      return Effect.NONE;
    }
    at.store();
    x.changed("xtrim", key);
    x.counts(removed);
    x.reply().integer(removed);
    return options.isApproximate() && x.isRecording()
        ? x.instead(List.of(options.exact(args.all(), at.stream())))
        : Effect.VERBATIM;
  }

  /// The words of XSETID.
  ///
  /// @param entriesAdded how many entries there were ever, null to leave that number
  private record Memory(StreamId lastId, @Nullable Long entriesAdded, StreamId maxDeletedId) {
    static Memory parse(Args args) {
      StreamId lastId = StreamIds.strict(args, 2);
      Long entriesAdded = null;
      StreamId maxDeletedId = StreamId.MIN;
      for (int i = 3; i < args.count(); i += 2) {
        boolean hasValue = i + 1 < args.count();
        if (hasValue && args.is(i, "ENTRIESADDED")) {
          entriesAdded = args.longAt(i + 1);
          if (entriesAdded < 0) {
            throw CommandError.of("ERR entries_added must be positive");
          }
        } else if (hasValue && args.is(i, "MAXDELETEDID")) {
          maxDeletedId = StreamIds.strict(args, i + 1);
          requireNotSmaller(lastId, maxDeletedId, "the provided max_deleted_entry_id");
        } else {
          throw CommandError.SYNTAX;
        }
      }
      return new Memory(lastId, entriesAdded, maxDeletedId);
    }
  }

  private static void requireNotSmaller(StreamId id, StreamId other, String name) {
    if (id.isBefore(other)) {
      throw CommandError.of("ERR The ID specified in XSETID is smaller than " + name);
    }
  }

  private static Effect setId(Memory words, Args args, Execution x) {
    Key key = args.key(1);
    StreamAt at = StreamAt.modify(key, x);
    if (at == null) {
      throw CommandError.NO_SUCH_KEY;
    }
    Stream stream = at.stream();
    Long added = words.entriesAdded();
    if (stream.length() > 0) {
      requireNotSmaller(words.lastId(), stream.lastEntry(), "the target stream top item");
      if (added != null && stream.length() > added) {
        throw CommandError.of(
            "ERR The entries_added specified in XSETID is smaller than the target stream length");
      }
    }
    stream.remember(
        words.lastId(),
        added == null ? stream.entriesAdded() : added,
        words.maxDeletedId().isZero() ? stream.maxDeletedId() : words.maxDeletedId());
    x.reply().ok();
    x.changed("xsetid", key);
    return Effect.VERBATIM;
  }
}
