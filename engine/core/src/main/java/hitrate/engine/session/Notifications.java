package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Subscriptions.Kind;
import java.util.HashMap;
import java.util.Map;

/// Keyspace notifications: messages about what happens to keys, on the channels
/// `__keyspace@<db>__:<key>` (naming the event) and `__keyevent@<db>__:<event>` (naming the key).
///
/// Which events are sent is said by the letters of `notify-keyspace-events`: `K` and `E` for the
/// two sorts of channel, the others for classes of events, and `A` for most of these.
final class Notifications {
  private static final String ALL = "g$lshzxetd";

  /// Events whose class does not follow from their first letter.
  private static final Map<String, Character> CLASSES =
      Map.ofEntries(
          Map.entry("del", 'g'),
          Map.entry("expire", 'g'),
          Map.entry("persist", 'g'),
          Map.entry("rename_from", 'g'),
          Map.entry("rename_to", 'g'),
          Map.entry("move_from", 'g'),
          Map.entry("move_to", 'g'),
          Map.entry("copy_to", 'g'),
          Map.entry("restore", 'g'),
          Map.entry("set", '$'),
          Map.entry("setrange", '$'),
          Map.entry("setbit", '$'),
          Map.entry("append", '$'),
          Map.entry("incrby", '$'),
          Map.entry("incrbyfloat", '$'),
          Map.entry("pfadd", '$'),
          Map.entry("sortstore", 'l'),
          Map.entry("expired", 'x'),
          Map.entry("evicted", 'e'),
          Map.entry("new", 'n'),
          Map.entry("keymiss", 'm'));

  private final Sessions sessions;
  private final Map<String, Bytes> names = new HashMap<>();
  private String letters = "";
  private boolean toKeyspace;
  private boolean toKeyevent;

  Notifications(Sessions sessions) {
    this.sessions = sessions;
  }

  /// Takes over the parameter.
  void set(String flags) {
    letters = flags.replace("A", ALL);
    toKeyspace = flags.indexOf('K') >= 0;
    toKeyevent = flags.indexOf('E') >= 0;
  }

  /// True when anything is sent at all.
  boolean isOn() {
    return toKeyspace || toKeyevent;
  }

  /// Sends an event to whoever listens.
  void send(int database, String event, Bytes key) {
    if (letters.indexOf(classOf(event)) < 0) {
      return;
    }
    Bytes name = names.computeIfAbsent(event, Bytes::of);
    if (toKeyspace) {
      sessions.publish(Kind.CHANNEL, channel("__keyspace@" + database + "__:", key), name);
    }
    if (toKeyevent) {
      sessions.publish(Kind.CHANNEL, channel("__keyevent@" + database + "__:", name), key);
    }
  }

  private static Bytes channel(String begin, Bytes end) {
    byte[] bytes = new byte[begin.length() + end.length()];
    for (int i = 0; i < begin.length(); i++) {
      bytes[i] = (byte) begin.charAt(i);
    }
    end.copyInto(bytes, begin.length());
    return Bytes.wrap(bytes);
  }

  /// The letter of an event's class: `hset` is about a hash, `xadd` about a stream, and so on.
  static char classOf(String event) {
    Character listed = CLASSES.get(event);
    if (listed != null) {
      return listed;
    }
    char first = event.charAt(0);
    return switch (first) {
      case 'r' -> 'l'; // rpush, rpop
      case 'x' -> 't';
      case 'g' -> 'z'; // geosearchstore, georadiusstore
      default -> first;
    };
  }
}
