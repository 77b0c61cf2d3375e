package hitrate.engine.security;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandTable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A user: whether it may log in, with which passwords, and what it may do then. Made and changed
/// by rules, see [#apply].
public final class User {
  private static final int HASH_DIGITS = 64;

  private final Bytes name;
  private final CommandTable table;
  private final BooleanSupplier allChannelsAtFirst;
  private boolean enabled;
  private boolean needsNoPassword;
  private @Nullable Boolean checksPayloads; // null until a rule says so
  private final Set<String> passwords = new LinkedHashSet<>();
  private final List<Selector> selectors = new ArrayList<>();
  private boolean unlimited;

  /// @param allChannelsAtFirst whether all channels are allowed to what begins now, be it the user
  ///   or a selector that comes later (`acl-pubsub-default`)
  User(Bytes name, CommandTable table, BooleanSupplier allChannelsAtFirst) {
    this.name = name;
    this.table = table;
    this.allChannelsAtFirst = allChannelsAtFirst;
    selectors.add(newSelector());
  }

  private Selector newSelector() {
    return new Selector(table, allChannelsAtFirst.getAsBoolean());
  }

  User copy() {
    var copy = new User(name, table, allChannelsAtFirst);
    copy.become(this);
    return copy;
  }

  /// Takes over everything from another but its name.
  void become(User other) {
    enabled = other.enabled;
    needsNoPassword = other.needsNoPassword;
    checksPayloads = other.checksPayloads;
    passwords.clear();
    passwords.addAll(other.passwords);
    List<Selector> copies = other.selectors.stream().map(Selector::copy).toList();
    selectors.clear();
    selectors.addAll(copies);
    unlimited = other.unlimited;
  }

  /// What it logs in as.
  public Bytes name() {
    return name;
  }

  boolean isEnabled() {
    return enabled;
  }

  boolean needsNoPassword() {
    return needsNoPassword;
  }

  /// True when there is nothing that it may not do, so that nothing has to be checked.
  public boolean isUnlimited() {
    return unlimited;
  }

  /// Applies a rule:
  ///
  /// - `on`, `off`: may log in, or not;
  /// - `>text`, `#hash`, `<text`, `!hash`, `nopass`, `resetpass`: passwords, kept as SHA-256;
  /// - `~keys`, `%R~keys`, `&channels`, `+command`, `-@category` and so on: see [Selector];
  /// - `(rules)`, `clearselectors`: selectors beside the first;
  /// - `reset`: as a new user.
  void apply(String rule) throws RuleError {
    if (!rule.isEmpty()) {
      applySome(rule);
      unlimited = selectors.stream().anyMatch(Selector::isUnlimited);
    }
  }

  private void applySome(String rule) throws RuleError {
    switch (rule.toLowerCase(Locale.ROOT)) {
      case "on" -> enabled = true;
      case "off" -> enabled = false;
      case "nopass" -> forgetPasswords(true);
      case "resetpass" -> forgetPasswords(false);
      case "sanitize-payload" -> checksPayloads = true;
      case "skip-sanitize-payload" -> checksPayloads = false;
      case "clearselectors" -> selectors.subList(1, selectors.size()).clear();
      case "reset" -> reset();
      default -> {
        switch (rule.charAt(0)) {
          case '>', '#', '<', '!' -> applyPassword(rule);
          case '(' -> addSelector(rule);
          default -> selectors.getFirst().apply(rule);
        }
      }
    }
  }

  private void forgetPasswords(boolean needsNone) {
    passwords.clear();
    needsNoPassword = needsNone;
  }

  private void reset() {
    enabled = false;
    checksPayloads = true;
    forgetPasswords(false);
    selectors.clear();
    selectors.add(newSelector());
  }

  private void applyPassword(String rule) throws RuleError {
    char sign = rule.charAt(0);
    String text = rule.substring(1);
    String hash = text;
    if (sign == '>' || sign == '<') {
      hash = hash(text.getBytes(StandardCharsets.ISO_8859_1));
    } else if (text.length() != HASH_DIGITS || !text.matches("[0-9a-f]*")) {
      throw new RuleError(RuleError.NOT_A_HASH);
    }
    if (sign == '>' || sign == '#') {
      passwords.add(hash);
      needsNoPassword = false;
    } else if (!passwords.remove(hash)) {
      throw new RuleError(RuleError.NO_SUCH_PASSWORD);
    }
  }

  private void addSelector(String rule) throws RuleError {
    if (!rule.endsWith(")")) {
      throw new RuleError(RuleError.SYNTAX);
    }
    Selector selector = newSelector();
    for (String word : rule.substring(1, rule.length() - 1).split(" ", -1)) {
      if (!word.isEmpty()) {
        selector.apply(word);
      }
    }
    selectors.add(selector);
  }

  /// The SHA-256 of a password in lower-case digits.
  static String hash(byte[] password) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(password));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JVM has it
    }
  }

  /// True when it may log in with this password.
  boolean opensWith(byte[] password) {
    if (!enabled || needsNoPassword) {
      return enabled;
    }
    byte[] given = hash(password).getBytes(StandardCharsets.US_ASCII);
    boolean opens = false;
    for (String known : passwords) { // all of them, so that the time tells nothing
      opens |= MessageDigest.isEqual(known.getBytes(StandardCharsets.US_ASCII), given);
    }
    return opens;
  }

  /// Why the call is not allowed, or null when it is.
  @Nullable Denial check(Command command, List<Bytes> words) {
    var worst = new Denial(Denial.Reason.COMMAND, 0);
    for (Selector selector : selectors) {
      Denial denial = selector.check(command, words);
      if (denial == null) {
        return null;
      } else if (denial.tellsMoreThan(worst)) {
        worst = denial;
      }
    }
    return worst;
  }

  /// True when it may listen to that channel, or by that pattern.
  boolean allowsChannel(Bytes channel, boolean isPattern) {
    return selectors.stream().anyMatch(selector -> selector.allowsChannel(channel, isPattern));
  }

  /// True when the channels that were named to the other user are named to this one, too.
  boolean hasChannelsOf(User other) {
    return selectors.stream().anyMatch(Selector::hasAllChannels)
        || other.selectors.stream()
            .noneMatch(selector ->
                selector.hasAllChannels() || !patterns().containsAll(selector.channels()));
  }

  private List<Bytes> patterns() {
    return selectors.stream().flatMap(selector -> selector.channels().stream()).toList();
  }

  /// False when its payloads are let through unseen; a user of whom no rule says it has them looked
  /// through.
  boolean checksPayloads() {
    return checksPayloads == null || checksPayloads;
  }

  List<String> flags() {
    var flags = new ArrayList<String>();
    flags.add(enabled ? "on" : "off");
    if (needsNoPassword) {
      flags.add("nopass");
    }
    if (checksPayloads != null) {
      flags.add(checksPayloads ? "sanitize-payload" : "skip-sanitize-payload");
    }
    return flags;
  }

  Set<String> passwords() {
    return passwords;
  }

  /// The first is the user's own, the others are beside it.
  List<Selector> selectors() {
    return selectors;
  }

  /// The rules that make this user, as in a file.
  ///
  /// @param whole see [AllowedCommands#rules]
  String describe(boolean whole) {
    var text = new StringBuilder();
    flags().forEach(flag -> text.append(flag).append(' '));
    passwords.forEach(password -> text.append('#').append(password).append(' '));
    text.append(selectors.getFirst().describe(whole));
    for (Selector selector : selectors.subList(1, selectors.size())) {
      text.append(" (").append(selector.describe(whole)).append(')');
    }
    return text.toString();
  }
}
