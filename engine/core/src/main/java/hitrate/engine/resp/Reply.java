package hitrate.engine.resp;

import hitrate.engine.bytes.Bytes;
import java.util.List;

/// What a server answers: one value of RESP2 or RESP3. The first six kinds exist in both versions
/// of the protocol; the others only in RESP3, which a client asks for with `HELLO 3`.
///
/// Source: the RESP specification, <https://redis.io/docs/latest/develop/reference/protocol-spec/>.
public sealed interface Reply {

  /// A short status line without line breaks, such as `OK`: `+OK`.
  record Simple(String text) implements Reply {}

  /// A refusal. The message begins with its code in capitals, such as `WRONGTYPE`: `-ERR no`.
  record Error(String message) implements Reply {

    /// The first word of the message: `ERR`, `WRONGTYPE`, `MOVED`.
    public String code() {
      int space = message.indexOf(' ');
      return space < 0 ? message : message.substring(0, space);
    }
  }

  /// A signed 64-bit integer: `:42`.
  record Int(long value) implements Reply {}

  /// A byte string of known length: `$3`.
  record Bulk(Bytes value) implements Reply {

    /// The bulk string made of a text's UTF-8 bytes.
    public static Bulk of(String text) {
      return new Bulk(Bytes.of(text));
    }
  }

  /// No value: `$-1` in RESP2, `_` in RESP3.
  record Null() implements Reply {}

  /// An ordered sequence: `*2`.
  record Array(List<Reply> items) implements Reply {
    public Array {
      items = List.copyOf(items);
    }
  }

  /// No array: `*-1`, which only RESP2 has.
  record NullArray() implements Reply {}

  /// Keys and values in the order sent: `%1`. The list holds key, value, key, value ...
  record MapReply(List<Reply> flat) implements Reply {
    public MapReply {
      flat = List.copyOf(flat);
    }
  }

  /// Distinct items without an order that means anything: `~2`.
  record SetReply(List<Reply> items) implements Reply {
    public SetReply {
      items = List.copyOf(items);
    }
  }

  /// A message the client did not ask for just now, such as an invalidation: `>2`.
  record Push(List<Reply> items) implements Reply {
    public Push {
      items = List.copyOf(items);
    }
  }

  /// A floating point number, with the text it travels as: `,3.14`.
  record Double(double value, String text) implements Reply {}

  /// True or false: `#t`.
  record Bool(boolean value) implements Reply {}

  /// An integer of any size, as its decimal digits: `(3492890328409238509324850943850943825024385`.
  record BigNumber(String digits) implements Reply {}

  /// A text with a three-letter format, `txt` or `mkd`: `=7`.
  record Verbatim(String format, Bytes text) implements Reply {}

  /// A reply with attributes sent ahead of it, key, value, key, value ...: `|1`.
  record Attributed(List<Reply> attributes, Reply reply) implements Reply {
    public Attributed {
      attributes = List.copyOf(attributes);
    }
  }
}
