package hitrate.engine.node;

import hitrate.engine.security.tls.TlsChannel;
import hitrate.engine.security.tls.TlsContext;
import hitrate.engine.world.Network;
import java.io.IOException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// A connection by TLS that this node makes to another one: who wants it hears of it once the
/// handshake is over.
final class TlsCall implements Network.Caller, TlsChannel.Host {
  private final TlsDoor door;
  private final TlsContext context;
  private final Network.Caller caller;
  private @Nullable TlsChannel shakingHands;
  private boolean isGivenUp;

  TlsCall(TlsDoor door, TlsContext context, Network.Caller caller) {
    this.door = door;
    this.context = context;
    this.caller = caller;
  }

  Network.Attempt begin(Network network, String host, int port, String from) throws IOException {
    Network.Attempt attempt = network.connect(host, port, from, this);
    return () -> {
      isGivenUp = true;
      attempt.close();
      TlsChannel channel = shakingHands;
      if (channel != null) {
        shakingHands = null;
        channel.close();
      }
    };
  }

  @Override
  public Network.Handler connected(Network.Channel socket) {
    try {
      TlsChannel channel = TlsChannel.made(socket, context, this);
      shakingHands = channel;
      return channel;
    } catch (SSLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void failed(IOException why) {
    caller.failed(why);
  }

  @Override
  public Network.Handler established(TlsChannel channel) {
    shakingHands = null;
    return caller.connected(channel);
  }

  @Override
  public void failed(TlsChannel channel, String why) {
    shakingHands = null;
    if (!isGivenUp) {
      caller.failed(new IOException(why));
    }
  }

  @Override
  public void compute(Runnable work, Runnable then) {
    door.compute(work, then);
  }

  @Override
  public void later(Runnable task) {
    door.later(task);
  }
}
