package hitrate.engine.replica;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.EffectSink;
import hitrate.engine.persist.CommandBuffer;
import java.util.List;

/// The history of the data as a stream of bytes, which replicas get: every effect as a request.
///
/// A history has a name of 40 characters, and each of its bytes a number, counted from 1 on. A
/// replica that has lost its connection tells the name and the number of the byte that it wants
/// next; if the stream is kept from there on ([#has]) it need not get the whole keyspace again.
/// What is kept is the end of the stream, as much as `repl-backlog-size` says, in a [HistoryRing].
///
/// A node that becomes the primary in the place of another goes on with that one's history under a
/// name of its own, and still knows the old name up to the byte where it took over.
final class ReplicationLog implements EffectSink {
  static final String NO_NAME = "0".repeat(40);

  private static final HistoryRing NO_RING = new HistoryRing(0);

  private final CommandBuffer fresh = new CommandBuffer();
  private HistoryRing ring = NO_RING;
  private long kept;
  private long taken; // the number of the last byte that was taken
  private long lastChange;
  private String name;
  private String earlierName = NO_NAME;
  private long earlierEnd = -1;

  /// @param name of the history
  ReplicationLog(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  String earlierName() {
    return earlierName;
  }

  /// Up to before which byte the earlier name is good; -1 when there is none.
  long earlierEnd() {
    return earlierEnd;
  }

  /// Begins a history of its own: what went before belongs to no name.
  void rename(String newName) {
    name = newName;
    earlierName = NO_NAME;
    earlierEnd = -1;
  }

  /// Begins anew behind that byte of another history.
  void begin(String history, long offset) {
    rename(history);
    forget();
    taken = offset;
    lastChange = offset;
  }

  /// The history has another name from the next byte on.
  void renameFromHere(String newName) {
    earlierName = name;
    earlierEnd = offset() + 1;
    name = newName;
  }

  /// Goes on behind that byte of an earlier history, under a name of its own.
  void goOn(String history, long offset) {
    forget();
    taken = offset;
    lastChange = offset;
    earlierName = history;
    earlierEnd = offset + 1;
  }

  /// True while the stream is kept.
  boolean isKept() {
    return ring.size() > 0;
  }

  /// Begins to keep the stream, or keeps more or less of it than before.
  void keep(int bytes) {
    if (bytes == ring.size()) {
      return;
    }
    kept = Math.min(kept, bytes);
    byte[] end = ring.read(taken - kept, (int) kept);
    ring = new HistoryRing(bytes);
    ring.write(taken - kept, end);
  }

  /// Ends keeping it.
  void forget() {
    ring = NO_RING;
    kept = 0;
    fresh.clear();
  }

  /// Bytes that are kept.
  long kept() {
    return kept;
  }

  /// What those take in memory.
  long memory() {
    return ring.bytes();
  }

  /// The number of the last byte.
  long offset() {
    return taken + fresh.length();
  }

  /// The number of the last byte that belongs to a change: what only asks the replicas whether they
  /// are there may stand behind it.
  long lastChange() {
    return lastChange;
  }

  @Override
  public long position() {
    return offset();
  }

  /// The number of the first byte that is kept, or of the next one.
  long first() {
    return taken - kept + 1;
  }

  /// True when the history with that name is this one and everything from that byte on is kept.
  boolean has(String history, long next) {
    boolean isOurs =
        history.equalsIgnoreCase(name)
            || history.equalsIgnoreCase(earlierName) && next <= earlierEnd;
    return isKept() && isOurs && next >= first() && next <= taken + 1;
  }

  /// The stream from that byte on.
  byte[] from(long next) {
    return ring.read(next - 1, (int) (taken + 1 - next));
  }

  /// The next command is to say for which database it is.
  void nameDatabase() {
    fresh.nameDatabase();
  }

  /// The database of the next command, unless that names one.
  int database() {
    return fresh.database();
  }

  /// What has been added since the last call; from here on it is kept.
  byte[] take() {
    if (fresh.isEmpty()) {
      return new byte[0];
    }
    var bytes = new byte[fresh.length()];
    System.arraycopy(fresh.array(), fresh.start(), bytes, 0, bytes.length);
    fresh.clear();
    append(bytes);
    return bytes;
  }

  /// Adds bytes that another node has made.
  void append(byte[] bytes) {
    if (isKept()) {
      ring.write(taken, bytes);
      kept = Math.min(kept + bytes.length, ring.size());
    }
    taken += bytes.length;
  }

  @Override
  public void record(int database, List<Bytes> words) {
    fresh.append(database, words);
    lastChange = offset();
  }

  @Override
  public void message(int database, List<Bytes> words) {
    fresh.append(database, words);
    lastChange = offset();
  }

  @Override
  public void record(int database, Args words) {
    fresh.append(database, words);
    lastChange = offset();
  }

  /// Adds a command that is about the stream itself and no database.
  void say(String... words) {
    fresh.append(List.of(words).stream().map(Bytes::of).toList());
  }

  /// Adds a command as it is.
  void say(List<Bytes> words) {
    fresh.append(words);
    lastChange = offset();
  }
}
