package hitrate.engine.session;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.session.BlockedClients.Place;
import hitrate.engine.session.BlockedClients.Release;
import hitrate.engine.session.BlockedClients.Wait;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Ends the waiting of blocked clients: because what they waited for has come, because their time
/// is over, or because CLIENT UNBLOCK wants it. Serving one client may make ready what another
/// waits for (BLMOVE): that goes on until nothing is ready.
final class Wakeups {
  static final CommandError RELEASED =
      CommandError.of("UNBLOCKED client unblocked via CLIENT UNBLOCK");
  static final CommandError ROLE_CHANGED =
      CommandError.of(
          "UNBLOCKED force unblock from blocking operation, instance state changed (master ->"
              + " replica?)");

  private final Dispatcher dispatcher;
  private final Keyspace keyspace;
  private final BlockedClients blocked;

  Wakeups(Dispatcher dispatcher, Keyspace keyspace, BlockedClients blocked) {
    this.dispatcher = dispatcher;
    this.keyspace = keyspace;
    this.blocked = blocked;
  }

  /// Serves all that can be served by now.
  void serve() {
    while (blocked.isAnyReady()) {
      Release release = blocked.nextRelease();
      Place place = release == null ? blocked.nextReady() : null;
      if (release != null) {
        end(release);
      } else if (place != null) {
        serve(place);
      }
    }
  }

  private void serve(Place place) {
    Database database = keyspace.database(place.database());
    Key key = Key.of(place.key(), keyspace.hash());
    blocked.offer(
        place,
        new BlockedClients.Offer() {
          @Override
          public boolean isWorthwhile() {
            long entry = database.findEvenExpired(key);
            boolean isString = entry != 0 && Kind.isString(Entry.kind(database.region(), entry));
            return !isString && database.find(key) != 0;
          }

          @Override
          public boolean ends(Wait wait) {
            return dispatcher.serve(wait, x -> wait.waiting.serve(key, x));
          }
        });
  }

  private void end(Release release) {
    Function<Execution, @Nullable Effect> answer =
        x -> {
          if (release.error() != null) {
            throw release.error();
          }
          release.ended().waiting.timedOut(x.reply());
          return Effect.NONE;
        };
    if (release.isUnblocked()) {
      dispatcher.unblock(release.ended(), answer);
      if (release.error() == null) { // has failed as well, though its reply does not say so
        dispatcher.statistics().fail(release.ended().command.number());
      }
    } else {
      dispatcher.conclude(release.ended(), answer);
    }
  }

  /// Serves those that wait for something else than a key, if it has come.
  void serveKeyless() {
    for (Wait wait : blocked.keyless()) {
      if (dispatcher.conclude(wait, wait.waiting::serve)) {
        blocked.remove(wait);
      }
    }
  }

  /// Ends the waits whose time is over.
  void endOverdue(long nowMillis) {
    for (@Nullable Wait wait = blocked.nextOverdue(nowMillis);
        wait != null;
        wait = blocked.nextOverdue(nowMillis)) {
      blocked.release(wait, null, false);
    }
    serve();
  }
}
