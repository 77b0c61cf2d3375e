package hitrate.engine.node;

import hitrate.engine.session.ClientState;
import hitrate.engine.session.ClientWire;
import hitrate.engine.world.Network;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The connections that are open, and who may open one.
final class Connections {
  private static final int FIRST_DESCRIPTOR = 8;

  private static final String TOO_MANY = "-ERR max number of clients reached\r\n";

  /// What a client from elsewhere reads, word for word that of the real server.
  private static final String PROTECTED =
      "-DENIED Redis is running in protected mode because protected mode is enabled and no password"
          + " is set for the default user. In this mode connections are only accepted from the"
          + " loopback interface. If you want to connect from external computers to Redis you may"
          + " adopt one of the following solutions: 1) Just disable protected mode sending the"
          + " command 'CONFIG SET protected-mode no' from the loopback interface by connecting to"
          + " Redis from the same host the server is running, however MAKE SURE Redis is not"
          + " publicly accessible from internet if you do so. Use CONFIG REWRITE to make this"
          + " change permanent. 2) Alternatively you can just disable the protected mode by editing"
          + " the Redis configuration file, and setting the protected mode option to 'no', and then"
          + " restarting the server. 3) If you started the server manually just for testing,"
          + " restart it with the '--protected-mode no' option. 4) Setup a an authentication"
          + " password for the default user. NOTE: You only need to do one of the above things in"
          + " order for the server to start accepting connections from the outside.\r\n";

  private final NodeLoop loop;
  private final NodeCounters counters;
  private final Map<Long, Connection> open = new LinkedHashMap<>();
  private final BitSet descriptors = new BitSet();
  private @Nullable ClientState primary;
  private long nextId = 1;

  Connections(NodeLoop loop, NodeCounters counters) {
    this.loop = loop;
    this.counters = counters;
  }

  int size() {
    return open.size();
  }

  /// How many clients there are, among them the primary that this node follows but not its
  /// replicas.
  int clients() {
    int others = primary == null ? 0 : 1;
    return open.size() + others - loop.replication().replicas().count();
  }

  /// All of them as they are now, oldest first.
  List<Connection> all() {
    return List.copyOf(open.values());
  }

  /// What is known of their clients, and of the primary that this node follows.
  List<ClientState> states() {
    var states = new ArrayList<ClientState>(open.size() + 1);
    open.values().forEach(connection -> states.add(connection.state()));
    ClientState followed = primary;
    if (followed != null) {
      states.add(followed);
      states.sort((one, other) -> Long.compare(one.id(), other.id()));
    }
    return states;
  }

  /// A client that stands for the primary.
  ClientState enterPrimary(ClientWire wire) {
    var entered = new ClientState(nextId++, wire, loop.clock(), () -> false, loop.sessions());
    entered.becomePrimary();
    primary = entered;
    return entered;
  }

  void leavePrimary() {
    primary = null;
  }

  /// True when so many more may come.
  boolean hasRoomFor(int more) {
    return open.size() + more <= loop.configuration().intValue("maxclients");
  }

  /// Takes a new connection, unless there are too many or its client must not come from elsewhere.
  Network.Handler accept(Network.Channel channel) {
    if (!hasRoomFor(1)) {
      return refuse(channel, TOO_MANY);
    }
    long id = nextId++;
    if (loop.configuration().isOn("protected-mode")
        && !loop.access().hasDefaultPassword()
        && !isFromHere(channel.remoteAddress())) {
      return refuse(channel, PROTECTED);
    }
    counters.accepted++;
    channel.keepAlive(loop.configuration().intValue("tcp-keepalive"));
    int descriptor = descriptors.nextClearBit(FIRST_DESCRIPTOR);
    descriptors.set(descriptor);
    var connection = new Connection(loop, channel, id, descriptor);
    open.put(id, connection);
    if (loop.logs("verbose")) {
      String from = connection.hasSocketFile() ? "connection to " : "";
      loop.log("verbose", "Accepted " + from + connection.peer());
    }
    return connection;
  }

  /// A closed connection is no longer one of them.
  void remove(Connection connection) {
    open.remove(connection.state().id());
    descriptors.clear(connection.descriptor());
  }

  /// Closes those that have been silent for longer; 0 closes none. Who waits or listens is silent
  /// for a reason.
  void closeIdle(int timeoutSeconds) {
    if (timeoutSeconds > 0) {
      for (Connection connection : all()) {
        if (connection.state().idleSeconds() > timeoutSeconds && connection.state().mayTimeOut()) {
          loop.log("verbose", "Closing idle client");
          connection.close();
        }
      }
    }
  }

  /// Sends a client away with these words.
  Network.Handler refuse(Network.Channel channel, String text) {
    counters.rejected++;
    byte[] answer = text.getBytes(StandardCharsets.US_ASCII);
    try {
      channel.write(answer, 0, answer.length);
    } catch (IOException gone) {
      // it will not miss the answer
    }
    channel.close();
    return new Network.Handler() {
      @Override
      public void readable() {}

      @Override
      public void writable() {}
    };
  }

  private static boolean isFromHere(SocketAddress address) {
    return !(address instanceof InetSocketAddress remote)
        || remote.getAddress().isLoopbackAddress();
  }
}
