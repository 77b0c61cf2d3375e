package hitrate.engine.node;

import hitrate.engine.testing.Choices;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A network without sockets that several nodes are on: what one writes arrives at the other in
/// pieces of chance, and nothing does while the two are parted.
final class SimNetwork extends ScriptedNetwork {
  private final int port;
  private final Map<Integer, SimNetwork> all;
  private final Choices choices;
  private final List<End> ends = new ArrayList<>();
  private final List<Runnable> calls = new ArrayList<>();
  private boolean isParted;

  /// @param all those on the same network, by the port where each listens
  SimNetwork(int port, Map<Integer, SimNetwork> all, Choices choices) {
    this.port = port;
    this.all = all;
    this.choices = choices;
    all.put(port, this);
  }

  /// Parts this node from the others, or no longer.
  void part(boolean yes) {
    isParted = yes;
  }

  /// Breaks all its connections.
  void cut() {
    List.copyOf(ends).forEach(End::close);
  }

  @Override
  public Attempt connect(String host, int to, String from, Caller caller) {
    var isGivenUp = new boolean[1];
    calls.add(() -> {
      if (!isGivenUp[0]) {
        call(to, caller);
      }
    });
    return () -> isGivenUp[0] = true;
  }

  private void call(int to, Caller caller) {
    SimNetwork other = all.get(to);
    if (other == null) {
      caller.failed(new ConnectException("Connection refused"));
      return;
    }
    var here = new End(this, to);
    var there = new End(other, 50_000 + other.ends.size());
    here.other = there;
    there.other = here;
    ends.add(here);
    other.ends.add(there);
    there.handler = other.accepted(there);
    here.handler = caller.connected(here);
  }

  @Override
  public void poll(long timeoutMillis) {
    super.poll(timeoutMillis);
    if (isParted) {
      return;
    }
    List<Runnable> begun = List.copyOf(calls);
    calls.clear();
    begun.forEach(Runnable::run);
    for (End end : List.copyOf(ends)) {
      end.serve();
    }
    ends.removeIf(end -> end.isClosed);
  }

  /// One end of a connection.
  private static final class End implements Channel {
    private final SimNetwork owner;
    private final int remotePort;
    private @Nullable Handler handler;
    private @Nullable End other;
    private final ByteArrayOutputStream onTheWay = new ByteArrayOutputStream(); // to here
    private boolean wantsReads = true;
    private boolean wantsWrites;
    private boolean isClosed;

    End(SimNetwork owner, int remotePort) {
      this.owner = owner;
      this.remotePort = remotePort;
    }

    private End other() {
      if (other == null) {
        throw new IllegalStateException("not connected");
      }
      return other;
    }

    void serve() {
      Handler told = handler;
      if (told == null || isClosed || other().owner.isParted) {
        return;
      }
      if (wantsWrites) {
        told.writable();
      }
      if (wantsReads && !isClosed && (onTheWay.size() > 0 || other().isClosed)) {
        told.readable();
      }
    }

    @Override
    public int read(byte[] into, int offset, int length) {
      if (onTheWay.size() == 0) {
        return other().isClosed ? -1 : 0;
      }
      byte[] bytes = onTheWay.toByteArray();
      int count = Math.min(1 + owner.choices.below(bytes.length), length);
      System.arraycopy(bytes, 0, into, offset, count);
      onTheWay.reset();
      onTheWay.write(bytes, count, bytes.length - count);
      return count;
    }

    @Override
    public int write(byte[] from, int offset, int length) throws IOException {
      if (other().isClosed) {
        throw new IOException("Broken pipe");
      }
      int count = length == 0 ? 0 : 1 + owner.choices.below(length);
      other().onTheWay.write(from, offset, count);
      return count;
    }

    @Override
    public void wantReads(boolean on) {
      wantsReads = on;
    }

    @Override
    public void wantWrites(boolean on) {
      wantsWrites = on;
    }

    @Override
    public SocketAddress remoteAddress() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), remotePort);
    }

    @Override
    public SocketAddress localAddress() {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), owner.port);
    }

    @Override
    public void keepAlive(int seconds) {}

    @Override
    public void close() {
      isClosed = true;
    }
  }
}
