package hitrate.engine.differential;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.ReplyText;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/// One server of two that get [HostileCalls]: a client that makes the calls, and the harness's own
/// connection, which prepares the data before each and looks at what it did afterwards.
final class HostileRun implements AutoCloseable {
  private static final Bytes END = Bytes.of("$17\r\nthe end of a call\r\n");

  /// Under which circumstances a call is made.
  enum Circumstance {
    PLAIN,
    ALONE,
    IN_TRANSACTION,
    IN_SCRIPT,
    PROTECTED_IN_SCRIPT,
    IN_SCRIPT_OF_RESP3,
    AS_LIMITED_USER,
    AS_LIMITED_USER_IN_TRANSACTION,
    AS_LIMITED_USER_IN_SCRIPT,
    WITH_FULL_MEMORY,
    WITH_FULL_MEMORY_IN_SCRIPT,
    SUBSCRIBED,
    BEFORE_AUTH
  }

  /// Commands whose replies depend on chance, on time or on the order of a hash table: of those
  /// only errors and types are compared.
  private static final Set<String> BY_CHANCE =
      Set.of(
          "time",
          "info",
          "lastsave",
          "client",
          "memory",
          "randomkey",
          "srandmember",
          "hrandfield",
          "zrandmember",
          "spop",
          "scan",
          "sscan",
          "hscan",
          "zscan",
          "dump",
          "xinfo",
          "xpending",
          "slowlog",
          "latency",
          "acl",
          "hello",
          "lolwut",
          "cluster",
          "ttl",
          "pttl",
          "expiretime",
          "pexpiretime",
          "object",
          "config",
          "role",
          "command");

  private static final Set<String> UNORDERED =
      Set.of(
          "keys",
          "smembers",
          "sinter",
          "sunion",
          "sdiff",
          "hgetall",
          "hkeys",
          "hvals",
          "sort",
          "sort_ro",
          "pubsub",
          "function");

  /// Commands that may leave other data each time.
  private static final Set<String> CHANGES_BY_CHANCE = Set.of("spop", "xadd");

  private final Side side;
  private final UnaryOperator<List<Bytes>> alteration;
  private Wire wire;
  private String id = "";

  HostileRun(Side side) throws IOException {
    this(side, words -> words);
  }

  /// Of all that is called, the server gets what `alteration` makes of it.
  HostileRun(Side side, UnaryOperator<List<Bytes>> alteration) throws IOException {
    this.side = side;
    this.alteration = alteration;
    this.wire = connect();
  }

  private Wire connect() throws IOException {
    Wire connected = side.connect();
    id = "" + ((Reply.Int) connected.call("CLIENT", "ID")).value();
    return connected;
  }

  /// Makes a call and tells what came back and what the server made of it, a line each.
  List<String> observe(List<Bytes> words, Circumstance circumstance, int version)
      throws IOException {
    prepare(version);
    long changes = side.counts().changes();
    if (circumstance == Circumstance.WITH_FULL_MEMORY
        || circumstance == Circumstance.WITH_FULL_MEMORY_IN_SCRIPT) {
      side.call("CONFIG", "SET", "maxmemory", "1");
    } else if (circumstance == Circumstance.BEFORE_AUTH) {
      side.configure("requirepass", "secret");
    }
    for (List<Bytes> sent : sent(words, circumstance)) {
      wire.send(RespClient.encode(alteration.apply(sent)));
      if (circumstance == Circumstance.BEFORE_AUTH) {
        side.settle(0); // or the call is read before it is known who may not make it
      }
    }
    wire.send(RespClient.encode(Side.words("RESET")));
    side.settle(0);
    var lines = new ArrayList<String>();
    lines.add("CLIENT UNBLOCK " + side.call("CLIENT", "UNBLOCK", id));
    side.pipeline(
        List.of(
            Side.words("CONFIG", "SET", "maxmemory", "0"),
            Side.words("CONFIG", "SET", "requirepass", "")));
    wire.send(RespClient.encode(Side.words("ECHO", "the end of a call")));
    readReplies(words, lines);
    look(words, changes, lines);
    if (circumstance == Circumstance.BEFORE_AUTH) {
      wire.close();
      wire = connect();
    }
    return lines;
  }

  private void prepare(int version) throws IOException {
    var all = new ArrayList<>(HostileCalls.DATA);
    all.add(Side.words("ACL", "DELUSER", "alice", "limited"));
    all.add(
        Side.words(
            "ACL",
            "SETUSER",
            "limited",
            "on",
            "nopass",
            "~str*",
            "~none",
            "%R~list",
            "%W~hash",
            "~zset",
            "&ch",
            "+@all",
            "-@dangerous",
            "-set",
            "+client",
            "-client|list",
            "(%R~set +@read)",
            "(~stream +@stream -xadd)"));
    all.add(Side.words("SCRIPT", "FLUSH"));
    all.add(Side.words("FUNCTION", "FLUSH"));
    all.add(
        Side.words(
            "FUNCTION",
            "LOAD",
            "#!lua name=lib\nredis.register_function('f', function(k, a) return a end)"));
    all.add(Side.words("CONFIG", "RESETSTAT"));
    all.add(Side.words("ACL", "LOG", "RESET"));
    side.pipeline(all.stream().map(alteration).toList());
    wire.send(RespClient.encode(Side.words("HELLO", "" + version)));
    wire.reply();
  }

