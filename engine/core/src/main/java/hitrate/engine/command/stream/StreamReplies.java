package hitrate.engine.command.stream;

import hitrate.engine.keyspace.Key;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.Stream;
import hitrate.engine.struct.StreamCursor;
import hitrate.engine.struct.StreamId;

/// Writes entries of streams as replies.
final class StreamReplies {
  private StreamReplies() {}

  static void id(StreamId id, ReplyWriter reply) {
    reply.bulk(id.toArray());
  }

  /// What stands ahead of a stream's entries where there may be several streams: in RESP3 they are
  /// a map by key, in RESP2 an array of pairs.
  static void head(Key key, ReplyWriter reply) {
    if (reply.protocol() == 2) {
      reply.array(2);
    }
    reply.bulk(key.array(), key.offset(), key.length());
  }

  /// The entry that a walk is at: its id, then its fields and values in one array.
  static void entry(StreamCursor cursor, ReplyWriter reply) {
    reply.array(2);
    id(cursor.id(), reply);
    reply.array(2L * cursor.pairs());
    cursor.forEachField((pack, field, value) -> {
      element(pack, field, reply);
      element(pack, value, reply);
    });
  }

  private static void element(Listpack pack, int position, ReplyWriter reply) {
    if (pack.isInteger(position)) {
      reply.bulkInteger(pack.longAt(position));
    } else {
      reply.bulk(pack.array(), pack.start(position), pack.size(position));
    }
  }

  /// All entries of a walk in one array, at most `count` of them unless that is 0.
  static void entries(StreamCursor cursor, long count, ReplyWriter reply) {
    int mark = reply.openArray();
    int written = 0;
    while ((count == 0 || written < count) && cursor.next()) {
      entry(cursor, reply);
      written++;
    }
    reply.closeArray(mark, written);
  }

  /// One entry; false, and nothing written, when there is none of that id.
  static boolean entry(Stream stream, StreamId id, ReplyWriter reply) {
    var cursor = new StreamCursor(stream, id, id, false);
    if (!cursor.next()) {
      return false;
    }
    entry(cursor, reply);
    return true;
  }
}
