package hitrate.engine.replica;

import hitrate.engine.resp.RequestBatch;
import hitrate.engine.resp.RespCodec;
import hitrate.engine.session.ClientState;
import hitrate.engine.session.ConnectionBuffers;
import hitrate.engine.session.NoWire;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/// The primary's stream of changes: runs it, and passes it on byte by byte to the replicas of this
/// node and to the part of the history that is kept.
///
/// What stands between MULTI and EXEC has happened when EXEC has come, not before. A link that
/// breaks in its midst goes on with the MULTI.
final class PrimaryStream {
  private static final int LINE_END = 2;

  private final FollowingHost host;
  private final Replicas replicas;
  private final ClientState client;
  private final RespCodec codec = new RespCodec();
  private final RequestBatch batch = new RequestBatch();
  private final ByteArrayOutputStream open = new ByteArrayOutputStream(); // since MULTI
  private boolean inTransaction;
  private boolean isAsked;

  /// How the client that stands for the primary looks from outside.
  static final class Wire extends NoWire {
    private final PrimaryLink link;

    Wire(PrimaryLink link) {
      this.link = link;
    }

    @Override
    public String remoteAddress() {
      return link.remoteAddress();
    }

    @Override
    public String localAddress() {
      return link.localAddress();
    }

    @Override
    public ConnectionBuffers buffers() {
      return link.buffers();
    }

    @Override
    public void close() {
      link.lost();
    }
  }

  PrimaryStream(FollowingHost host, Replicas replicas, PrimaryLink link, int database) {
    this.host = host;
    this.replicas = replicas;
    this.client = host.enter(new Wire(link));
    client.select(database);
  }

  ClientState client() {
    return client;
  }

  /// Bytes of a transaction whose end has not come yet.
  int openBytes() {
    return open.size();
  }

  /// What is wrong with the stream, or null.
  @Nullable String error() {
    return codec.error();
  }

  /// True when the primary wants to know how far this node is.
  boolean isAsked() {
    boolean asked = isAsked;
    isAsked = false;
    return asked;
  }

  /// Runs what is complete in `bytes[from, to)`; answers where the first request begins that is
  /// not.
  int run(byte[] bytes, int from, int to) {
    host.runOthers();
    host.showExpired(true);
    int at = from;
    try {
      boolean goesOn = true;
      while (goesOn && at < to && codec.error() == null && !client.isClosing()) {
        int next = codec.decode(batch, bytes, at, to);
        int boundary = boundary(at, next);
        host.dispatcher().assign(client, 0, batch.count());
        if (batch.count() > 0) {
          host.dispatcher().run(batch);
        }
        batch.clear();
        pass(bytes, at, boundary, next);
        goesOn = next > at;
        at = next;
      }
    } finally {
      host.showExpired(false);
    }
    return at;
  }

  /// Where what has happened ends once the batch has run; -1 when all is in an open transaction.
  private int boundary(int from, int end) {
    int boundary = inTransaction ? -1 : from;
    for (int i = 0; i < batch.count(); i++) {
      if (is(i, "MULTI")) {
        inTransaction = true;
      } else if (is(i, "EXEC") || is(i, "DISCARD")) {
        inTransaction = false;
      }
      isAsked |= is(i, "REPLCONF");
      if (!inTransaction) {
        int last = batch.wordCount(i) - 1;
        boundary = batch.start(i, last) + batch.length(i, last) + LINE_END;
      }
    }
    return inTransaction ? boundary : end; // an empty line may stand behind the last request
  }

  private boolean is(int request, String word) {
    int length = batch.length(request, 0);
    if (length != word.length()) {
      return false;
    }
    int start = batch.start(request, 0);
    for (int i = 0; i < length; i++) {
      if ((batch.array()[start + i] & ~0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void pass(byte[] bytes, int from, int boundary, int to) {
    if (boundary >= 0) {
      if (open.size() > 0) {
        replicas.pass(open.toByteArray(), 0, open.size());
        open.reset();
      }
      replicas.pass(bytes, from, boundary);
    }
    int start = Math.max(from, boundary);
    open.write(bytes, start, to - start);
  }

  /// The link is broken: what has not happened yet is forgotten.
  void end() {
    host.leave(client);
  }
}
