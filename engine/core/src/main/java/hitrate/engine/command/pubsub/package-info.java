/// Messages to whoever listens: PUBLISH, SUBSCRIBE and their kin. The work is done by the client's
/// [hitrate.engine.command.Subscriptions].
///
/// May import what `command` may. Start reading at [PubSubCommands].
@NullMarked
package hitrate.engine.command.pubsub;

import org.jspecify.annotations.NullMarked;
