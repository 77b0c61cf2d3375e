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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  private String unknownCommand = "";

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

  /// How the requests of a batch went.
  public enum Outcome {
    DONE,
    UNKNOWN_COMMAND,
    TOO_FEW_WORDS
  }

  /// The word that was no command.
  public String unknownCommand() {
    return unknownCommand;
  }

  /// Runs all requests of a batch, or those before the first that cannot be run. Words that a
  /// command does not take are left out, as by the real server.
  public Outcome run(RequestBatch batch) {
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
      if (command == null) {
        unknownCommand = args[i].bytes(0).toString();
        return Outcome.UNKNOWN_COMMAND;
      }
      if (!command.isContainer() && args[i].count() < Math.abs(command.arity())) {
        return Outcome.TOO_FEW_WORDS;
      }
      runOrQueue(command, args[i]);
    }
    return Outcome.DONE;
  }

  private void runOrQueue(Command command, Args words) {
    boolean isEnd = command.name().equals("exec");
    if (isEnd && queues) {
      queues = false;
      var replayed = new Args(keyspace.hash());
      for (Args.Copy copy : queue) {
        Command queued = copy.command(server.commands());
        if (queued != null && queued.name().equals("multi")) {
          complain(command, "ERR MULTI calls can not be nested");
        } else if (queued != null) {
          replayed.point(copy, queued.firstKey());
          runOne(queued, replayed, command);
        }
      }
      queue.clear();
    } else if (queues) {
      queue.add(words.copy());
    } else if (command.name().equals("multi")) {
      queues = true;
    } else {
      runOne(command, words, null);
    }
  }

  /// @param end the EXEC that has a transaction run, which is what errors are said to come from
  private void runOne(Command found, Args words, @Nullable Command end) {
    execution.enter(client);
    Command sender = end == null ? found : end;
    try {
      Command command = found.isContainer() ? CommandLookup.resolve(words, found) : found;
      sender = end == null ? command : end;
      refuseWhatWaits(command, words, end != null);
      command.run(words, execution);
      if (reply.length() > 0 && reply.buffer()[0] == '-') {
        int length = Math.min(reply.length(), LONGEST_SHOWN);
        complain(sender, Bytes.copyOf(reply.buffer(), 1, length).toString());
      }
    } catch (CommandError mistake) {
      complain(sender, mistake.reply());
    } finally {
      reply.truncate(0);
    }
  }

  /// A file is written by nobody who could listen, and it does not end the node that reads it.
  private static void refuseWhatWaits(Command command, Args words, boolean isInTransaction) {
    switch (command.name()) {
      case "monitor" -> throw CommandError.of("ERR MONITOR isn't allowed for DENY BLOCKING client");
      case "subscribe", "psubscribe", "ssubscribe" -> {
        if (!isInTransaction || command.name().equals("ssubscribe")) {
          String name = command.name().toUpperCase(Locale.ROOT);
          throw CommandError.of("ERR " + name + " isn't allowed for a DENY BLOCKING client");
        }
      }
      case "shutdown" -> {
        boolean mayWait = true;
        for (int i = 1; i < words.count(); i++) {
          mayWait &= words.is(i, "SAVE") || words.is(i, "NOSAVE") || words.is(i, "FORCE");
        }
        if (mayWait) {
          throw CommandError.of(
              "ERR SHUTDOWN without NOW or ABORT isn't allowed for DENY BLOCKING client");
        }
      }
      default -> {}
    }
  }

  private void complain(Command command, String error) {
    server.log(
        "warning", DivergenceLine.of("server", "AOF-loading-client", error.strip(), command));
  }
}
