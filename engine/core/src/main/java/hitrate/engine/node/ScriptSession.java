package hitrate.engine.node;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Client;
import hitrate.engine.command.CommandError;
import hitrate.engine.node.config.Configuration;
import hitrate.engine.persist.KeyspaceCopy;
import hitrate.engine.resp.RequestBatch;
import hitrate.engine.resp.RespCodec;
import hitrate.engine.script.Debugger;
import hitrate.engine.script.DebuggerLine;
import hitrate.engine.session.ClientState;
import hitrate.engine.session.NoWire;
import hitrate.engine.world.Background;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Entropy;
import hitrate.engine.world.Network;
import hitrate.engine.world.SelectorNetwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One script that is debugged: its EVAL runs with a [Debugger], whose orders come over the
/// client's connection.
///
/// SCRIPT DEBUG SYNC debugs on the node's own thread and data, so everybody else waits. With YES
/// the real server forks. Here a second node is made instead, which nobody can connect to: it gets
/// a copy of all keys and a thread of its own, debugs, and is thrown away. Making the copy takes
/// the time and the memory that all keys take.
final class ScriptSession extends NoWire {
  private static final long STACK_BYTES = 16L << 20; // as deeply nested JSON needs

  private final NodeLoop loop;
  private final ClientState state;
  private final List<Bytes> words;
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream();

  private ScriptSession(NodeLoop loop, ClientState client, List<Bytes> words) {
    this.loop = loop;
    this.words = words;
    this.state = new ClientState(client.id(), this, loop.clock(), () -> false, loop.sessions());
    state.standFor(client);
  }

  /// Begins a session. On the node's thread, between turns.
  static void begin(NodeLoop loop, Connection connection, List<Bytes> words) {
    ClientState client = connection.state();
    boolean copies = client.debugs() == Client.Debugs.A_COPY;
    var first = new ArrayList<List<Bytes>>();
    for (var held = client.nextHeld(); held != null; held = client.nextHeld()) {
      first.add(held.words());
    }
    byte[] unread = connection.unread();
    Network.Line line = connection.detach();
    if (line == null) {
      connection.close(); // its bytes go through more than the socket, as with TLS
      return;
    }
    if (!copies) {
      new ScriptSession(loop, client, words).run(new DebuggerLine(line, first, unread));
      return;
    }
    NodeLoop copy;
    try {
      copy = copyOf(loop);
    } catch (IOException | OutOfMemoryError failure) {
      refuse(line, "ERR can't run EVAL in debugging mode: no copy of the data: " + failure);
      return;
    }
    var session = new ScriptSession(copy, client, words);
    var work =
        new Thread(
            null,
            () -> {
              try {
                session.run(new DebuggerLine(line, first, unread));
              } finally {
                copy.close();
              }
            },
            "hitrate-debugger",
            STACK_BYTES);
    work.setDaemon(true);
    work.start();
  }

  private static void refuse(Network.Line line, String error) {
    try {
      line.write(("-" + error + "\r\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException gone) {
      // then nobody wants to know
    }
    line.close();
  }

  private static NodeLoop copyOf(NodeLoop loop) throws IOException {
    Disk disk = Disk.system();
    var configuration = new Configuration(disk);
    loop.configuration()
        .all()
        .forEach((name, value) -> {
          if (name.matches("databases|proto-max-bulk-len|(hash|list|set|zset|stream|hll)-.*")) {
            configuration.override(name, value);
          }
        });
    configuration.override("save", "");
    var copy =
        new NodeLoop(
            configuration,
            loop.clock(),
            Entropy.system(),
            new SelectorNetwork(),
            disk,
            Background.threads(),
            NodeLog.silent(loop.clock()));
    KeyspaceCopy.copy(loop.keyspace(), copy.keyspace(), copy.server().packing());
    return copy;
  }

  private void run(DebuggerLine to) {
    byte[] code = words.get(1).toArray();
    try {
      loop.scripting().debugger(new Debugger(to, Bytes.wrap(code), loop.clock()::nanos));
      byte[] request = request();
      var batch = new RequestBatch();
      new RespCodec().decode(batch, request, 0, request.length);
      loop.dispatcher().assign(state, 0, batch.count());
      loop.dispatcher().run(batch);
      loop.scripting().debugger(null);
      loop.persistence().recording().beforeReplies();
    } catch (CommandError noScripts) {
      answer.writeBytes(("-" + noScripts.reply() + "\r\n").getBytes(StandardCharsets.UTF_8));
    } finally {
      to.end(answer.toByteArray());
    }
  }

  private byte[] request() {
    var request = new ByteArrayOutputStream();
    request.writeBytes(ascii("*" + words.size() + "\r\n"));
    for (Bytes word : words) {
      request.writeBytes(ascii("$" + word.length() + "\r\n"));
      request.writeBytes(word.toArray());
      request.writeBytes(ascii("\r\n"));
    }
    return request.toByteArray();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public void answered() {
    var reply = loop.reply();
    int from = loop.turn().answeredLength();
    answer.write(reply.buffer(), from, reply.length() - from);
    reply.truncate(from);
  }
}
