package hitrate.engine.session;

import hitrate.engine.command.Command;
import hitrate.engine.command.Subscriptions.Kind;

/// The line that CLIENT LIST and CLIENT INFO have for a client: `name=value` fields in the real
/// server's order.
final class ClientReport {
  private ClientReport() {}

  static String of(ClientState client, ClientWire wire) {
    Command last = client.lastCommand();
    var transaction = client.transaction();
    var subscriptions = client.subscriptions();
    var buffers = wire.buffers();
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
        + " multi=%d qbuf=%d qbuf-free=%d argv-mem=%d multi-mem=%d"
            .formatted(
                transaction.length(),
                buffers.input(),
                buffers.inputRoom(),
                client.wordBytes(buffers),
                transaction.bytes())
        + " rbs=%d rbp=%d obl=%d oll=%d omem=%d tot-mem=%d events=%s"
            .formatted(
                buffers.replyRoom(),
                buffers.replyPeak(),
                buffers.replies(),
                buffers.blocks(),
                buffers.blockBytes(),
                new ClientFootprint(client, buffers).claimedBytes(),
                buffers.wantsWrites() ? "rw" : "r")
        + " cmd=%s user=%s redir=%d resp=%d"
            .formatted(
                last == null ? "NULL" : last.fullName(),
                client.user(),
                client.tracking().redirection(),
                client.protocol())
        + library(client);
  }

  /// Fields that only clients have that say so themselves: the real server has them since 7.2.
  private static String library(ClientState client) {
    return client.libraryName().length() + client.libraryVersion().length() == 0
        ? ""
        : " lib-name=%s lib-ver=%s".formatted(client.libraryName(), client.libraryVersion());
  }

  private static String flags(ClientState client, ClientWire wire) {
    String flags =
        (client.isReplica() ? "S" : "")
            + (client.isPrimary() ? "M" : "")
            + (client.isMonitoring() ? "O" : "")
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
