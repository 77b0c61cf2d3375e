package hitrate.engine.node;

import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.resp.RequestBatch;
import hitrate.engine.session.Dispatcher;
import hitrate.engine.world.Clock;
import java.util.Arrays;

/// One turn of the event loop: the requests that have arrived, from whichever connections, are
/// collected into batches and run, and at the end the replies are sent, one write for each
/// connection.
///
/// Collecting across connections gives clients that do not pipeline what a batch gives to one that
/// does: one reading of the clock and one wait for memory for up to sixteen requests. Sending at
/// the end, as the real server does before it sleeps, wakes fewer sleeping clients for one request
/// each.
///
/// All bytes of a turn lie one behind another in one array, so that the requests of a batch can be
/// told by their offsets.
final class Turn {
  /// Room for what a connection sends at once, wherever in the array it starts.
  private static final int LEAST_ROOM = 16 * 1024;

  /// What a connection reads at once.
  private static final int READ_BYTES = 64 * 1024;

  /// The same for the first requests of a process, when nothing is compiled yet: 64 KB of short
  /// requests take 50 ms then, and the other clients wait for the end of the turn. The real server
  /// reads as much.
  private static final int COLD_READ_BYTES = 16 * 1024;

  private static final int COLD_REQUESTS = 20_000;

  /// Replies are handed to the sockets once they reach this size, whatever still waits to be run.
  private static final int FLUSH_BYTES = 256 * 1024;

  private final Dispatcher dispatcher;
  private final ReplyWriter reply;
  private final Clock clock;
  private final Runnable beforeReplies;
  private final RequestBatch batch = new RequestBatch();
  private final byte[] input = new byte[READ_BYTES];
  private int coldRequests = COLD_REQUESTS; // still to come
  private int filled;
  private Connection[] answered = new Connection[64];
  private int[] ends = new int[64]; // of their replies
  private int answers;
  private boolean begun;
  private boolean abandoned;
  private long nanos;
  private long number;
  private int sent; // bytes of replies that are out already
  private final Outbox outbox = new Outbox();

  /// @param beforeReplies what has to be done before anybody hears of what was run
  Turn(Dispatcher dispatcher, ReplyWriter reply, Clock clock, Runnable beforeReplies) {
    this.beforeReplies = beforeReplies;
    this.dispatcher = dispatcher;
    this.reply = reply;
    reply.tells(outbox);
    this.clock = clock;
  }

  /// When this turn began.
  long nanos() {
    if (!begun) {
      begun = true;
      nanos = clock.nanos();
    }
    return nanos;
  }

  /// The array that connections read into.
  byte[] input() {
    return input;
  }

  /// The most that a connection may read now, one that wants `wanted` bytes for its next request.
  int mostRead(int wanted) {
    return coldRequests > 0 ? Math.max(COLD_READ_BYTES, wanted) : READ_BYTES;
  }

  /// Where in it the next connection may read to: all before is still needed.
  int place() {
    if (batch.count() == 0) {
      filled = 0;
    } else if (input.length - filled < LEAST_ROOM) {
      run();
      filled = 0;
    }
    return filled;
  }

  /// Says that the array is filled up to `end`.
  void filled(int end) {
    filled = end;
  }

  RequestBatch batch() {
    return batch;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  ReplyWriter reply() {
    return reply;
  }

  /// Runs what has been collected.
  void run() {
    if (batch.count() > 0) {
      coldRequests = Math.max(0, coldRequests - batch.count());
      dispatcher.run(batch);
      batch.clear();
      if (reply.length() + outbox.bytes() > FLUSH_BYTES) {
        sendReplies();
      }
    }
  }

  /// Says that all replies written since the last call are this connection's.
  @SuppressWarnings("ReferenceEquality") // that very connection
  void answered(Connection connection) {
    if (reply.length() == answeredLength()) {
      return;
    }
    if (answers > 0 && answered[answers - 1] == connection) {
      ends[answers - 1] = reply.length();
      return;
    }
    if (answers == answered.length) {
      answered = Arrays.copyOf(answered, answers * 2);
      ends = Arrays.copyOf(ends, answers * 2);
    }
    connection.owesReplies();
    answered[answers] = connection;
    ends[answers++] = reply.length();
  }

  /// Up to where the replies written so far belong to somebody.
  int answeredLength() {
    return answers == 0 ? sent : ends[answers - 1];
  }

  /// Sends a message that is no reply, see [Outbox].
  void deliver(Connection receiver, byte[] message, int place) {
    outbox.add(receiver, message, place, reply.length());
  }

  /// The reply that has been written last is complete.
  void replied() {
    outbox.settle();
  }

  /// Bytes of a connection's replies that wait for the turn's end.
  ///
  /// @param running whether what has been written last is an answer to it, not yet complete
  @SuppressWarnings("ReferenceEquality") // that very connection
  int owed(Connection connection, boolean running) {
    int sum = running ? reply.length() - answeredLength() : 0;
    int start = sent;
    for (int i = 0; i < answers; i++) {
      sum += answered[i] == connection ? ends[i] - start : 0;
      start = ends[i];
    }
    return sum;
  }

  /// Says that the node ends in the midst of this turn: its replies are not sent.
  void abandon() {
    abandoned = true;
  }

  /// Ends the turn: runs what is left and sends all replies.
  void end() {
    run();
    dispatcher.resumeClients();
    dispatcher.endTurn();
    sendReplies();
    begun = false;
    number++;
  }

  /// How many turns there were before.
  long number() {
    return number;
  }

  /// Sends the replies that are complete, in the midst of a request that will take long, and all
  /// messages. The rest keeps its place.
  void sendFinished() {
    beforeReplies.run();
    if (!abandoned) {
      sendAnswered();
    }
  }

  private void sendReplies() {
    beforeReplies.run();
    if (!abandoned && sendAnswered()) {
      sent = 0;
      reply.truncate(0);
    }
  }

  /// True when there were any replies.
  private boolean sendAnswered() {
    int start = sent;
    for (int i = 0; i < answers; i++) {
      answered[i].repliesGoOut();
      if (outbox.isEmpty()) {
        answered[i].send(reply.buffer(), start, ends[i]);
      } else {
        outbox.send(answered[i], reply.buffer(), start, ends[i]);
      }
      start = ends[i];
    }
    if (!outbox.isEmpty()) {
      outbox.end();
    }
    sent = start;
    boolean any = answers > 0;
    Arrays.fill(answered, 0, answers, null);
    answers = 0;
    return any;
  }
}
