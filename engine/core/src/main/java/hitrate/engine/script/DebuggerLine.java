package hitrate.engine.script;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.RequestBatch;
import hitrate.engine.resp.RespCodec;
import hitrate.engine.world.Network;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way between a [Debugger] and the one who debugs: orders come as requests, what there is to
/// tell goes back as an array of lines.
public final class DebuggerLine {
  private static final int FIRST_LIMIT = 256;
  private static final int LEAST_LIMIT = 60;
  private static final int MOST_BYTES = 1024 * 1024; // of an order

  private final Network.Line wire;
  private final List<String> lines = new ArrayList<>();
  private final ArrayDeque<List<Bytes>> orders = new ArrayDeque<>();
  private byte[] buffer;
  private int length;
  private int limit = FIRST_LIMIT;
  private boolean hasHinted;
  private boolean broken;

  /// @param first orders that have come already
  /// @param unread bytes behind them
  public DebuggerLine(Network.Line wire, List<List<Bytes>> first, byte[] unread) {
    this.wire = wire;
    orders.addAll(first);
    buffer = Arrays.copyOf(unread, Math.max(unread.length, 1024));
    length = unread.length;
  }

  /// Adds a line to what is told next.
  void add(String line) {
    lines.add(line);
  }

  /// Adds a line that is cut where it gets too long.
  void addLong(String line) {
    if (limit == 0 || line.length() <= limit) {
      lines.add(line);
      return;
    }
    lines.add(line.substring(0, limit) + " ...");
    if (!hasHinted) {
      hasHinted = true;
      lines.add("<hint> The above reply was trimmed. Use 'maxlen 0' to disable trimming.");
    }
  }

  /// Takes a limit for such lines, or none, and tells what it is now.
  void limit(@Nullable String wanted) {
    if (wanted != null) {
      hasHinted = true;
      int bytes = DebuggerText.number(Bytes.of(wanted));
      limit = bytes == 0 ? 0 : Math.max(bytes, LEAST_LIMIT);
    }
    lines.add(
        "<value> replies are " + (limit == 0 ? "unlimited." : "truncated at " + limit + " bytes."));
  }

  /// Sends the lines.
  void send() {
    var text = new StringBuilder("*" + lines.size() + "\r\n");
    for (String line : lines) {
      text.append('+').append(line.replace('\r', ' ').replace('\n', ' ')).append("\r\n");
    }
    lines.clear();
    send(text.toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private void send(byte[] bytes) {
    try {
      wire.write(bytes);
    } catch (IOException gone) {
      // the next order will not come
    }
  }

  /// Tells that the script is over, and what it returned.
  public void end(byte[] reply) {
    lines.add("<endsession>");
    var last = new ByteArrayOutputStream();
    send();
    last.writeBytes(reply);
    send(last.toByteArray());
    wire.close();
  }

  /// True when what has come is no order.
  boolean isBroken() {
    return broken;
  }

  /// Waits for the next order; null when none will come.
  @Nullable List<Bytes> next() {
    if (length > 0) {
      take();
    }
    while (orders.isEmpty()) {
      if (broken || !fill()) {
        return null;
      }
      take();
    }
    return orders.poll();
  }

  private boolean fill() {
    if (length == buffer.length) {
      buffer = Arrays.copyOf(buffer, length * 2);
    }
    try {
      int count = wire.read(buffer, length, buffer.length - length);
      length += Math.max(count, 0);
      return count > 0 && length < MOST_BYTES;
    } catch (IOException gone) {
      return false;
    }
  }

  private void take() {
    if (buffer[0] != '*') {
      broken = true;
      return;
    }
    var batch = new RequestBatch();
    var codec = new RespCodec();
    int end = codec.decode(batch, buffer, 0, length);
    for (int i = 0; i < batch.count(); i++) {
      var words = new ArrayList<Bytes>();
      for (int j = 0; j < batch.wordCount(i); j++) {
        int from = batch.start(i, j);
        words.add(Bytes.copyOf(batch.array(), from, from + batch.length(i, j)));
      }
      orders.add(words);
    }
    System.arraycopy(buffer, end, buffer, 0, length - end);
    length -= end;
    broken = codec.error() != null;
  }
}
