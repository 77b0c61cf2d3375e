package hitrate.engine.replica;

import hitrate.engine.session.ConnectionBuffers;
import hitrate.engine.world.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One connection to the primary that the node follows, from the first word on:
///
/// ```
/// > PING                                     < +PONG
/// > AUTH ...  (masterauth)                   < +OK
/// > REPLCONF listening-port 6380             < +OK
/// > REPLCONF capa eof capa psync2            < +OK
/// > PSYNC name-of-history next-byte          < +CONTINUE name, and the stream, or
///                                            < +FULLRESYNC name offset, the image and the stream
/// > REPLCONF ACK offset  (every second)
/// ```
///
/// What follows from all that, [Following] decides.
final class PrimaryLink implements Network.Caller, Network.Handler {
  /// How far it is.
  enum Stage {
    CONNECTING("connecting"),
    GREETING("handshake"),
    ASKING("handshake"),
    IMAGE("sync"),
    LOADING("sync"),
    STREAM("connected"),
    CLOSED("connect");

    final String word; // of ROLE

    Stage(String word) {
      this.word = word;
    }
  }

  private static final int READ_BYTES = 1 << 16;
  private static final int LONGEST_LINE = 1024;

  private final Following following;
  private final FollowingHost host;
  private final ArrayDeque<String> unanswered = new ArrayDeque<>(); // what was said
  private Network.@Nullable Attempt attempt;
  private Network.@Nullable Channel channel;
  private Stage stage = Stage.CONNECTING;
  private byte[] input = new byte[READ_BYTES];
  private int filled;
  private byte[] unsent = new byte[0];
  private @Nullable Arrival image;
  private @Nullable PrimaryStream stream;
  private boolean isReading;
  private long lastSecond; // when something came last

  PrimaryLink(Following following, FollowingHost host) {
    this.following = following;
    this.host = host;
    this.lastSecond = following.second();
  }

  /// Begins to connect.
  void open(String address, int port, String from) throws IOException {
    attempt = host.call(address, port, from, this);
  }

  Stage stage() {
    return stage;
  }

  long silentSeconds() {
    return following.second() - lastSecond;
  }

  /// The image that is on its way, or null.
  @Nullable Arrival image() {
    return image;
  }

  /// True while an image is loaded as it arrives.
  boolean isLoading() {
    Arrival arriving = image;
    return arriving != null && arriving.sink() instanceof LiveSink;
  }

  /// The stream that goes on behind it, or null.
  @Nullable PrimaryStream stream() {
    return stream;
  }

  @Override
  public Network.Handler connected(Network.Channel newChannel) {
    channel = newChannel;
    stage = Stage.GREETING;
    lastSecond = following.second();
    following.note("notice", "Non blocking connect for SYNC fired the event.");
    say("PING");
    return this;
  }

  @Override
  public void failed(IOException why) {
    following.note(
        "warning", "Error condition on socket for SYNC: " + String.valueOf(why.getMessage()));
    close();
    following.notConnected();
  }

  /// Says a command whose answer is to come.
  private void say(String... words) {
    unanswered.add(words[0].equals("REPLCONF") ? words[1] : words[0]);
    send(words);
  }

