package hitrate.engine.node;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Messages of one turn that are no replies: to clients that listen to channels or keep track of
/// keys. Each knows behind how many bytes of the turn's replies it belongs, so that what a client
/// gets is in the order in which it came about.
final class Outbox {
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

  /// A reply is complete and ends at `end`. What was sent when all of it had been written belongs
  /// behind it; what was sent before stays where the reply begins, as nothing may come in its
  /// midst.
  void settle(int end) {
    for (; settled < count; settled++) {
      if (reached[settled] == end) {
        places[settled] = end;
      }
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
