package hitrate.engine.node;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Quoted;
import hitrate.engine.resp.RequestBatch;
import hitrate.engine.resp.RespCodec;
import hitrate.engine.session.ClientState;
import hitrate.engine.session.ClientWire;
import hitrate.engine.session.ConnectionBuffers;
import hitrate.engine.world.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One client's socket: reads requests, has them run, writes the replies.
///
/// What arrives is read into an array that all connections share and is decoded there, into the
/// batches of the loop's [Turn]. Only a request that did not arrive whole is kept, in an array of
/// the connection's own. Replies of one turn go out in one write; what the client does not take at
/// once waits in a [Backlog]. Requests are read all the same, as by the real server: a client may
/// send all of a long pipeline before it reads the first reply.
final class Connection implements Network.Handler, ClientWire {
  private static final int READ_BYTES = 64 * 1024;

  /// A client's share of the array that all are read into, while it is active: what the real
  /// server's allocator makes of 16 KB for its own array.
  private static final int READ_SHARE = 20_474;

  /// After so many seconds without a word a client has no share, and no room beyond what it sent.
  private static final int IDLE_SECONDS = 2;

  /// So much the real server reads, and answers, before it writes.
  private static final int REFERENCE_READ_BYTES = 16 * 1024;

  private final NodeLoop loop;
  private final Network.Channel channel;
  private final RespCodec codec = new RespCodec();
  private final ClientState state;
  private final int descriptor;
  private final String remoteAddress;
  private final String localAddress;
  private final QueryBuffer query = new QueryBuffer();
  private final Undecoded undecoded = new Undecoded();
  private final ReplyShare replyShare = new ReplyShare();
  private final Backlog waiting = new Backlog();
  private byte[] staged = NOTHING; // messages of this turn that wait for one write
  private int stagedLength;
  private long owedBytes; // messages of this turn not staged yet
  private boolean overdrawn; // by them
  private long sentThisTurn; // counted only where a limit holds
  private long sentTurn; // which turn that was
  private long beyondSoftSince; // in seconds since 1970; 0 when it is not
  private int stretches; // of this turn's replies that have not been sent yet
  private boolean closed;
  private boolean reading;
  private int arrived; // bytes that the requests run now came with
  boolean isNoted; // by the ClientMemory
  long countedBytes; // by it

  private static final byte[] NOTHING = new byte[0];
  private static final int TAKEN_OVER = -1;

  Connection(NodeLoop loop, Network.Channel channel, long id, int descriptor) {
    this.loop = loop;
    this.channel = channel;
    this.descriptor = descriptor;
    this.localAddress = format(channel.localAddress());
    this.remoteAddress = hasSocketFile() ? localAddress : format(channel.remoteAddress());
    boolean mustAuthenticate = loop.access().requiresLogin();
    codec.bulkLimit(loop.server().bulkLimit());
    codec.authenticated(!mustAuthenticate);
    codec.mustAuthenticate(loop.access()::requiresLogin);
    this.state =
        new ClientState(id, this, loop.clock(), loop.access()::requiresLogin, loop.sessions());
  }

  ClientState state() {
    return state;
  }

  @Override
  public void readable() {
    if (closed || reading || state.isRunning()) {
      return; // a request from here is at work, and serves others meanwhile
    }
    Turn turn = loop.turn();
    if (state.isHeld()) {
      turn.run(); // what the others sent before may serve it, or close it
    }
    int place = turn.place();
    if (closed) {
      return;
    }
    reading = true;
    try {
      boolean alone = query.length() > 0 || state.isHeld();
      byte[] array = alone ? query.withRoom(codec.wanted()) : turn.input();
      int start = alone ? 0 : place;
      int have = start + query.length();
      int count =
          channel.read(array, have, Math.min(array.length - have, turn.mostRead(codec.wanted())));
      if (count <= 0) {
        if (count < 0) {
          if (loop.logs("verbose")) {
            loop.log("verbose", "Client closed connection " + state.describe());
          }
          close();
        }
        return;
      }
      loop.countInput(count);
      state.active(turn.nanos());
      int end = have + count;
      arrived = end - start;
      if (codec.behindProgress(arrived) > loop.clientMemory().queryLimit()) {
        closeOverQueryLimit(array, start, end);
        return;
      }
      loop.clientMemory().changed(this);
      if (state.isHeld() || end - start < codec.wanted()) {
        query.filledTo(end); // a large value on its way, or what has to wait: nothing to decode yet
        if (loop.sessions().isResuming(state)) {
          resume(); // before others that were served earlier, as by the real server
        }
        return;
      }
      int consumed = decode(turn, array, start, end);
      if (consumed == TAKEN_OVER) {
        return;
      }
      if (alone) {
        turn.run(); // before the array changes
      } else {
        turn.filled(consumed);
      }
      query.keep(array, consumed, end);
    } catch (IOException broken) {
      close();
    } catch (OutOfMemoryError full) {
      loop.log("Closing a client whose request does not fit into memory: " + remoteAddress);
      close();
    } finally {
      reading = false;
    }
  }

