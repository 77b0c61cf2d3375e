package hitrate.engine.command;

import hitrate.engine.bytes.LongDouble;
import hitrate.engine.keyspace.Key;
import hitrate.engine.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/// What a client waits for whose command found nothing to do: BLPOP, BZPOPMIN, XREAD BLOCK and
/// their kin.
///
/// Such a command first tries its keys itself. If none of them has anything, it ends with
///
/// ```java
/// return x.waitFor(waiting, keys, timeoutMillis);
/// ```
///
/// having replied nothing. From then on no request of the client is run, until one of these things
/// happens:
///
/// - A list, sorted set or stream is created under one of the keys, by whatever command. At the end
///   of that command, transaction or script [#serve] is called: for the keys in the order in which
///   they became ready, for the clients of a key in the order in which they came. As in the real
///   server, a key is ready only if any client at all waits for such a type ([Awaited]), but then
///   also for those who wait for another one: the type may have changed by the end.
/// - A stream under one of the keys gets an entry, loses a group or leaves its key, for those who
///   wait for a stream: [#serve] is called, too, even if the key is gone. Another type in the place
///   of a value that was there wakes nobody, as in the real server.
/// - The time is over: [#timedOut] is called. CLIENT UNBLOCK does the same before its time.
///
/// In a transaction or a script nobody may wait: there [#refused] is called at once.
///
/// The object must copy what it needs of the command's words: [Key#copy], [Args#bytes].
public interface Waiting {
  /// What has to come.
  enum Awaited {
    LIST,
    SORTED_SET,
    STREAM,
    /// Something else than a key.
    KEYLESS
  }

  Awaited awaited();

  /// Tries a key that has become ready, as the client that waits: replies and answers the effect,
  /// named by other words than those of the command ([Effect#instead]) or none. Answers null when
  /// the client has to wait on, having replied nothing.
  ///
  /// @throws CommandError to end the waiting with an error
  @Nullable Effect serve(Key key, Execution x);

  /// The same for a client that waits for something else than a key, when it may have come.
  ///
  /// @throws CommandError to end the waiting with an error
  default @Nullable Effect serve(Execution x) {
    return null;
  }

  /// Replies that nothing came in time.
  default void timedOut(ReplyWriter reply) {
    reply.nilArray();
  }

  /// Replies that there is nothing, and that waiting is not possible.
  default void refused(ReplyWriter reply) {
    timedOut(reply);
  }

  /// Waits for a list.
  interface ForList extends Waiting {
    @Override
    default Awaited awaited() {
      return Awaited.LIST;
    }
  }

  /// Waits for a sorted set.
  interface ForSortedSet extends Waiting {
    @Override
    default Awaited awaited() {
      return Awaited.SORTED_SET;
    }
  }

  /// Waits for a stream, and for what happens to it.
  interface ForStream extends Waiting {
    @Override
    default Awaited awaited() {
      return Awaited.STREAM;
    }
  }

  /// What a client waits for that is no key: WAIT, WAITAOF.
  interface Keyless extends Waiting {
    @Override
    default Awaited awaited() {
      return Awaited.KEYLESS;
    }

    @Override
    default @Nullable Effect serve(Key key, Execution x) {
      return null;
    }
  }

  /// Reads a timeout in seconds, as a floating-point number. Answers milliseconds, rounded up; 0
  /// for no limit.
  ///
  /// @throws CommandError when it is no number or negative
  static long timeoutMillis(Args args, int index) {
    var seconds = LongDouble.parse(args.array(), args.start(index), args.length(index));
    if (seconds == null) {
      throw CommandError.of("ERR timeout is not a float or out of range");
    }
    return notNegative(seconds.timesRoundedUp(1000));
  }

  /// Reads a timeout in milliseconds, 0 for no limit.
  ///
  /// @throws CommandError when it is no number or negative
  static long wholeTimeoutMillis(Args args, int index) {
    try {
      return notNegative(args.longAt(index));
    } catch (CommandError mistake) {
      throw mistake.equals(CommandError.NOT_AN_INTEGER)
          ? CommandError.of("ERR timeout is not an integer or out of range")
          : mistake;
    }
  }

  private static long notNegative(long millis) {
    if (millis < 0) {
      throw CommandError.of("ERR timeout is negative");
    }
    return millis;
  }
}
