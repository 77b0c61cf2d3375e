package hitrate.engine.differential;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.differential.Histories.Step;
import hitrate.engine.differential.Transcript.Observation;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One server of two on which histories are run: the connections of the clients, one that hears all
/// keyspace events, and the harness's own.
///
/// What a client sends in a row goes out as one pipeline, and nobody else sends before all of it is
/// answered: so the order is the same in both servers. A client that may wait is left alone until
/// it has to do something again; then its waiting is ended with CLIENT UNBLOCK.
final class HistoryRun implements AutoCloseable {

  private static final String EVENTS = "__keyevent@";
  private static final Bytes END = Bytes.of(EVENTS + "end");
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.:+-]+");

  private final Side side;
  private final List<Client> clients = new ArrayList<>();
  private final Wire listener;
  private final UnaryOperator<List<Bytes>> alteration;

  /// A client of the history.
  private static final class Client {
    final Wire wire;
    final String id;
    final List<List<Masks.Rule>> queued = new ArrayList<>();
    @Nullable Step waiting;

    Client(Wire wire, String id) {
      this.wire = wire;
      this.id = id;
    }
  }

  HistoryRun(Side side) throws IOException {
    this(side, command -> command);
  }

  /// Commands of the history reach the server altered.
  HistoryRun(Side side, UnaryOperator<List<Bytes>> alteration) throws IOException {
    this.side = side;
    this.alteration = alteration;
    for (int i = 0; i < Histories.CLIENTS; i++) {
      Wire wire = side.connect();
      clients.add(new Client(wire, "" + ((Reply.Int) wire.call("CLIENT", "ID")).value()));
    }
    side.call("CONFIG", "SET", "notify-keyspace-events", "EAmn");
    side.call("DEBUG", "SET-ACTIVE-EXPIRE", "0");
    side.call("FUNCTION", "LOAD", "REPLACE", Histories.LIBRARY);
    listener = side.connect();
    listener.call("PSUBSCRIBE", EVENTS + "*");
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.wire.close();
    }
    listener.close();
  }

  /// Runs a history over RESP2 or RESP3.
  ///
  /// @param parameters names and values of parameters to set before
  Transcript run(List<Step> steps, int version, List<String> parameters) throws IOException {
    prepare(version, parameters);
    Side.Counts before = side.counts();
    var observations = new ArrayList<Observation>();
    for (int from = 0; from < steps.size(); ) {
      int to = from + 1;
      int who = steps.get(from).client();
      while (!steps.get(to - 1).mayWait() && to < steps.size() && steps.get(to).client() == who) {
        to++;
      }
      sendInARow(clients.get(who), steps.subList(from, to), observations);
      from = to;
    }
    for (Client client : clients) {
      endWaiting(client, observations);
      exchange(client, List.of(Side.words("PING")), observations);
    }
    observations.add(new Observation("(all events)", events(), false, List.of()));
    Side.Counts counts = side.counts().minus(before);
    Bytes digest = Bytes.wrap(side.pipeline(List.of(Side.words("DEBUG", "DIGEST"))).getFirst());
    observations.add(new Observation("(in the end) DEBUG DIGEST", digest, false, List.of()));
    return new Transcript(observations, counts, side.state());
  }

  private void prepare(int version, List<String> parameters) throws IOException {
    for (Client client : clients) {
      client.wire.pipeline(List.of(Side.words("RESET"), Side.words("HELLO", "" + version)));
      client.queued.clear();
    }
    var all = new ArrayList<List<Bytes>>();
    all.add(Side.words("FLUSHALL"));
    all.add(Side.words("ACL", "DELUSER", "u0", "u1"));
    var configure = new ArrayList<>(List.of("CONFIG", "SET"));
    configure.addAll(parameters);
    all.add(Side.words(configure.toArray(String[]::new)));
    side.pipeline(all);
    events();
  }

  /// What the listener has heard by now.
  private Bytes events() throws IOException {
    side.call("PUBLISH", END.toString(), "");
    var heard = new StringBuilder();
    while (true) {
      byte[] message = listener.reply();
      if (message == null
          || !(ReplyReader.parse(message) instanceof Reply.Array(var parts))
          || !(parts.get(2) instanceof Reply.Bulk(Bytes channel))
          || !(parts.get(3) instanceof Reply.Bulk(Bytes key))) {
        throw new IOException(side.name() + ": no message");
      }
      if (channel.equals(END)) {
        return Bytes.of(heard.toString());
      }
      heard.append(channel.toString().substring(EVENTS.length())).append(' ');
      heard.append(Words.quote(key)).append('\n');
    }
  }

  private void sendInARow(Client client, List<Step> steps, List<Observation> into)
      throws IOException {
    endWaiting(client, into);
    Step last = steps.getLast();
    exchange(
        client, steps.stream().filter(step -> !step.mayWait()).map(Step::words).toList(), into);
    if (last.mayWait()) {
      client.wire.send(RespClient.encode(last.words()));
      client.waiting = last;
      side.call("PING"); // read behind what the client has sent, in the same turn or a later one
    }
  }

  private void endWaiting(Client client, List<Observation> into) throws IOException {
    Step waiting = client.waiting;
    if (waiting != null) {
      client.waiting = null;
      side.call("CLIENT", "UNBLOCK", client.id);
      readReplies(client, List.of(waiting.words()), into);
    }
  }

  private void exchange(Client client, List<List<Bytes>> commands, List<Observation> into)
      throws IOException {
    if (!commands.isEmpty()) {
      Thread sender = client.wire.sendAside(commands.stream().map(alteration).toList());
      readReplies(client, commands, into);
      Wire.await(sender);
    }
  }

  private void readReplies(Client client, List<List<Bytes>> commands, List<Observation> into)
      throws IOException {
    for (List<Bytes> command : commands) {
      Bytes reply = reply(client, command);
      while (reply.length() > 0 && reply.at(0) == '>') {
        into.add(new Observation("(pushed) " + line(command), reply, false, List.of()));
        reply = reply(client, command);
      }
      into.add(new Observation(line(command), reply, false, rules(client, command, reply)));
    }
  }

  private Bytes reply(Client client, List<Bytes> command) throws IOException {
    try {
      byte[] reply = client.wire.reply();
      if (reply != null) {
        return Bytes.wrap(reply);
      }
    } catch (SocketTimeoutException e) {
      throw new IOException(side.name() + " does not answer " + line(command), e);
    }
    throw new IOException(side.name() + " closed the connection at " + line(command));
  }

  private static List<Masks.Rule> rules(Client client, List<Bytes> command, Bytes reply) {
    if (reply.equals(Bytes.of("+QUEUED\r\n"))) {
      client.queued.add(rules(command));
      return List.of();
    }
    switch (Histories.name(command)) {
      case "EXEC" -> {
        var rules = List.<Masks.Rule>of(new Masks.Each(List.copyOf(client.queued)));
        client.queued.clear();
        return rules;
      }
      case "DISCARD", "RESET" -> client.queued.clear();
      default -> {}
    }
    return rules(command);
  }

  private static List<Masks.Rule> rules(List<Bytes> outer) {
    List<Bytes> command = Histories.inner(outer);
    var rules = new ArrayList<>(Masks.of(command));
    switch (Histories.name(command)) {
      case "SCAN", "HSCAN", "SSCAN", "ZSCAN", "SMEMBERS", "SINTER", "SUNION", "SDIFF", "SPOP" ->
          rules.add(new Masks.Sorted());
      case "SRANDMEMBER", "HRANDFIELD", "ZRANDMEMBER" ->
          rules.add(command.size() == 2 ? new Masks.Anything() : new Masks.Sorted());
      case "RANDOMKEY", "DUMP" -> rules.add(new Masks.Anything());
      default -> {}
    }
    return rules;
  }

  /// A command as it stands in a case.
  static String line(List<Bytes> command) {
    var text = new StringBuilder();
    for (Bytes word : command) {
      text.append(text.isEmpty() ? "" : " ").append(word(word));
    }
    return text.toString();
  }

  private static String word(Bytes word) {
    String text = word.toString();
    if (text.length() > 40 && text.equals(text.substring(0, 1).repeat(text.length()))) {
      return String.format(Locale.ROOT, "@%d*%s", text.length(), text.charAt(0));
    }
    return PLAIN.matcher(text).matches() ? text : Words.quote(word);
  }
}
