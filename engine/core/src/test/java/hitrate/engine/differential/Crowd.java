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

  /// What ACL LOG tells of the client and of the time.
  private static final Pattern OF_A_MOMENT =
      Pattern.compile(
          "(age-seconds\r\n"
              + ")([$]\\d+\r\n"
              + "|,)[^\r"
              + "]*|(client-info\r\n"
              + ")[$]\\d+\r\n"
              + "[^\r"
              + "]*?( user=\\S*)[^\r"
              + "]*");

  /// Comes before each library in a dump.
  private static final byte LIBRARY_MARK = (byte) 0xf5;

  /// Counts the pings of [Side#settle], too, where they are refused.
  private static final Pattern REFUSED_PINGS =
      Pattern.compile("[$=]\\d+\r\n(?=(txt:)?# Errorstats)|errorstat_MASTERDOWN:.*\r\n");

  /// With several in the way, which one of them it is that a library may not be added to.
  private static final Pattern IN_THE_WAY =
      Pattern.compile("(Library|Function) \\w+ already exists");

  /// What one client sends. A word `dumped` stands for what FUNCTION DUMP told last. A word `id0`
  /// stands for the id of client 0.
  record Step(int client, List<Bytes> words) {
    @Override
    public String toString() {
      return "client " + client + ": " + HistoryRun.line(words);
    }
  }

  private final Side side;
  private final List<Wire> wires = new ArrayList<>();
  private final List<String> ids = new ArrayList<>();
  private Bytes dumped = Bytes.of("nothing yet");

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
      String text = withoutIds(withoutDump(i == step.client, step.words, now.bytes()));
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
    if (text.equals("dumped")) {
      return dumped;
    }
    return text.matches("id\\d") ? Bytes.of(ids.get(text.charAt(2) - '0')) : word;
  }

  /// All libraries are dumped in an order of chance.
  private String withoutDump(boolean isSender, List<Bytes> words, Bytes arrived) {
    String text = arrived.toString();
    if (!isSender || !text.contains("#!lua") || !holds(arrived, LIBRARY_MARK)) {
      return text;
    }
    int start = text.indexOf('\n') + 1;
    if (words.equals(Side.words("FUNCTION", "DUMP"))) {
      dumped = arrived.slice(start, arrived.length() - 2);
    }
    return "a dump within " + arrived.length();
  }

  private static boolean holds(Bytes bytes, byte one) {
    for (int i = 0; i < bytes.length(); i++) {
      if (bytes.at(i) == one) {
        return true;
      }
    }
    return false;
  }

  private String withoutIds(String text) {
    String lasting =
        REFUSED_PINGS.matcher(OF_A_MOMENT.matcher(text).replaceAll("$1$3$4")).replaceAll("");
    return ID.matcher(IN_THE_WAY.matcher(lasting).replaceAll("$1 already exists"))
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
