package hitrate.engine.command;

import hitrate.engine.bytes.Bytes;
import java.util.List;

/// The server's help with one client's own cache: what the client has read is remembered, and it is
/// told when that changes.
public interface Tracking {
  /// How keys are tracked.
  ///
  /// @param redirection the id of the client that is told instead, 0 for none
  /// @param broadcast true for all keys that begin with one of the prefixes, read or not
  /// @param prefixes for broadcasting; none mean all keys
  /// @param optIn true for keys only that are read right after CLIENT CACHING YES
  /// @param optOut true for all keys but those that are read right after CLIENT CACHING NO
  /// @param noLoop true to hear nothing of one's own changes
  record Options(
      long redirection,
      boolean broadcast,
      List<Bytes> prefixes,
      boolean optIn,
      boolean optOut,
      boolean noLoop) {
    public Options {
      prefixes = List.copyOf(prefixes);
    }
  }

  /// Begins to track, or goes on with other options.
  ///
  /// @throws CommandError when the options exclude each other, or those that hold already
  void begin(Options options);

  /// Tracks no longer.
  void end();

  boolean isOn();

  /// Makes an exception for the keys that the next command or transaction reads.
  ///
  /// @param yes to track them, where that has to be asked for; else not to
  /// @throws CommandError where there is no such exception
  void exceptNext(boolean yes);

  /// The id of the client that is told instead, 0 for none, -1 when nothing is tracked.
  long redirection();

  /// What CLIENT TRACKINGINFO shows, `on` or `off` first.
  List<String> flags();

  /// The prefixes, in the order of their bytes.
  List<Bytes> prefixes();
}
