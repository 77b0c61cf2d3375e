package hitrate.engine.security;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Glob;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.CommandTable;
import hitrate.engine.command.KeyFinder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Commands, keys and channels that are allowed together. A user has one, and may have more beside
/// it: a call is allowed when one of them allows all of it.
final class Selector {
  private AllowedCommands commands;
  private boolean allKeys;
  private boolean allChannels;
  private final List<KeyPattern> keys = new ArrayList<>();
  private final Map<Bytes, Glob> channels = new LinkedHashMap<>();

  /// @param allChannels whether all channels are allowed at first (`acl-pubsub-default`)
  Selector(CommandTable table, boolean allChannels) {
    this.commands = new AllowedCommands(table);
    this.allChannels = allChannels;
  }

  Selector copy() {
    var copy = new Selector(commands);
    copy.allKeys = allKeys;
    copy.allChannels = allChannels;
    copy.keys.addAll(keys);
    copy.channels.putAll(channels);
    return copy;
  }

  private Selector(AllowedCommands commands) {
    this.commands = commands.copy();
  }

  /// True when there is nothing that it forbids.
  boolean isUnlimited() {
    return allKeys && allChannels && commands.isAll();
  }

  boolean hasAllChannels() {
    return allChannels;
  }

  /// The patterns of the channels that are allowed.
  List<Bytes> channels() {
    return List.copyOf(channels.keySet());
  }

  /// Applies one rule.
  void apply(String rule) throws RuleError {
    switch (rule.toLowerCase(Locale.ROOT)) {
      case "allkeys", "~*" -> setKeys(true);
      case "resetkeys" -> setKeys(false);
      case "allchannels", "&*" -> setChannels(true);
      case "resetchannels" -> setChannels(false);
      case "allcommands", "+@all" -> commands.allowAll();
      case "nocommands", "-@all" -> commands.forbidAll();
      default -> applyPattern(rule);
    }
  }

  private void setKeys(boolean all) {
    allKeys = all;
    keys.clear();
  }

  private void setChannels(boolean all) {
    allChannels = all;
    channels.clear();
  }

  private void applyPattern(String rule) throws RuleError {
    switch (rule.charAt(0)) {
      case '~' -> addKeys(rule.substring(1), KeyPattern.READ | KeyPattern.WRITE);
      case '%' -> addKeys(rule);
      case '&' -> addChannel(rule.substring(1));
      case '+', '-' -> commands.apply(rule);
      default -> throw new RuleError(RuleError.SYNTAX);
    }
  }

  /// `%R~pattern`, `%W~pattern`, `%RW~pattern`
  private void addKeys(String rule) throws RuleError {
    if (allKeys) {
      throw new RuleError(RuleError.KEYS_ARE_ALL);
    }
    int access = 0;
    int at = 1;
    for (; at < rule.length() && rule.charAt(at) != '~'; at++) {
      int letter =
          switch (rule.charAt(at)) {
            case 'R', 'r' -> KeyPattern.READ;
            case 'W', 'w' -> KeyPattern.WRITE;
            default -> 0;
          };
      if (letter == 0 || (access & letter) != 0) {
        throw new RuleError(RuleError.SYNTAX);
      }
      access |= letter;
    }
    if (access == 0) {
      throw new RuleError(RuleError.SYNTAX);
    }
    addKeys(rule.substring(Math.min(at + 1, rule.length())), access);
  }

  private void addKeys(String text, int access) throws RuleError {
    if (allKeys) {
      throw new RuleError(RuleError.KEYS_ARE_ALL);
    } else if (Texts.hasSpaces(text)) {
      throw new RuleError(RuleError.SYNTAX);
    }
    Bytes pattern = Texts.bytes(text);
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).pattern().equals(pattern)) {
        keys.set(i, new KeyPattern(pattern, keys.get(i).access() | access));
        return;
      }
    }
    keys.add(new KeyPattern(pattern, access));
  }

  private void addChannel(String text) throws RuleError {
    if (allChannels) {
      throw new RuleError(RuleError.CHANNELS_ARE_ALL);
    } else if (Texts.hasSpaces(text)) {
      throw new RuleError(RuleError.SYNTAX);
    }
    Bytes pattern = Texts.bytes(text);
    channels.put(pattern, new Glob(pattern, false));
  }

  /// Why the call is not allowed, or null when it is.
  @Nullable Denial check(Command command, List<Bytes> words) {
    if (!allows(command, words)) {
      return new Denial(Denial.Reason.COMMAND, 0);
    }
    if (!allKeys && !command.keySpecs().isEmpty()) {
      for (KeyFinder.Found key : KeyFinder.keys(command, words)) {
        if (!allowsKey(words.get(key.index()), KeyPattern.needed(key.flags()))) {
          return new Denial(Denial.Reason.KEY, key.index());
        }
      }
    }
    return allChannels ? null : checkChannels(command, words);
  }

  private boolean allows(Command command, List<Bytes> words) {
    return command.is(CommandFlag.NO_AUTH)
        || commands.contains(command)
        || commands.containsWith(command, words.size() > 1 ? Texts.of(words.get(1)) : null);
  }

  private boolean allowsKey(Bytes key, int needed) {
    for (KeyPattern pattern : keys) {
      if (pattern.allows(key, needed)) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Denial checkChannels(Command command, List<Bytes> words) {
    int last =
        switch (command.fullName()) {
          case "publish", "spublish" -> 1;
          case "subscribe", "ssubscribe", "psubscribe" -> words.size() - 1;
          default -> 0;
        };
    boolean isPattern = command.name().equals("psubscribe");
    for (int i = 1; i <= last; i++) {
      if (!allowsChannel(words.get(i), isPattern)) {
        return new Denial(Denial.Reason.CHANNEL, i);
      }
    }
    return null;
  }

  /// True for a channel that one of the patterns matches, and for a pattern that is one of them.
  boolean allowsChannel(Bytes name, boolean isPattern) {
    return allChannels
        || (isPattern
            ? channels.containsKey(name)
            : channels.values().stream().anyMatch(glob -> glob.matches(name)));
  }

  /// @param whole see [AllowedCommands#rules]
  String commandRules(boolean whole) {
    return commands.rules(whole);
  }

  String keyRules() {
    return allKeys ? "~*" : String.join(" ", keys.stream().map(KeyPattern::rule).toList());
  }

  String channelRules() {
    return allChannels
        ? "&*"
        : String.join(" ", channels.keySet().stream().map(name -> "&" + Texts.of(name)).toList());
  }

  /// All rules, as in a file.
  String describe(boolean whole) {
    var text = new StringBuilder();
    String its = keyRules();
    text.append(its).append(its.isEmpty() ? "" : " ");
    text.append(allChannels ? "" : "resetchannels ");
    its = channelRules();
    text.append(its).append(its.isEmpty() ? "" : " ");
    return text.append(commandRules(whole)).toString();
  }
}
