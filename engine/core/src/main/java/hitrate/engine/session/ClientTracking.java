package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Tracking;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/// See [Tracking]. Who is to be told of which keys is kept in [Invalidations], for all clients.
final class ClientTracking implements Tracking {
  private static final Options NONE = new Options(0, false, List.of(), false, false, false);

  private final ClientState client;
  private final Sessions sessions;
  private final TreeSet<Bytes> prefixes = new TreeSet<>();
  private Options options = NONE;
  private boolean excepted;
  private boolean broken;

  ClientTracking(ClientState client, Sessions sessions) {
    this.client = client;
    this.sessions = sessions;
  }

  @Override
  public void begin(Options wanted) {
    check(wanted);
    options = wanted;
    broken = false;
    if (!isOn()) {
      client.mark(ClientState.TRACKING, true);
      sessions.invalidations().comes();
    }
    if (wanted.broadcast()) {
      List<Bytes> added = wanted.prefixes().isEmpty() ? List.of(Bytes.EMPTY) : wanted.prefixes();
      for (Bytes prefix : added) {
        if (prefixes.add(prefix)) {
          sessions.invalidations().broadcastTo(client, prefix);
        }
      }
    }
  }

  private void check(Options wanted) {
    if (!wanted.broadcast() && !wanted.prefixes().isEmpty()) {
      throw CommandError.of("ERR PREFIX option requires BCAST mode to be enabled");
    } else if (isOn() && wanted.broadcast() != options.broadcast()) {
      throw CommandError.of(
          "ERR You can't switch BCAST mode on/off before disabling tracking for this client, and"
              + " then re-enabling it with a different mode.");
    } else if (wanted.broadcast() && (wanted.optIn() || wanted.optOut())) {
      throw CommandError.of("ERR OPTIN and OPTOUT are not compatible with BCAST");
    } else if (wanted.optIn() && wanted.optOut()) {
      throw CommandError.of("ERR You can't specify both OPTIN mode and OPTOUT mode");
    } else if (wanted.optIn() && options.optOut() || wanted.optOut() && options.optIn()) {
      throw CommandError.of(
          "ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, and"
              + " then re-enabling it with a different mode.");
    }
    checkPrefixes(wanted.prefixes());
  }

  private void checkPrefixes(List<Bytes> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      Bytes prefix = wanted.get(i);
      for (Bytes mine : prefixes) {
        if (overlap(prefix, mine)) {
          throw overlapping(prefix, "an existing prefix", mine);
        }
      }
      for (Bytes other : wanted.subList(i + 1, wanted.size())) {
        if (overlap(prefix, other)) {
          throw overlapping(prefix, "another provided prefix", other);
        }
      }
    }
  }

  private static boolean overlap(Bytes one, Bytes other) {
    int length = Math.min(one.length(), other.length());
    return Arrays.equals(one.toArray(), 0, length, other.toArray(), 0, length);
  }

  private static CommandError overlapping(Bytes prefix, String what, Bytes other) {
    return CommandError.of(
        "ERR Prefix '%s' overlaps with %s '%s'. Prefixes for a single client must not overlap."
            .formatted(text(prefix), what, text(other)));
  }

  private static String text(Bytes bytes) {
    String text = new String(bytes.toArray(), StandardCharsets.ISO_8859_1);
    int end = text.indexOf(0);
    return end < 0 ? text : text.substring(0, end);
  }

  @Override
  public void end() {
    if (isOn()) {
      prefixes.forEach(prefix -> sessions.invalidations().broadcastNoMore(client, prefix));
      prefixes.clear();
      options = NONE;
      excepted = false;
      broken = false;
      client.mark(ClientState.TRACKING, false);
      sessions.invalidations().goes();
    }
  }

  @Override
  public boolean isOn() {
    return (client.marks() & ClientState.TRACKING) != 0;
  }

  @Override
  public void exceptNext(boolean yes) {
    if (yes && !options.optIn()) {
      throw CommandError.of(
          "ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.");
    } else if (!yes && !options.optOut()) {
      throw CommandError.of(
          "ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.");
    }
    excepted = true;
  }

  /// The client's request is done: an exception holds for one, or for one transaction. CLIENT
  /// itself does not count.
  void requestEnded(boolean wasClientCommand) {
    if (excepted && !wasClientCommand && !client.transaction().isBegun()) {
      excepted = false;
    }
  }

  static boolean isClientCommand(Command command) {
    return command.fullName().startsWith("client|");
  }

  /// True when the keys that are read now are to be remembered.
  boolean remembers() {
    return !options.broadcast() && (options.optIn() ? excepted : !(options.optOut() && excepted));
  }

  /// About what keeping the prefixes takes.
  long bytes() {
    long sum = 0;
    for (Bytes prefix : prefixes) {
      sum += ClientFootprint.NAME_OVERHEAD + prefix.length();
    }
    return sum;
  }

  boolean isBroadcast() {
    return options.broadcast();
  }

  boolean isNoLoop() {
    return options.noLoop();
  }

  /// Notes that the client that was to be told instead has gone.
  void redirectionBroken() {
    broken = true;
  }

  boolean isRedirectionBroken() {
    return broken;
  }

  @Override
  public long redirection() {
    return isOn() ? options.redirection() : -1;
  }

  @Override
  public List<String> flags() {
    var flags = new ArrayList<String>();
    flags.add(isOn() ? "on" : "off");
    addIf(options.broadcast(), "bcast", flags);
    addIf(options.optIn(), "optin", flags);
    addIf(options.optIn() && excepted, "caching-yes", flags);
    addIf(options.optOut(), "optout", flags);
    addIf(options.optOut() && excepted, "caching-no", flags);
    addIf(options.noLoop(), "noloop", flags);
    addIf(broken, "broken_redirect", flags);
    return flags;
  }

  private static void addIf(boolean holds, String flag, List<String> flags) {
    if (holds) {
      flags.add(flag);
    }
  }

  @Override
  public List<Bytes> prefixes() {
    return List.copyOf(prefixes);
  }
}
