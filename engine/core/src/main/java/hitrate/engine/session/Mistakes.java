package hitrate.engine.session;

import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Server;
import hitrate.engine.resp.ReplyWriter;
import org.jspecify.annotations.Nullable;

/// What becomes of requests that fail: the reply, and how they count.
///
/// A client's mistake is a [CommandError]. Anything else that is thrown is a fault of the engine:
/// it is told to the server's owner, and the client loses its connection, with a reason.
final class Mistakes {
  private final CommandStatistics statistics;
  private final ReplyWriter reply;
  private final Server server;

  Mistakes(CommandStatistics statistics, ReplyWriter reply, Server server) {
    this.statistics = statistics;
    this.reply = reply;
    this.server = server;
  }

  /// Takes back what was written behind `before` for a client's mistake.
  ///
  /// @param started whether the command had begun to run; otherwise it was refused
  void of(
      ClientState client,
      @Nullable Command command,
      boolean started,
      CommandError problem,
      int before) {
    CommandError mistake = started ? problem : client.transaction().refused(problem, command);
    reply.truncate(before);
    reply.error(mistake.reply());
    if (!problem.isCounted()) {
      statistics.error(mistake.reply());
    }
    ReplicaGate.refused(mistake, command, client, server);
    if (!started) {
      client.lastCommand(command);
    }
    if (command != null && started) {
      statistics.call(command.number());
      statistics.fail(command.number());
    } else if (command != null) {
      statistics.reject(command.number());
    }
  }

  /// The same where the command has run until now, waiting for something, and has been counted.
  void ofWaiting(Command command, CommandError mistake, int before) {
    reply.truncate(before);
    reply.error(mistake.reply());
    statistics.error(mistake.reply());
    statistics.fail(command.number());
  }

  /// The same for a fault of the engine.
  void fault(ClientState client, Throwable fault, int before) {
    reply.truncate(before);
    server.fault(fault);
    reply.error("ERR internal error, the connection is closed");
    client.closeAfterReply();
  }
}
