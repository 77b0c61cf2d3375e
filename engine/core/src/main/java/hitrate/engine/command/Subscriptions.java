package hitrate.engine.command;

import hitrate.engine.bytes.Bytes;
import java.util.List;

/// What one client listens to, and its door to everybody's channels.
public interface Subscriptions {
  /// What a name means.
  enum Kind {
    /// The channel of that name.
    CHANNEL,
    /// All channels whose names match it.
    PATTERN,
    /// The channel of that name within its shard.
    SHARD
  }

  /// Listens from here on.
  void subscribe(Kind kind, Bytes name);

  /// Listens no longer.
  void unsubscribe(Kind kind, Bytes name);

  /// What it listens to, in the order in which it began.
  List<Bytes> names(Kind kind);

  /// The number that replies show: of channels and patterns, or of shard channels.
  int count(Kind kind);

  /// True when it listens to anything.
  boolean isActive();

  /// Sends a message to everybody who listens to the channel, or to the shard channel. Answers how
  /// often it was sent.
  int publish(Kind kind, Bytes channel, Bytes message);

  /// The names that anybody listens to.
  List<Bytes> everybodysNames(Kind kind);

  /// How many clients listen to that name.
  int listeners(Kind kind, Bytes name);
}