  private void closeOverQueryLimit(byte[] array, int start, int end) {
    query.keep(array, start, end); // for the description
    int from = end - codec.behindProgress(end - start);
    var first = Bytes.copyOf(array, from, Math.min(from + 64, end));
    loop.log(
        "Closing client that reached max query buffer length: %s (qbuf initial bytes: %s)"
            .formatted(state.describe(), Quoted.of(first)));
    close();
  }

  /// Decodes what has arrived into the turn's batch, running the batch whenever it is full. Answers
  /// the end of the last request that is complete, or [#TAKEN_OVER].
  private int decode(Turn turn, byte[] array, int from, int end) {
    RequestBatch batch = turn.batch();
    int at = from;
    boolean goesOn = codec.error() == null;
    while (goesOn && at < end && !state.isClosing() && !state.isHeld()) {
      if (!batch.takes(array) && !run(turn, array, at, end)) {
        return TAKEN_OVER;
      }
      int before = batch.count();
      int next = codec.decode(batch, array, at, end);
      int after = batch.count();
      turn.dispatcher().assign(state, before, after);
      // words of a plain line are not in this array, and go into an empty batch only
      goesOn = next > at || after > before || before > 0 && codec.error() == null;
      if (next == at && after == before && goesOn && !run(turn, array, at, end)) {
        return TAKEN_OVER;
      }
      at = next;
    }
    if (codec.error() != null) {
      turn.run();
      if (!state.isHeld()) {
        refuse(turn, codec.error());
      }
    }
    return state.isClosing() ? end : at;
  }

  /// Runs the batch, in which requests of others may stand before those from here. False when one
  /// of them took so long that what is left to decode was served in its midst ([#serveMeanwhile]).
  private boolean run(Turn turn, byte[] array, int at, int end) {
    var outer = loop.decoding();
    int held = undecoded.hold(array, at, end);
    loop.decoding(this);
    turn.run();
    loop.decoding(outer);
    return undecoded.release(held);
  }

  /// Serves what is left to decode in the turn of now, as the command at work is another client's
  /// and takes long.
  void serveMeanwhile() {
    if (!closed && undecoded.takeOver(query)) {
      reading = false;
      goOn();
    }
  }

  @Override
  public void resume() {
    loop.turn().dispatcher().runHeld(state);
    goOn();
  }

  /// Has the requests run that are kept.
  private void goOn() {
    if (!closed && !state.isHeld() && query.length() >= codec.wanted()) {
      Turn turn = loop.turn();
      byte[] array = query.array();
      int end = query.length();
      int consumed = decode(turn, array, 0, end);
      if (consumed != TAKEN_OVER) {
        turn.run();
        query.keep(array, consumed, end);
      }
    }
  }

  @Override
  public boolean canWait() {
    return true;
  }

  private void refuse(Turn turn, String error) {
    if (!state.isClosing()) {
      if (!state.swallowsReply()) {
        turn.reply().raw(RespCodec.errorLine(error));
      }
      turn.dispatcher().nestedCalls().countError("ERR ");
      state.closeAfterReply();
      turn.answered(this);
    }
  }

  @Override
  public void answered() {
    loop.turn().answered(this);
  }

