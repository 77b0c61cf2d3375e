package hitrate.engine.node;

import hitrate.engine.resp.ReplyWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Messages of one turn that are no replies: to clients that listen to channels or keep track of
/// keys. Each knows behind how many bytes of the turn's replies it belongs, so that what a client
/// gets is in the order in which it came about.
final class Outbox implements ReplyWriter.Places {
  private @Nullable Connection[] receivers = new Connection[16];
  private byte[][] messages = new byte[16][];
  private int[] places = new int[16];
  private int[] reached = new int[16];
  private int count;
  private int settled;
  private int next;
  private long bytes;

  /// Takes a message.
  ///
  /// @param place where the reply of the running command begins, or a later place
  /// @param length of the replies written so far
  void add(Connection receiver, byte[] message, int place, int length) {
    if (count == receivers.length) {
      receivers = Arrays.copyOf(receivers, count * 2);
      messages = Arrays.copyOf(messages, count * 2);
      places = Arrays.copyOf(places, count * 2);
      reached = Arrays.copyOf(reached, count * 2);
    }
    receivers[count] = receiver;
    messages[count] = message;
    places[count] = place;
    reached[count++] = length;
    bytes += message.length;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /// A reply is complete. What was sent while it was written belongs behind what there was of it by
  /// then: like the real server of 7.0 this one tells a client that listens to misses of them in
  /// the midst of what MGET replies.
  void settle() {
    for (; settled < count; settled++) {
      places[settled] = reached[settled];
    }
  }

  @Override
  public void moved(int mark, int by) {
    for (int i = settled; i < count; i++) {
      reached[i] += reached[i] > mark ? by : 0;
    }
  }

  /// What belongs behind something that has been taken back belongs where the reply begins.
  @Override
  public void truncated(int length) {
    for (int i = settled; i < count; i++) {
      reached[i] = reached[i] > length ? places[i] : reached[i];
    }
  }

  /// Bytes of all messages.
  long bytes() {
    return bytes;
  }

  /// Sends the connection's replies `buffer[start, end)` together with the messages that belong
  /// among them or before.
  @SuppressWarnings("ReferenceEquality") // that very connection
  void send(Connection answered, byte[] buffer, int start, int end) {
    int from = start;
    for (; next < count && places[next] <= end; next++) {
      Connection receiver = receivers[next];
      if (receiver == answered && places[next] > from) {
        answered.sendPart(buffer, from, places[next]);
        from = places[next];
      }
      if (receiver != null) {
        receiver.stage(messages[next]);
      }
    }
    answered.send(buffer, from, end);
  }

  /// Sends what is left, and forgets all.
  void end() {
    for (; next < count; next++) {
      Connection receiver = receivers[next];
      if (receiver != null) {
        receiver.stage(messages[next]);
      }
    }
    for (int i = 0; i < count; i++) {
      Connection receiver = receivers[i];
      if (receiver != null) {
        receiver.sendStaged();
      }
    }
    Arrays.fill(receivers, 0, count, null);
    Arrays.fill(messages, 0, count, new byte[0]);
    count = 0;
    settled = 0;
    next = 0;
    bytes = 0;
  }
}
