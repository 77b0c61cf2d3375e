package hitrate.engine.node;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.Server;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.session.ClientState;
import hitrate.engine.session.Dispatcher;

/// What the loop works with while one command keeps it busy: a turn, a dispatcher and replies apart
/// from those in which that command stands, so that the others can be served in its midst.
///
/// The client of that command waits, and so does one whose bytes were being read when it began.
final class BusyHours {
  private final ReplyWriter reply = new ReplyWriter();
  private final Dispatcher dispatcher;
  private final Turn turn;
  private final ClientState served;

  BusyHours(Server server, Dispatcher outer, ClientState served, Runnable beforeReplies) {
    this.dispatcher = outer.forBusyTimes(reply);
    this.turn = new Turn(dispatcher, reply, server.clock(), beforeReplies);
    this.served = served;
    served.closeAfterReply(); // nothing is run for it
  }

  ReplyWriter reply() {
    return reply;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  Turn turn() {
    return turn;
  }

  /// Takes over what has arrived together with the command and belongs to others.
  void takeOver(Dispatcher outer, CommandError refusal, CommandFlag meantForIt) {
    dispatcher.busy(refusal, meantForIt);
    outer.handOver(dispatcher, served);
  }
}