  @Override
  public void replied() {
    loop.turn().replied();
  }

  @Override
  public void deliver(byte[] message, int place) {
    owedBytes += message.length;
    loop.clientMemory().changed(this);
    if (loop.outputLimits().isBeyondHard(state, waiting.bytes() + owedBytes)) {
      overdrawn = true; // closed at the end of the turn, as many may be in the midst of sending
    }
    loop.turn().deliver(this, message, place);
  }

  /// Takes a message to be sent before the next replies, or by [#sendStaged].
  void stage(byte[] message) {
    if (overdrawn) {
      return;
    }
    if (stagedLength + message.length > READ_BYTES) {
      writeStaged();
    }
    if (message.length > READ_BYTES) {
      write(message, 0, message.length);
      return;
    }
    if (stagedLength + message.length > staged.length) {
      int size = Math.max(2 * staged.length, stagedLength + message.length);
      staged = Arrays.copyOf(staged, Math.max(size, 256));
    }
    System.arraycopy(message, 0, staged, stagedLength, message.length);
    stagedLength += message.length;
  }

  /// Sends the messages that wait, the last things of this turn.
  void sendStaged() {
    if (writeStaged()) {
      closeIfDone();
    }
  }

  /// Sends `bytes[from, to)`, replies of this turn of which more is to come.
  void sendPart(byte[] bytes, int from, int to) {
    writeStaged();
    writeReplies(bytes, from, to);
  }

  /// Sends replies, unless they are more than the client may be sent at once: like the real server,
  /// which writes nothing before the turn's end, without looking whether the client would take
  /// them.
  private void writeReplies(byte[] bytes, int from, int to) {
    OutputLimits limits = loop.outputLimits();
    if (limits.holdFor(state)) {
      long number = loop.turn().number();
      sentThisTurn = (sentTurn == number ? sentThisTurn : 0) + to - from;
      sentTurn = number;
      if (arrived <= REFERENCE_READ_BYTES
          && limits.isBeyondHard(state, waiting.bytes() + sentThisTurn)) {
        closeOverLimit(true);
        return;
      }
    }
    write(bytes, from, to);
  }

  /// Sends `bytes[from, to)`, the end of this turn's replies, behind what is still waiting.
  void send(byte[] bytes, int from, int to) {
    replyShare.uses(to - from);
    boolean hasStaged = stagedLength > 0 && writeStaged();
    writeReplies(bytes, from, to);
    if (hasStaged || to > from) {
      closeIfDone();
    }
  }

  private boolean writeStaged() {
    owedBytes = 0;
    if (overdrawn) {
      closeOverLimit(true);
      return false;
    }
    int length = stagedLength;
    stagedLength = 0;
    write(staged, 0, length);
    staged = NOTHING;
    return length > 0;
  }

  /// Closes a client that is to go once it has got its replies: like the real server not before
  /// one, which a silenced client never gets.
  private void closeIfDone() {
    if (state.isClosing() && stretches == 0 && waiting.isEmpty()) {
      close();
    }
  }

  /// A stretch of the turn's replies is this connection's.
  void owesReplies() {
    stretches++;
  }

  /// Such a stretch is about to be sent.
  void repliesGoOut() {
    stretches--;
  }

  private void write(byte[] bytes, int from, int to) {
    if (closed || from == to) {
      return;
    }
    try {
      int written = 0;
      if (waiting.isEmpty()) {
        written = channel.write(bytes, from, to - from);
        loop.countOutput(written, state.isReplica());
      }
      if (from + written < to) {
        waiting.add(bytes, from + written, to);
        channel.wantWrites(true);
        keepWithinLimits(true);
        loop.clientMemory().changed(this);
      }
    } catch (IOException broken) {
      close();
    }
  }

  /// Closes a client that leaves too much untaken, see [OutputLimits].
  ///
  /// @param soon whether more replies have just come, for the log
  void keepWithinLimits(boolean soon) {
    OutputLimits limits = loop.outputLimits();
    long now = loop.clock().millis() / 1000;
    boolean isOver = limits.isBeyondHard(state, waiting.bytes());
    if (!limits.isBeyondSoft(state, waiting.bytes())) {
      beyondSoftSince = 0;
    } else if (beyondSoftSince == 0) {
      beyondSoftSince = now;
    } else {
      isOver |= limits.isTooLong(state, now - beyondSoftSince);
    }
    if (isOver) {
      closeOverLimit(soon);
    }
  }

