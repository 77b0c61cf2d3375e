package hitrate.engine.session;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.Execution;
import hitrate.engine.command.Transaction;
import hitrate.engine.keyspace.Key;
import hitrate.engine.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// See [Transaction]. What is queued are copies of the requests' bytes, parsed when they run.
final class ClientTransaction implements Transaction {
  /// Commands that run at once even while others are queued.
  private static final Set<String> NEVER_QUEUED =
      Set.of("exec", "discard", "multi", "watch", "quit", "reset");

  private static final CommandError NESTED = CommandError.of("ERR MULTI calls can not be nested");
  private static final CommandError WATCH_INSIDE =
      CommandError.of("ERR WATCH inside MULTI is not allowed");
  private static final CommandError NOTHING_TO_DISCARD =
      CommandError.of("ERR DISCARD without MULTI");
  private static final CommandError NOTHING_TO_RUN = CommandError.of("ERR EXEC without MULTI");
  private static final CommandError HAD_ERRORS =
      CommandError.of("EXECABORT Transaction discarded because of previous errors.");
  private static final CommandError NOT_INSIDE =
      CommandError.of("ERR Command not allowed inside a transaction");

  private final ClientState client;
  private final Sessions sessions;
  private final List<Queued> queue = new ArrayList<>();
  private final List<WatchedKeys.Watch> watched = new ArrayList<>();
  private long queuedBytes;
  private boolean begun;
  private boolean hasErrors;
  private boolean isSpoiled;
  private boolean running;

  /// A request kept for later.
  private record Queued(Command command, Args.Copy words) {}

  ClientTransaction(ClientState client, Sessions sessions) {
    this.client = client;
    this.sessions = sessions;
  }

  @Override
  public void begin() {
    if (begun) {
      throw NESTED;
    }
    begun = true;
    client.mark(ClientState.QUEUEING, true);
  }

  /// @throws CommandError for a command that a transaction cannot have
  void check(Command command) {
    if (begun && command.is(CommandFlag.NO_MULTI)) {
      throw NOT_INSIDE;
    }
  }

  /// Queues a request, unless it is one that runs at once: then false.
  boolean takes(Command command, Args words) {
    if (!begun || NEVER_QUEUED.contains(command.fullName())) {
      return false;
    }
    if (hasErrors || isSpoiled) { // it will not run, and what it would do refuses nothing
      return true;
    }
    Args.Copy copy = words.copy();
    queue.add(new Queued(command, copy));
    queuedBytes += copy.bytes();
    return true;
  }

  /// True when this command, called while others are queued, may take memory: by being queued, or
  /// by running one that may.
  boolean wouldWantMemory(Command command) {
    return switch (command.fullName()) {
      case "exec" -> queue.stream().anyMatch(each -> each.command().is(CommandFlag.DENYOOM));
      case "discard", "quit", "reset" -> false;
      default -> true;
    };
  }

  /// True when this command, or something queued that it would run, has the flag.
  boolean does(Command command, CommandFlag flag) {
    return command.is(flag)
        || command.runsQueue() && queue.stream().anyMatch(each -> each.command().is(flag));
  }

  /// True when this command, and all that is queued if it would run that, has the flag.
  boolean isAll(Command command, CommandFlag flag) {
    return command.is(flag)
        && (!command.runsQueue() || queue.stream().allMatch(each -> each.command().is(flag)));
  }

  boolean isBegun() {
    return begun;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /// A request was refused before it ran or was queued: EXEC must not run the others. A refused
  /// EXEC ends the transaction. Answers what to reply.
  CommandError refused(CommandError mistake, @Nullable Command command) {
    hasErrors |= begun;
    if (command == null || !command.fullName().equals("exec")) {
      return mistake;
    }
    end();
    String reason = mistake.reply();
    return CommandError.of(
        "EXECABORT Transaction discarded because of: "
            + (reason.startsWith("ERR ") ? reason.substring(4) : reason));
  }

  /// A key that the client watches was changed.
  void spoil() {
    isSpoiled = true;
    sessions.unwatch(watched);
  }

  boolean isSpoiled() {
    return isSpoiled;
  }

  /// Commands queued, or -1 outside of a transaction.
  int length() {
    return begun ? queue.size() : -1;
  }

  /// The bytes of the queued words, with a pointer for each.
  long bytes() {
    return queuedBytes;
  }

  /// What keeping the watched keys takes.
  long watchedBytes() {
    return WatchedKeys.bytes(watched);
  }

  @Override
  public void discard() {
    if (!begun) {
      throw NOTHING_TO_DISCARD;
    }
    end();
  }

  /// Back to no transaction and nothing watched.
  void end() {
    queue.clear();
    queuedBytes = 0;
    begun = false;
    hasErrors = false;
    client.mark(ClientState.QUEUEING, false);
    unwatch();
  }

  @Override
  public void execute(Execution x) {
    if (!begun) {
      throw NOTHING_TO_RUN;
    }
    if (hasErrors) {
      end();
      throw HAD_ERRORS;
    }
    if (isSpoiled || sessions.anyExpired(watched)) {
      end();
      x.reply().nilArray();
      return;
    }
    unwatch(); // what runs now may change the keys
    try {
      runAll(x.reply());
    } finally {
      end();
    }
  }

  private void runAll(ReplyWriter reply) {
    Dispatcher dispatcher = sessions.dispatcher();
    int before = reply.length();
    reply.array(queue.size());
    dispatcher.silence(client, before);
    dispatcher.effects().begin();
    running = true;
    try {
      for (Queued queued : queue) {
        dispatcher.runQueued(queued.command(), queued.words(), client);
      }
    } finally {
      running = false;
      dispatcher.effects().end();
    }
    client.repliesDecided();
  }

  @Override
  public void watch(Key key) {
    if (begun) {
      throw WATCH_INSIDE;
    }
    if (!isSpoiled) {
      sessions.watch(this, client.database(), key, watched);
    }
  }

  @Override
  public void unwatch() {
    sessions.unwatch(watched);
    isSpoiled = false;
  }
}
