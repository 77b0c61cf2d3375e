package hitrate.engine.node;

import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.resp.RequestBatch;
import hitrate.engine.resp.RespCodec;
import hitrate.engine.session.ClientState;
import hitrate.engine.session.Dispatcher;
import hitrate.engine.world.Network;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;

/// One client's socket: reads requests, has them run, writes the replies.
///
/// What arrives is read into an array that all connections share and is decoded there. Only a
/// request that did not arrive whole is kept, in an array of the connection's own. Replies of one
/// reading go out in one write; what the client does not take at once waits in chunks, and while
/// some waits no further request is read from it.
final class Connection implements Network.Handler, ClientState.Wire {
  private static final int READ_BYTES = 64 * 1024;

  /// Replies are handed to the socket once they reach this size, however many requests wait.
  private static final int FLUSH_BYTES = 256 * 1024;

  private final NodeLoop loop;
  private final Network.Channel channel;
  private final RespCodec codec = new RespCodec();
  private final ClientState state;
  private final int descriptor;
  private final String remoteAddress;
  private final String localAddress;
  private byte[] kept = NOTHING; // an incomplete request and what follows it
  private int keptLength;
  private final ArrayDeque<byte[]> waiting = new ArrayDeque<>();
  private int waitingOffset; // bytes of the first waiting chunk already written
  private long waitingBytes;
  private boolean closed;

  private static final byte[] NOTHING = new byte[0];

  Connection(NodeLoop loop, Network.Channel channel, long id, int descriptor) {
    this.loop = loop;
    this.channel = channel;
    this.descriptor = descriptor;
    this.remoteAddress = NodeLoop.format(channel.remoteAddress());
    this.localAddress = NodeLoop.format(channel.localAddress());
    boolean mustAuthenticate = loop.requiresPassword();
    codec.bulkLimit(loop.bulkLimit());
    codec.authenticated(!mustAuthenticate);
    this.state = new ClientState(id, this, loop.clock(), loop::requiresPassword);
  }

  ClientState state() {
    return state;
  }

  @Override
  public void readable() {
    if (closed) {
      return;
    }
    try {
      byte[] array = loop.sharedInput();
      int have = keptLength;
      if (have > 0) {
        array = roomInKept();
      }
      int count = channel.read(array, have, Math.min(array.length - have, READ_BYTES));
      if (count <= 0) {
        if (count < 0) {
          close();
        }
        return;
      }
      loop.countInput(count);
      state.active();
      int end = have + count;
      if (end < codec.wanted()) {
        keptLength = end; // a large value on its way: nothing to decode yet
        return;
      }
      int consumed = runRequests(array, end);
      keep(array, consumed, end);
      flush();
    } catch (IOException broken) {
      close();
    } catch (OutOfMemoryError full) {
      loop.log("Closing a client whose request does not fit into memory: " + remoteAddress);
      close();
    } catch (RuntimeException fault) {
      loop.log("Closing a client after an internal error, please report it: " + fault);
      loop.reply().error("ERR internal error, the connection is closed");
      state.closeAfterReply();
      flush();
    }
  }

  private int runRequests(byte[] array, int end) throws IOException {
    RequestBatch batch = loop.batch();
    Dispatcher dispatcher = loop.dispatcher();
    ReplyWriter reply = loop.reply();
    int at = 0;
    while (at < end && !state.isClosing()) {
      at = codec.decode(batch, array, at, end);
      if (batch.count() == 0) {
        break;
      }
      dispatcher.run(batch, state);
      if (reply.length() > FLUSH_BYTES) {
        flush();
      }
    }
    String error = codec.error();
    if (error != null && !state.isClosing()) {
      reply.raw(RespCodec.errorLine(error));
      dispatcher.countError("ERR ");
      state.closeAfterReply();
    }
    return state.isClosing() ? end : at;
  }

  private byte[] roomInKept() {
    int wanted = Math.max(codec.wanted(), keptLength + READ_BYTES / 4);
    if (kept.length < wanted) {
      // grows with what has arrived, not with what is announced: an announcement costs nothing
      int size = (int) Math.min(wanted, Math.max(2L * kept.length, READ_BYTES));
      kept = Arrays.copyOf(kept, Math.max(size, keptLength + READ_BYTES / 4));
    }
    return kept;
  }

  @SuppressWarnings("ReferenceEquality") // the same array, not an equal one
  private void keep(byte[] array, int from, int to) {
    int left = to - from;
    if (left == 0) {
      kept = NOTHING;
    } else if (array == kept) {
      System.arraycopy(array, from, kept, 0, left);
    } else {
      kept = Arrays.copyOfRange(array, from, Math.max(to, from + Math.min(left * 2, READ_BYTES)));
    }
    keptLength = left;
  }

  /// Sends what the node's reply writer holds, behind what is still waiting.
  void flush() {
    ReplyWriter reply = loop.reply();
    if (closed) {
      reply.truncate(0);
      return;
    }
    int length = reply.length();
    try {
      int written = 0;
      if (waiting.isEmpty() && length > 0) {
        written = channel.write(reply.buffer(), 0, length);
        loop.countOutput(written);
      }
      if (written < length) {
        waiting.add(Arrays.copyOfRange(reply.buffer(), written, length));
        waitingBytes += length - written;
        channel.wantWrites(true);
        channel.wantReads(false);
      }
      reply.truncate(0);
      if (waiting.isEmpty() && state.isClosing()) {
        close();
      }
    } catch (IOException broken) {
      reply.truncate(0);
      close();
    }
  }

  @Override
  public void writable() {
    try {
      while (!waiting.isEmpty()) {
        byte[] chunk = waiting.getFirst();
        int count = channel.write(chunk, waitingOffset, chunk.length - waitingOffset);
        loop.countOutput(count);
        waitingOffset += count;
        waitingBytes -= count;
        if (waitingOffset < chunk.length) {
          return;
        }
        waiting.removeFirst();
        waitingOffset = 0;
      }
      channel.wantWrites(false);
      if (state.isClosing()) {
        close();
      } else {
        channel.wantReads(true);
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
      kept = NOTHING;
      channel.close();
      loop.forget(this);
    }
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public void authenticated(boolean yes) {
    codec.authenticated(yes);
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
  public int pendingInput() {
    return keptLength;
  }

  @Override
  public long pendingOutput() {
    return waitingBytes;
  }

  @Override
  public int pendingChunks() {
    return waiting.size();
  }

  @Override
  public int descriptor() {
    return descriptor;
  }
}
