package hitrate.engine.session;

import hitrate.engine.command.Command;
import hitrate.engine.command.Subscriptions.Kind;

/// The line that CLIENT LIST and CLIENT INFO have for a client: `name=value` fields in the real
/// server's order.
final class ClientReport {
  private ClientReport() {}

  static String of(ClientState client, ClientState.Wire wire) {
    Command last = client.lastCommand();
    var transaction = client.transaction();
    var subscriptions = client.subscriptions();
    return "id=%d addr=%s laddr=%s fd=%d name=%s age=%d idle=%d flags=%s db=%d sub=%d psub=%d ssub=%d"
            .formatted(
                client.id(),
                client.address(),
                client.localAddress(),
                wire.descriptor(),
                client.name(),
                client.ageSeconds(),
                client.idleSeconds(),
                flags(client, wire),
                client.database(),
                subscriptions.size(Kind.CHANNEL),
                subscriptions.size(Kind.PATTERN),
                subscriptions.size(Kind.SHARD))
        + " multi=%d qbuf=%d qbuf-free=0 argv-mem=0 multi-mem=%d rbs=0 rbp=0 obl=0 oll=%d omem=%d"
            .formatted(
                transaction.length(),
                wire.pendingInput(),
                transaction.bytes(),
                wire.pendingChunks(),
                wire.pendingOutput())
        + " tot-mem=%d events=r cmd=%s user=%s redir=%d resp=%d"
            .formatted(
                wire.pendingInput() + wire.pendingOutput(),
                last == null ? "NULL" : last.fullName(),
                client.user(),
                client.tracking().redirection(),
                client.protocol());
  }

  private static String flags(ClientState client, ClientState.Wire wire) {
    String flags =
        (client.isMonitoring() ? "O" : "")
            + (client.subscriptions().isActive() ? "P" : "")
            + (client.transaction().isBegun() ? "x" : "")
            + (client.isBlocked() ? "b" : "")
            + (client.tracking().isOn() ? "t" : "")
            + (client.tracking().isRedirectionBroken() ? "R" : "")
            + (client.tracking().isBroadcast() ? "B" : "")
            + (client.transaction().isSpoiled() ? "d" : "")
            + (client.isClosing() ? "c" : "")
            + (wire.hasSocketFile() ? "U" : "")
            + (client.isProtectedFromEviction() ? "e" : "");
    return flags.isEmpty() ? "N" : flags;
  }
}
