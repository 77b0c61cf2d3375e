package hitrate.engine.command.stream;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.Waiting;
import hitrate.engine.keyspace.Key;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamCursor;
import hitrate.engine.struct.StreamId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Waits with XREAD until one of the streams has an entry behind the last one read.
///
/// @param after the last entry read, by key
record WaitForEntries(Map<Bytes, StreamId> after, long count) implements Waiting.ForStream {
  static WaitForEntries of(ReadOptions options, Args args, StreamId[] after) {
    var byKey = new HashMap<Bytes, StreamId>();
    for (int i = 0; i < after.length; i++) {
      byKey.putIfAbsent(args.bytes(options.key(i)), after[i]);
    }
    return new WaitForEntries(byKey, options.count());
  }

  /// True when there is something new. An entry may have come and gone in one command: then there
  /// is, and the reply shows none.
  static boolean hasNew(Stream stream, StreamId after) {
    return stream.lastId().isAfter(after);
  }

  @Override
  public @Nullable Effect serve(Key key, Execution x) {
    StreamAt at = StreamAt.ifStream(key, x);
    StreamId last = after.get(key.copy());
    StreamId from = last == null ? null : last.next();
    if (at == null || last == null || from == null || !hasNew(at.stream(), last)) {
      return null;
    }
    int mark = x.reply().openArray();
    StreamReplies.head(key, x.reply());
    var cursor = new StreamCursor(at.stream(), from, StreamId.MAX, false);
    StreamReplies.entries(cursor, count, x.reply());
    x.reply().closeMap(mark, 1);
    return Effect.NONE;
  }
}