  private void closeOverLimit(boolean soon) {
    if (!closed) {
      String how = soon ? "scheduled to be closed ASAP" : "closed";
      loop.log(
          "Client %s %s for overcoming of output buffer limits.".formatted(state.describe(), how));
      close();
    }
  }

  @Override
  public void writable() {
    try {
      loop.countOutput(waiting.writeTo(channel), state.isReplica());
      if (waiting.isEmpty()) {
        channel.wantWrites(false);
        if (state.isClosing()) {
          close();
        }
      }
    } catch (IOException broken) {
      close();
    }
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      waiting.clear();
      query.clear();
      channel.close();
      loop.forget(this);
    }
  }

  /// Nothing more is read from here: the connection is about to be detached.
  void endsAsLine() {
    state.hold();
    channel.wantReads(false);
  }

  /// What has been read and belongs to no request yet.
  byte[] unread() {
    return query.copy();
  }

  /// Gives the connection away, to somebody who waits for nothing else; null when it is closed or
  /// cannot be given away.
  Network.@Nullable Line detach() {
    Network.Line line = closed ? null : channel.detach(loop::isStopping);
    if (line != null) {
      closed = true;
      waiting.clear();
      query.clear();
      loop.forget(this);
    }
    return line;
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void authenticated(boolean yes) {
    codec.authenticated(yes);
  }

  @Override
  public boolean hasSocketFile() {
    return channel.localAddress() instanceof UnixDomainSocketAddress;
  }

  /// Who has connected: the address, or the socket's file.
  String peer() {
    return hasSocketFile()
        ? localAddress.substring(0, localAddress.lastIndexOf(':'))
        : remoteAddress;
  }

  /// Address and port as clients see them; that of a socket's file ends in a 0.
  private static String format(SocketAddress address) {
    if (address instanceof InetSocketAddress internet) {
      String host = internet.getAddress().getHostAddress();
      return (host.contains(":") ? "[" + host + "]" : host) + ":" + internet.getPort();
    }
    return address + ":0";
  }

  @Override
  public String remoteAddress() {
    return remoteAddress;
  }

  @Override
  public String localAddress() {
    return localAddress;
  }

  @Override
  public ConnectionBuffers buffers() {
    int input = state.isRunning() ? arrived : codec.behindProgress(query.length());
    int share = arrived == 0 || isIdle() ? 0 : READ_SHARE - input;
    long owed = owedBytes + stagedLength + loop.turn().owed(this, state.isRunning());
    int replies = waiting.isEmpty() ? (int) Math.min(owed, replyShare.room()) : 0;
    boolean overflows = waiting.isEmpty() && owed > replies;
    return new ConnectionBuffers(
        input,
        Math.max(query.allocated() - query.length(), share),
        codec.completeWordBytes(),
        replies,
        replyShare.room(),
        replyShare.peak(),
        waiting.blocks() + (overflows ? 1 : 0),
        waiting.allocated() + (overflows ? OutputLimits.memory(owed) : 0),
        query.allocated() + outputMemory(),
        !waiting.isEmpty());
  }

  private boolean isIdle() {
    return state.idleSeconds() > IDLE_SECONDS;
  }

  /// Gives back the room behind an incomplete request of which nothing has come for a while.
  void releaseRoom() {
    if (!reading && !state.isRunning() && isIdle()) {
      query.trim();
    }
  }

  ReplyShare replyShare() {
    return replyShare;
  }

  /// Bytes received that are not yet a whole request.
  int pendingInput() {
    return query.length();
  }

  /// What replies and messages take in memory that the client has not taken yet.
  long outputMemory() {
    return staged.length + waiting.allocated();
  }

  /// Bytes of replies that the client has not taken yet.
  long pendingOutput() {
    return waiting.bytes();
  }

  @Override
  public int descriptor() {
    return descriptor;
  }
}
