package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Execution;
import hitrate.engine.command.Server;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.resp.RequestBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs effects again that were recorded, as at a node's start: for nobody, without replies,
/// rights, limits and statistics. What stands between MULTI and EXEC happens as a whole or not at
/// all.
public final class Replay {
  private static final int LONGEST_SHOWN = 128;

  private final Server server;
  private final Keyspace keyspace;
  private final ReplyWriter reply = new ReplyWriter();
  private final ClientState client;
  private final ClientState[] clients = new ClientState[RequestBatch.LIMIT];
  private final Execution execution;
  private final KeyPrefetch prefetch;
  private final Args[] args = new Args[RequestBatch.LIMIT];
  private final @Nullable Command[] commands = new Command[RequestBatch.LIMIT];
  private final List<Args.Copy> queue = new ArrayList<>();
  private boolean queues;

  /// @param sessions those of the node, which nothing here concerns
  public Replay(Server server, Keyspace keyspace, Sessions sessions) {
    this.server = server;
    this.keyspace = keyspace;
    this.client =
        new ClientState(ClientState.NO_ID, new NoWire(), server.clock(), () -> false, sessions);
    client.replays();
    this.execution = new Execution(server, keyspace, reply, client);
    this.prefetch = new KeyPrefetch(keyspace);
    for (int i = 0; i < args.length; i++) {
      args[i] = new Args(keyspace.hash());
      clients[i] = client;
    }
  }

  /// Begins a new file: database 0, no transaction.
  public void beginFile() {
    client.select(0);
    queue.clear();
    queues = false;
  }

  /// True behind a MULTI whose EXEC has not come yet.
  public boolean isInTransaction() {
    return queues;
  }

  /// The first word of the first request that is no command, or null.
  public @Nullable String unknownCommand(RequestBatch batch) {
    for (int i = 0; i < batch.count(); i++) {
      int start = batch.start(i, 0);
      int length = batch.length(i, 0);
      if (server.commands().find(batch.array(), start, length) == null) {
        return new String(batch.array(), start, length, StandardCharsets.ISO_8859_1);
      }
    }
    return null;
  }

  /// Runs all requests of a batch, whose commands are all known.
  ///
  /// @return false when one has a number of words that its command does not take
  public boolean run(RequestBatch batch) {
    keyspace.setNow(server.clock().millis());
    int count = batch.count();
    for (int i = 0; i < count; i++) {
      Command command =
          server.commands().find(batch.array(), batch.start(i, 0), batch.length(i, 0));
      commands[i] = command;
      args[i].point(batch, i, command == null ? 0 : command.firstKey());
    }
    if (count > 1) {
      prefetch.bringNear(args, clients, count);
    }
    for (int i = 0; i < count; i++) {
      Command command = commands[i];
      if (command == null || !command.isContainer() && !command.accepts(args[i].count())) {
        return false;
      }
      runOrQueue(command, args[i]);
    }
    return true;
  }

  private void runOrQueue(Command command, Args words) {
    boolean isEnd = command.name().equals("exec");
    if (isEnd && queues) {
      queues = false;
      var replayed = new Args(keyspace.hash());
      for (Args.Copy copy : queue) {
        Command queued = copy.command(server.commands());
        if (queued != null) {
          replayed.point(copy, queued.firstKey());
          runOne(queued, replayed);
        }
      }
      queue.clear();
    } else if (queues) {
      queue.add(words.copy());
    } else if (command.name().equals("multi")) {
      queues = true;
    } else {
      runOne(command, words);
    }
  }

  private void runOne(Command found, Args words) {
    execution.enter(client);
    Command command = found;
    try {
      command = found.isContainer() ? CommandLookup.resolve(words, found) : found;
      command.run(words, execution);
      if (reply.length() > 0 && reply.buffer()[0] == '-') {
        int end = Math.min(reply.length(), LONGEST_SHOWN);
        complain(command, Bytes.copyOf(reply.buffer(), 1, end).toString());
      }
    } catch (CommandError mistake) {
      complain(command, mistake.reply());
    } finally {
      reply.truncate(0);
    }
  }

  private void complain(Command command, String error) {
    server.log(
        "warning", DivergenceLine.of("server", "AOF-loading-client", error.strip(), command));
  }
}