  /// Sends a command.
  void send(String... words) {
    var text = new StringBuilder("*" + words.length + "\r\n");
    for (String word : words) {
      int length = word.getBytes(StandardCharsets.UTF_8).length;
      text.append('$').append(length).append("\r\n").append(word).append("\r\n");
    }
    send(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  void send(byte[] bytes) {
    Network.Channel to = channel;
    if (to == null) {
      return;
    }
    int before = unsent.length;
    byte[] all = Arrays.copyOf(unsent, before + bytes.length);
    System.arraycopy(bytes, 0, all, before, bytes.length);
    unsent = all;
    if (before == 0) {
      writable();
    }
  }

  /// True while it has not taken what was said last.
  boolean isStuck() {
    return unsent.length > 0;
  }

  @Override
  public void writable() {
    Network.Channel to = channel;
    if (to == null || unsent.length == 0) {
      return;
    }
    try {
      int count = to.write(unsent, 0, unsent.length);
      host.countTraffic(0, count);
      unsent = Arrays.copyOfRange(unsent, count, unsent.length);
      to.wantWrites(unsent.length > 0);
    } catch (IOException broken) {
      lost();
    }
  }

  @Override
  public void readable() {
    Network.Channel from = channel;
    if (from == null || isReading || stage == Stage.LOADING || host.isBusy()) {
      return;
    }
    isReading = true;
    try {
      int count = from.read(input, filled, input.length - filled);
      if (count < 0) {
        lost();
      } else if (count > 0) {
        arrived(count);
      }
    } catch (IOException broken) {
      broken(broken);
    } finally {
      isReading = false;
    }
  }

  private void broken(IOException why) {
    if (stage == Stage.IMAGE) {
      following.note("warning", "I/O error trying to sync with MASTER: " + why.getMessage());
    }
    lost();
  }

  private void arrived(int count) throws IOException {
    lastSecond = following.second();
    host.countTraffic(count, 0);
    filled += count;
    consume();
  }

  private void consume() throws IOException {
    int at = 0;
    int next = take(0);
    while (next > at) {
      at = next;
      next = at < filled ? take(at) : at;
    }
    System.arraycopy(input, at, input, 0, filled - at);
    filled -= at;
    if (filled == input.length) {
      input = Arrays.copyOf(input, input.length * 2);
    } else if (filled == 0 && input.length > READ_BYTES) {
      input = new byte[READ_BYTES];
    }
  }

  /// Takes something from the input behind `at`; answers where that ends.
  private int take(int at) throws IOException {
    return switch (stage) {
      case CONNECTING, LOADING, CLOSED -> at;
      case GREETING, ASKING -> line(at);
      case IMAGE -> image == null ? line(at) : takeImage(image, at);
      case STREAM -> stream == null ? at : takeStream(stream, at);
    };
  }

  private int takeImage(Arrival arriving, int at) throws IOException {
    int next = arriving.take(input, at, filled);
    if (arriving.isOver()) {
      stage = Stage.LOADING;
    }
    return next;
  }

  private int takeStream(PrimaryStream running, int at) {
    int next = running.run(input, at, filled);
    if (running.error() != null) {
      following.note("warning", "Protocol error from the primary: " + running.error());
      following.forgetPlace();
      lost();
    } else if (running.isAsked()) {
      following.answer();
    }
    return next;
  }

  private int line(int at) throws IOException {
    int end = at;
    while (end < filled && input[end] != '\n') {
      end++;
    }
    if (end == filled) {
      if (filled - at > LONGEST_LINE) {
        throw new IOException("no line from the primary");
      }
      return at;
    }
    int last = end > at && input[end - 1] == '\r' ? end - 1 : end;
    String line = new String(input, at, last - at, StandardCharsets.ISO_8859_1);
    switch (stage) {
      case GREETING -> greeted(line);
      case ASKING -> {
        if (!line.isEmpty()) { // it is still there, and at work
          following.answered(this, line);
        }
      }
      default -> begins(line);
    }
    return end + 1;
  }

  private void greeted(String line) {
    String said = unanswered.poll();
    boolean isError = line.startsWith("-");
    if (said == null) {
      lost();
    } else if (said.equals("PING")) {
      boolean isThere =
          line.startsWith("+")
              || List.of("-NOAUTH", "-NOPERM", "-ERR operation not permitted").stream()
                  .anyMatch(line::startsWith);
      if (!isThere) {
        following.note("warning", "Error reply to PING from master: '" + line + "'");
        lost();
        return;
      }
      following.note("notice", "Master replied to PING, replication can continue...");
      introduce();
    } else if (said.equals("AUTH") && isError) {
      following.note("warning", "Unable to AUTH to MASTER: " + line);
      lost();
      return;
    } else if (isError) {
      following.note(
          "notice",
          "(Non critical) Master does not understand REPLCONF %s: %s"
              .formatted(said.toLowerCase(Locale.ROOT), line));
    }
    if (unanswered.isEmpty() && stage == Stage.GREETING) {
      stage = Stage.ASKING;
      following.ask(this);
    }
  }

  private void introduce() {
    String password = following.setting("masterauth");
    String user = following.setting("masteruser");
    if (!password.isEmpty() && user.isEmpty()) {
      say("AUTH", password);
    } else if (!password.isEmpty()) {
      say("AUTH", user, password);
    }
    say("REPLCONF", "listening-port", following.ownPort());
    String announced = following.setting("replica-announce-ip");
    if (!announced.isEmpty()) {
      say("REPLCONF", "ip-address", announced);
    }
    say("REPLCONF", "capa", "eof", "capa", "psync2");
  }

  /// An image is to come.
  void awaitImage() {
    stage = Stage.IMAGE;
  }

  private void begins(String line) throws IOException {
    if (line.isEmpty()) {
      return; // it is still there, and at work
    }
    if (line.startsWith("-")) {
      following.note("warning", "MASTER aborted replication with an error: " + line.substring(1));
      lost();
    } else if (!line.startsWith("$")) {
      following.note(
          "warning",
          "Bad protocol from MASTER, the first byte is not '$' (we received '%s'), are you sure the host and port are right?"
              .formatted(line));
      lost();
    } else {
      image = following.receive(ImageHeader.parse(line));
    }
  }

  /// The whole image is there and the node may take it.
  @Nullable Arrival arrived() {
    return stage == Stage.LOADING ? image : null;
  }

  /// Goes on with an image that is loaded as it arrives; true when there was something to do.
  boolean work() {
    Arrival arriving = image;
    if (stage != Stage.IMAGE || arriving == null) {
      return false;
    }
    boolean goesOn = false;
    try {
      goesOn = arriving.goOn();
      if (arriving.isOver()) {
        stage = Stage.LOADING;
      }
    } catch (IOException broken) {
      broken(broken);
    }
    Network.Channel from = channel;
    if (from != null) {
      from.wantReads(!goesOn); // it comes faster than it can be loaded
    }
    return goesOn;
  }

  /// From here on comes the stream.
  void begin(PrimaryStream newStream) {
    image = null;
    stream = newStream;
    stage = Stage.STREAM;
    lastSecond = following.second();
  }

  /// Bytes of the stream that have come and not happened yet.
  long readAhead() {
    return stream == null ? 0 : stream.openBytes() + filled;
  }

  /// Goes on with what has come already.
  void goOn() {
    try {
      consume();
    } catch (IOException broken) {
      broken(broken);
    }
  }

  /// The connection is broken, or of no use.
  void lost() {
    if (stage != Stage.CLOSED) {
      boolean wasStream = stage == Stage.STREAM;
      close();
      following.lost(this, wasStream);
    }
  }

  /// Closes it without a word to anybody.
  void close() {
    stage = Stage.CLOSED;
    Network.Attempt trying = attempt;
    if (trying != null) {
      trying.close();
      attempt = null;
    }
    Network.Channel open = channel;
    if (open != null) {
      channel = null;
      open.close();
    }
    Arrival arriving = image;
    if (arriving != null) {
      image = null;
      arriving.close();
    }
  }

  String remoteAddress() {
    return channel == null ? "" : format(channel.remoteAddress());
  }

  String localAddress() {
    return channel == null ? "" : format(channel.localAddress());
  }

  private static String format(SocketAddress address) {
    return address instanceof InetSocketAddress internet
        ? internet.getAddress().getHostAddress() + ":" + internet.getPort()
        : address.toString();
  }

  ConnectionBuffers buffers() {
    return new ConnectionBuffers(
        filled, input.length - filled, 0, 0, 0, 0, 0, 0, input.length, false);
  }
}
