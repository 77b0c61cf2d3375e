package hitrate.engine.command.stream;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Execution;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.keyspace.PackedStreams;
import hitrate.engine.struct.ConsumerGroup;
import hitrate.engine.struct.Stream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The stream under a key while a command works on it. It is changed in place; [#store] counts its
/// bytes anew, or puts a new stream under the key. A stream without entries stays.
final class StreamAt {
  private final Database database;
  private final Key key;
  private final long entry;
  private final Stream stream;

  private StreamAt(Database database, Key key, long entry, Stream stream) {
    this.database = database;
    this.key = key;
    this.entry = entry;
    this.stream = stream;
  }

  /// The stream for reading, null when there is none: counts a hit or a miss.
  static @Nullable StreamAt read(Key key, Execution x) {
    return at(key, x.database().read(key), x);
  }

  /// The stream for changing it, null when there is none: counts a hit or a miss, as a read does.
  static @Nullable StreamAt readToChange(Key key, Execution x) {
    long entry = x.database().read(key);
    if (entry != 0) {
      x.database().beforeChange(entry);
    }
    return at(key, entry, x);
  }

  /// The stream for changing it, null when there is none.
  static @Nullable StreamAt modify(Key key, Execution x) {
    return at(key, x.database().modify(key), x);
  }

  /// The stream for changing it, an empty one when there is none yet.
  static StreamAt modifyOrCreate(Key key, Execution x) {
    StreamAt found = modify(key, x);
    return found == null ? new StreamAt(x.database(), key, 0, new Stream()) : found;
  }

  /// The stream if there is one under the key, else null, whatever else is there.
  static @Nullable StreamAt ifStream(Key key, Execution x) {
    long there = x.database().findEvenExpired(key); // nothing else expires here
    return there != 0 && Kind.isStream(Entry.kind(x.database().region(), there))
        ? at(key, x.database().modify(key), x)
        : null;
  }

  /// The stream of an entry that was looked up, null if that is 0.
  static @Nullable StreamAt at(Key key, long entry, Execution x) {
    if (entry == 0) {
      return null;
    }
    Database database = x.database();
    int kind = Entry.kind(database.region(), entry);
    if (!Kind.isStream(kind)) {
      throw CommandError.WRONG_TYPE;
    }
    long opened = kind == Kind.STREAM ? entry : PackedStreams.open(database, key, entry);
    return new StreamAt(database, key, opened, (Stream) database.large(opened));
  }

  Stream stream() {
    return stream;
  }

  Key key() {
    return key;
  }

  /// True when the stream is not under its key yet.
  boolean isNew() {
    return entry == 0;
  }

  void store() {
    if (entry == 0) {
      database.putLarge(key, Kind.STREAM, stream);
    } else {
      database.largeChanged(entry);
    }
  }

  /// The group named by a word, null when there is no such group or no stream.
  static @Nullable ConsumerGroup group(@Nullable StreamAt at, Args args, int word) {
    return at == null ? null : at.stream.group(args.bytes(word));
  }

  /// The error that there is no such stream or no such group in it.
  static CommandError noGroup(Args args, int keyWord, int groupWord, String where) {
    return CommandError.of(
        "NOGROUP No such key '%s' or consumer group '%s'%s"
            .formatted(args.visibleText(keyWord), args.visibleText(groupWord), where));
  }

  /// A text as bytes.
  static Bytes text(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
