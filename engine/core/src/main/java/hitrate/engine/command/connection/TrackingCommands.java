package hitrate.engine.command.connection;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.Tracking;
import java.util.ArrayList;
import java.util.List;

/// The subcommands of CLIENT for clients that keep a cache of their own: TRACKING, CACHING,
/// TRACKINGINFO, GETREDIR.
final class TrackingCommands {
  private TrackingCommands() {}

  static Effect tracking(Args args, Execution x) {
    Tracking.Options options = options(args, x);
    if (args.is(2, "ON")) {
      x.client().tracking().begin(options);
    } else if (args.is(2, "OFF")) {
      x.client().tracking().end();
    } else {
      throw CommandError.SYNTAX;
    }
    x.reply().ok();
    return Effect.NONE;
  }

  private static Tracking.Options options(Args args, Execution x) {
    long redirection = 0;
    var prefixes = new ArrayList<Bytes>();
    boolean broadcast = false;
    boolean optIn = false;
    boolean optOut = false;
    boolean noLoop = false;
    for (int i = 3; i < args.count(); i++) {
      boolean hasMore = i + 1 < args.count();
      if (args.is(i, "REDIRECT") && hasMore) {
        redirection = redirection(redirection, args, ++i, x);
      } else if (args.is(i, "BCAST")) {
        broadcast = true;
      } else if (args.is(i, "OPTIN")) {
        optIn = true;
      } else if (args.is(i, "OPTOUT")) {
        optOut = true;
      } else if (args.is(i, "NOLOOP")) {
        noLoop = true;
      } else if (args.is(i, "PREFIX") && hasMore) {
        prefixes.add(args.bytes(++i));
      } else {
        throw CommandError.SYNTAX;
      }
    }
    return new Tracking.Options(redirection, broadcast, prefixes, optIn, optOut, noLoop);
  }

  /// The client has to be there when it is named, though it may go later.
  private static long redirection(long before, Args args, int index, Execution x) {
    if (before != 0) {
      throw CommandError.of("ERR A client can only redirect to a single other client");
    }
    long id = args.longAt(index);
    if (x.server().clients().stream().noneMatch(client -> client.id() == id)) {
      throw CommandError.of("ERR The client ID you want redirect to does not exist");
    }
    return id;
  }

  static Effect caching(Args args, Execution x) {
    Tracking tracking = x.client().tracking();
    if (!tracking.isOn()) {
      throw CommandError.of(
          "ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or"
              + " OPTOUT mode enabled");
    }
    boolean yes = args.is(2, "YES");
    if (!yes && !args.is(2, "NO")) {
      throw CommandError.SYNTAX;
    }
    tracking.exceptNext(yes);
    x.reply().ok();
    return Effect.NONE;
  }

  static Effect redirection(Args args, Execution x) {
    x.reply().integer(x.client().tracking().redirection());
    return Effect.NONE;
  }

  static Effect info(Args args, Execution x) {
    Tracking tracking = x.client().tracking();
    x.reply().map(3);
    x.reply().bulk("flags");
    List<String> flags = tracking.flags();
    x.reply().set(flags.size());
    flags.forEach(x.reply()::bulk);
    x.reply().bulk("redirect");
    x.reply().integer(tracking.redirection());
    x.reply().bulk("prefixes");
    List<Bytes> prefixes = tracking.prefixes();
    x.reply().array(prefixes.size());
    prefixes.forEach(x.reply()::bulk);
    return Effect.NONE;
  }
}