  private static List<List<Bytes>> sent(List<Bytes> words, Circumstance circumstance) {
    List<Bytes> user = Side.words("AUTH", "limited", "x");
    return switch (circumstance) {
      case PLAIN, ALONE, WITH_FULL_MEMORY -> List.of(words);
      case IN_TRANSACTION -> List.of(Side.words("MULTI"), words, Side.words("EXEC"));
      case IN_SCRIPT, WITH_FULL_MEMORY_IN_SCRIPT ->
          List.of(script("return redis.call(unpack(ARGV))", words));
      case PROTECTED_IN_SCRIPT -> List.of(script("return redis.pcall(unpack(ARGV))", words));
      case IN_SCRIPT_OF_RESP3 ->
          List.of(script("redis.setresp(3) return redis.pcall(unpack(ARGV))", words));
      case AS_LIMITED_USER -> List.of(user, words);
      case AS_LIMITED_USER_IN_TRANSACTION ->
          List.of(user, Side.words("MULTI"), words, Side.words("EXEC"));
      case AS_LIMITED_USER_IN_SCRIPT ->
          List.of(user, script("return redis.call(unpack(ARGV))", words));
      case SUBSCRIBED -> List.of(Side.words("SUBSCRIBE", "ch"), words);
      case BEFORE_AUTH -> List.of(Side.words("RESET"), words);
    };
  }

  private static List<Bytes> script(String text, List<Bytes> words) {
    var call = new ArrayList<>(Side.words("EVAL", text, "0"));
    call.addAll(words);
    return call;
  }

  private void readReplies(List<Bytes> words, List<String> lines) throws IOException {
    for (byte[] reply = wire.reply(); !isEnd(reply); reply = wire.reply()) {
      if (reply == null) {
        lines.add("closed the connection");
        wire.close();
        wire = connect();
        return;
      }
      lines.add(shown(Bytes.wrap(reply), words));
    }
  }

  private static boolean isEnd(byte @org.jspecify.annotations.Nullable [] reply) {
    return reply != null && Bytes.wrap(reply).equals(END);
  }

  private static String name(List<Bytes> words) {
    return words.isEmpty() ? "" : words.getFirst().toString().toLowerCase(Locale.ROOT);
  }

  private static String shown(Bytes raw, List<Bytes> words) throws IOException {
    String name = name(words);
    Reply reply = ReplyReader.parse(raw.toArray());
    if (BY_CHANCE.contains(name) || words.contains(Bytes.of("*"))) {
      return typed(reply, true);
    }
    boolean sorts = UNORDERED.contains(name);
    String text =
        HistoryRun.line(List.of(Bytes.of(ReplyText.render(sorts ? Masks.sorted(reply) : reply))));
    return (char) raw.at(0) + " " + Transcript.shorten(text) + (sorts ? "" : " " + raw.hashCode());
  }

  private static String typed(Reply reply, boolean mayBeExec) {
    return switch (reply) {
      case Reply.Error(var message) -> message;
      case Reply.Array(var items)
          when items.size() == 1 && mayBeExec && items.getFirst() instanceof Reply.Error ->
          "[" + typed(items.getFirst(), false) + "]";
      default -> reply.getClass().getSimpleName();
    };
  }

  private void look(List<Bytes> words, long changes, List<String> lines) throws IOException {
    if (CHANGES_BY_CHANCE.contains(name(words))) {
      return;
    }
    var counts = side.counts();
    lines.add("changes " + (counts.changes() - changes));
    if (!name(words).endsWith("scan")) { // which looks at keys in an order of its own
      lines.add("hits " + counts.hits() + " misses " + counts.misses());
    }
    String info = ReplyText.render(side.call("INFO", "commandstats", "errorstats"));
    info.lines()
        .filter(line -> line.matches("(cmdstat|errorstat)_.*"))
        .map(line -> line.replaceAll("usec=\\d+,usec_per_call=[0-9.]+,", ""))
        .filter(line -> !line.matches("cmdstat_(ping|info|debug|config.*):.*"))
        .sorted()
        .forEach(lines::add);
    if (HostileCalls.EXPIRING.contains(name(words))) {
      touchExpired(words);
    }
    lines.add("digest " + side.call("DEBUG", "DIGEST"));
  }

  /// Looks at all that may be a key of the call: one whose time is over is gone then in both
  /// servers, and not only where it was found already.
  private void touchExpired(List<Bytes> words) throws IOException {
    side.pipeline(
        words.stream().map(key -> alteration.apply(List.of(Bytes.of("PTTL"), key))).toList());
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
