package hitrate.engine.differential;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Several clients of one server, of whom each hears what the others do: one of them sends
/// something, and all are asked what has arrived.
final class Crowd implements AutoCloseable {

  /// How many clients take part.
  static final int CLIENTS = 4;

  /// An id in the replies to HELLO and CLIENT TRACKINGINFO.
  private static final Pattern ID = Pattern.compile("((?:id|redirect|broken)\r\n:)([1-9]\\d*)");

  /// Rules about commands that the real server does not have, and lengths of texts.
  private static final Pattern LATER =
      Pattern.compile("[-+](hp?expire(at|time)?|hp?ttl|hpersist|waitaof|client.*)|[$]\\d+");

  /// What one client sends. A word `id0` stands for the id of client 0.
  record Step(int client, List<Bytes> words) {
    @Override
    public String toString() {
      return "client " + client + ": " + HistoryRun.line(words);
    }
  }

  private final Side side;
  private final List<Wire> wires = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();

  /// New clients of an empty server.
  Crowd(Side side, List<List<Bytes>> preparation) throws IOException {
    this.side = side;
    side.pipeline(preparation);
    for (int i = 0; i < CLIENTS; i++) {
      wires.add(side.connect());
      ids.add("");
      greet(i);
    }
  }

  private void greet(int client) throws IOException {
    ids.set(client, "" + ((Reply.Int) wires.get(client).call("CLIENT", "ID")).value());
  }

  /// Lets a client send something. Returns what arrives at each client.
  List<String> after(Step step) throws IOException {
    List<Bytes> words = step.words.stream().map(this::withId).toList();
    wires.get(step.client).send(RespClient.encode(words));
    side.settle(0);
    var arrived = new ArrayList<String>();
    for (int i = 0; i < CLIENTS; i++) {
      Wire.Arrived now = wires.get(i).arrived();
      String text = withoutIds(now.bytes().toString());
      arrived.add((tellsOfRights(text) ? sorted(text) : text) + (now.closed() ? "(closed)" : ""));
      if (now.closed()) {
        wires.get(i).close();
        wires.set(i, side.connect());
        greet(i);
      }
    }
    return arrived;
  }

  private Bytes withId(Bytes word) {
    String text = word.toString();
    return text.matches("id\\d") ? Bytes.of(ids.get(text.charAt(2) - '0')) : word;
  }

  private String withoutIds(String text) {
    return ID.matcher(text)
        .replaceAll(found -> found.group(1) + "id" + ids.indexOf(found.group(2)));
  }

  /// Single commands are told of in an order of chance.
  private static boolean tellsOfRights(String text) {
    return text.contains("-@all +") || text.contains("+@all -");
  }

  private static String sorted(String text) {
    return Stream.of(text.split("[ \r\n()]+"))
        .filter(word -> !LATER.matcher(word).matches())
        .sorted()
        .collect(Collectors.joining(" "));
  }

  @Override
  public void close() throws IOException {
    for (Wire wire : wires) {
      wire.close();
    }
  }
}
