package hitrate.engine.differential;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.ReplyText;
import hitrate.engine.client.Words;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// All that a server holds: each key of each database with its type, value, deadline and encoding.
record State(SortedMap<Place, Entry> entries) {

  /// The commands that a server must have to tell its state.
  static final Set<String> COMMANDS =
      Set.of("FLUSHALL", "SELECT", "DBSIZE", "KEYS", "TYPE", "GET", "PEXPIRETIME", "PING");

  private static final int DATABASES = 16;

  /// Where an entry lives.
  record Place(int database, Bytes key) implements Comparable<Place> {

    @Override
    public int compareTo(Place other) {
      return Comparator.comparingInt(Place::database)
          .thenComparing(Place::key)
          .compare(this, other);
    }

    @Override
    public String toString() {
      return "key " + Words.quote(key) + " of database " + database;
    }
  }

  /// An entry as read with commands. The deadline is a Unix time in milliseconds, or -1 for none;
  /// the encoding is empty when the server does not know OBJECT ENCODING.
  record Entry(String type, Reply value, long deadline, String encoding) {}

  static State of(Side side) throws IOException {
    var entries = new TreeMap<Place, Entry>();
    var sizes = new ArrayList<List<Bytes>>();
    for (int database = 0; database < DATABASES; database++) {
      sizes.add(Side.words("SELECT", "" + database));
      sizes.add(Side.words("DBSIZE"));
    }
    sizes.add(Side.words("SELECT", "0"));
    List<Reply> replies = Side.parse(side.pipeline(sizes));
    for (int database = 0; database < DATABASES; database++) {
      if (!replies.get(2 * database + 1).equals(new Reply.Int(0))) {
        readDatabase(side, database, entries);
      }
    }
    return new State(entries);
  }

  private static void readDatabase(Side side, int database, SortedMap<Place, Entry> into)
      throws IOException {
    Reply found = inDatabase(side, database, List.of(Side.words("KEYS", "*"))).getFirst();
    List<Bytes> keys =
        ((Reply.Array) found).items().stream().map(key -> ((Reply.Bulk) key).value()).toList();
    var questions = new ArrayList<List<Bytes>>();
    for (Bytes key : keys) {
      questions.add(List.of(Bytes.of("TYPE"), key));
      questions.add(List.of(Bytes.of("PEXPIRETIME"), key));
      questions.add(List.of(Bytes.of("OBJECT"), Bytes.of("ENCODING"), key));
    }
    List<Reply> answers = inDatabase(side, database, questions);
    var reads = new ArrayList<List<Bytes>>();
    for (int i = 0; i < keys.size(); i++) {
      reads.add(readingValue(answers.get(3 * i), keys.get(i)));
    }
    List<Reply> values = inDatabase(side, database, reads);
    for (int i = 0; i < keys.size(); i++) {
      if (answers.get(3 * i) instanceof Reply.Simple(String type)
          && answers.get(3 * i + 1) instanceof Reply.Int(long deadline)
          && !type.equals("none")) {
        String encoding =
            answers.get(3 * i + 2) instanceof Reply.Bulk(Bytes name) ? name.toString() : "";
        into.put(
            new Place(database, keys.get(i)), new Entry(type, values.get(i), deadline, encoding));
      }
    }
  }

  private static List<Reply> inDatabase(Side side, int database, List<List<Bytes>> commands)
      throws IOException {
    var all = new ArrayList<List<Bytes>>();
    all.add(Side.words("SELECT", "" + database));
    all.addAll(commands);
    all.add(Side.words("SELECT", "0"));
    List<Reply> replies = Side.parse(side.pipeline(all));
    return replies.subList(1, replies.size() - 1);
  }

  private static List<Bytes> readingValue(Reply type, Bytes key) {
    return switch (type instanceof Reply.Simple(String name) ? name : "none") {
      case "list" -> List.of(Bytes.of("LRANGE"), key, Bytes.of("0"), Bytes.of("-1"));
      case "set" -> List.of(Bytes.of("SMEMBERS"), key);
      case "zset" ->
          List.of(Bytes.of("ZRANGE"), key, Bytes.of("0"), Bytes.of("-1"), Bytes.of("WITHSCORES"));
      case "hash" -> List.of(Bytes.of("HGETALL"), key);
      case "stream" ->
          List.of(
              Bytes.of("XINFO"),
              Bytes.of("STREAM"),
              key,
              Bytes.of("FULL"),
              Bytes.of("COUNT"),
              Bytes.of("0"));
      default -> List.of(Bytes.of("GET"), key);
    };
  }

  /// What is different in the state of our server, one line each.
  List<String> differencesFrom(State reference) {
    var places = new TreeMap<>(reference.entries);
    places.putAll(entries);
    var differences = new ArrayList<String>();
    for (Place place : places.keySet()) {
      Entry ours = entries.get(place);
      Entry theirs = reference.entries.get(place);
      if (ours == null || theirs == null) {
        differences.add(place + (ours == null ? " is missing" : " should not exist"));
      } else {
        compare(place, ours, theirs, differences);
      }
    }
    return differences;
  }

  private static void compare(Place place, Entry ours, Entry theirs, List<String> differences) {
    if (!ours.type.equals(theirs.type)) {
      differences.add(place + " is a " + ours.type + ", expected a " + theirs.type);
    }
    boolean isIntset = ours.encoding.equals("intset") && theirs.encoding.equals("intset");
    boolean anyOrder = ours.type.equals("hash") || ours.type.equals("set") && !isIntset;
    if (!comparable(ours, anyOrder).equals(comparable(theirs, anyOrder))) {
      differences.add(place + " holds " + show(ours.value) + ", expected " + show(theirs.value));
    }
    boolean bothEnd = ours.deadline > 0 && theirs.deadline > 0;
    long apart = Math.abs(ours.deadline - theirs.deadline);
    if (bothEnd ? apart > Masks.TIME_TOLERANCE_MILLIS : apart != 0) {
      differences.add(place + " expires at " + ours.deadline + ", expected " + theirs.deadline);
    }
    boolean bothTell = !ours.encoding.isEmpty() && !theirs.encoding.isEmpty();
    if (bothTell && !Objects.equals(ours.encoding, theirs.encoding)) {
      differences.add(place + " is encoded as " + ours.encoding + ", expected " + theirs.encoding);
    }
  }

  private static Reply comparable(Entry entry, boolean anyOrder) {
    if (entry.type.equals("stream")) {
      return Masks.masked(entry.value, Masks.STREAM_TIMES);
    }
    return anyOrder ? Masks.sorted(entry.value) : entry.value;
  }

  private static String show(Reply value) {
    return Transcript.shorten(ReplyText.render(value));
  }
}
