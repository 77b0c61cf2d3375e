package hitrate.engine.security;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Client;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandTable;
import hitrate.engine.command.Subscriptions.Kind;
import hitrate.engine.world.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The users of a node and what they may do. Before a command runs, the dispatcher asks [#check];
/// for a user without limits it need not.
public final class AccessControl {
  static final Bytes DEFAULT = Bytes.of("default");

  /// When a call is looked at, which decides how a refusal is worded.
  public enum Moment {
    ALONE("toplevel"),
    QUEUEING("multi"),
    EXECUTING("multi"),
    IN_SCRIPT("lua");

    private final String context;

    Moment(String context) {
      this.context = context;
    }
  }

  private final TreeMap<Bytes, User> users = new TreeMap<>();
  private final AccessLog log;
  private final CommandTable table;
  private final User defaultUser;
  private boolean allChannelsAtFirst;

  /// One user, `default`, who may do everything without a password.
  public AccessControl(CommandTable table, Clock clock) {
    this.table = table;
    this.log = new AccessLog(clock);
    this.defaultUser = unlimited();
    users.put(DEFAULT, defaultUser);
  }

  private User unlimited() {
    var user = new User(DEFAULT, table, () -> allChannelsAtFirst);
    try {
      for (String rule : List.of("on", "nopass", "~*", "&*", "+@all")) {
        user.apply(rule);
      }
    } catch (RuleError impossible) {
      throw new IllegalStateException(impossible);
    }
    return user;
  }

  AccessLog log() {
    return log;
  }

  CommandTable table() {
    return table;
  }

  /// How many refusals are remembered (`acllog-max-len`).
  public void mostLogEntries(int most) {
    log.most(most);
  }

  /// Whether new users may use all channels (`acl-pubsub-default`).
  public void allChannelsAtFirst(boolean yes) {
    allChannelsAtFirst = yes;
  }

  /// The user that clients are before they log in.
  public User defaultUser() {
    return defaultUser;
  }

  /// A user without limits, for callers that are part of this program.
  public User insider() {
    return unlimited();
  }

  /// Gives the default user this password alone; none when it is empty (`requirepass`).
  public void requirePassword(String password) {
    try {
      defaultUser.apply("resetpass");
      defaultUser.apply(password.isEmpty() ? "nopass" : ">" + password);
    } catch (RuleError impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// True when clients have to log in before anything else.
  public boolean requiresLogin() {
    return !defaultUser.needsNoPassword() || !defaultUser.isEnabled();
  }

  /// True when the default user has a password that a client can give.
  public boolean hasDefaultPassword() {
    return !defaultUser.needsNoPassword();
  }

  /// The user of that name, or null.
  @Nullable User find(Bytes name) {
    return users.get(name);
  }

  /// True when there is a user of that name.
  public boolean knows(Bytes name) {
    return users.containsKey(name);
  }

  /// False when the payloads of the user of that name are let through unseen.
  public boolean checksPayloads(Bytes name) {
    User user = users.get(name);
    return user == null || user.checksPayloads();
  }

  Collection<User> users() {
    return users.values();
  }

  /// A user to be: what it is now, or a new one.
  User draft(Bytes name) {
    User now = users.get(name);
    return now == null ? blank(name) : now.copy();
  }

  /// A new user that is not one of these yet.
  User blank(Bytes name) {
    return new User(name, table, () -> allChannelsAtFirst);
  }

  /// Makes a draft the user of its name. When it allows fewer channels than before, clients that
  /// listen to what it does not allow are closed.
  void put(User draft, Collection<? extends Client> clients) {
    User now = users.get(draft.name());
    if (now == null) {
      users.put(draft.name(), draft);
      return;
    }
    boolean keepsChannels = draft.hasChannelsOf(now);
    now.become(draft);
    if (keepsChannels) {
      return; // even if somebody listens to others, as who was another user then
    }
    for (Client client : List.copyOf(clients)) {
      if (isUser(client, now) && !listensOnlyTo(now, client)) {
        client.kill();
      }
    }
  }

  private static boolean isUser(Client client, User user) {
    return client.user().equals(user.name().toString());
  }

  private static boolean listensOnlyTo(User user, Client client) {
    var mine = client.subscriptions();
    return mine.names(Kind.PATTERN).stream().allMatch(name -> user.allowsChannel(name, true))
        && mine.names(Kind.CHANNEL).stream().allMatch(name -> user.allowsChannel(name, false))
        && mine.names(Kind.SHARD).stream().allMatch(name -> user.allowsChannel(name, false));
  }

  /// Removes a user and closes its clients; false when there is none.
  boolean remove(Bytes name, Collection<? extends Client> clients) {
    User gone = users.remove(name);
    if (gone != null) {
      close(gone, clients);
    }
    return gone != null;
  }

  private void close(User gone, Collection<? extends Client> clients) {
    for (Client client : List.copyOf(clients)) {
      if (isUser(client, gone)) {
        client.kill();
      }
    }
  }

  /// Replaces all users by these, as a file has them; without a default user among them there is
  /// one without limits. Clients of all other users are closed.
  void replaceAll(List<User> fresh, Collection<? extends Client> clients) {
    var old = new ArrayList<>(users.values());
    users.clear();
    users.put(DEFAULT, defaultUser);
    User ofFile = unlimited();
    for (User user : fresh) {
      if (user.name().equals(DEFAULT)) {
        ofFile = user;
      } else {
        users.put(user.name(), user);
      }
    }
    defaultUser.become(ofFile);
    for (User user : old) {
      if (!user.name().equals(DEFAULT)) {
        close(user, clients);
      }
    }
  }

  /// The user that name and password open the door for, or null, which is remembered.
  ///
  /// @param command the command that was used, for the log
  public @Nullable User authenticate(Bytes name, byte[] password, String command, Client client) {
    User user = users.get(name);
    if (user != null && user.opensWith(password)) {
      return user;
    }
    boolean isQueueing = client.transaction().isRunning();
    String context = (isQueueing ? Moment.EXECUTING : Moment.ALONE).context;
    log.add(
        new AccessLog.Entry(
            Denial.Reason.AUTH, context, command, name.toString(), client.describe()));
    return null;
  }

  /// Looks whether a user may make a call.
  ///
  /// @throws CommandError when it may not, which is remembered
  public void check(User user, Command command, Args words, Client client, Moment moment) {
    if (user.isUnlimited()) {
      return;
    }
    List<Bytes> all = words.all();
    Denial denial = user.check(command, all);
    if (denial != null) {
      String object =
          denial.reason() == Denial.Reason.COMMAND
              ? command.fullName()
              : all.get(denial.word()).toString();
      log.add(
          new AccessLog.Entry(
              denial.reason(), moment.context, object, user.name().toString(), client.describe()));
      throw CommandError.of(text(denial.reason(), command, moment));
    }
  }

  private static String text(Denial.Reason reason, Command command, Moment moment) {
    return switch (moment) {
      case ALONE, QUEUEING ->
          "NOPERM this user has no permissions to "
              + switch (reason) {
                case KEY -> "access one of the keys used as arguments";
                case CHANNEL -> "access one of the channels used as arguments";
                default -> "run the '" + command.fullName() + "' command";
              };
      case EXECUTING ->
          "NOPERM ACLs rules changed between the moment the transaction was accumulated and the"
              + " EXEC call. This command is no longer allowed for the following reason: no"
              + " permission to "
              + switch (reason) {
                case KEY -> "touch the specified keys";
                case CHANNEL -> "access one of the channels used as arguments";
                default -> "execute the command or subcommand";
              };
      case IN_SCRIPT ->
          "ERR The user executing the script can't "
              + switch (reason) {
                case KEY -> "access at least one of the keys mentioned in the command arguments";
                case CHANNEL -> "publish to the channel mentioned in the command";
                default -> "run this command or subcommand";
              };
    };
  }

  /// True when the user of that name may make the call.
  public boolean allows(Bytes name, Command command, List<Bytes> words) {
    User user = users.get(name);
    return user == null || user.isUnlimited() || user.check(command, words) == null;
  }

  /// Adds a user whom the configuration declares.
  ///
  /// @param words its name, then rules
  /// @throws RuleError for a rule that makes no sense
  public void declare(List<String> words) throws RuleError {
    String name = words.getFirst();
    if (Texts.hasSpaces(name)) {
      throw new RuleError("Spaces not allowed in ACL usernames");
    }
    User user = blank(Texts.bytes(name));
    if (user.name().equals(DEFAULT)) {
      user.apply("reset"); // it was there before, and reset leaves a trace
    }
    for (String rule : RuleWords.merged(words.subList(1, words.size()))) {
      try {
        user.apply(rule);
      } catch (RuleError wrong) {
        throw new RuleError(
            "Error loading ACL rule '%s' for the user named '%s': %s"
                .formatted(rule, name, wrong.reason()));
      }
    }
    put(user, List.of());
  }

  /// True when a user may log in at all.
  public boolean isEnabled(String name) {
    User user = find(Texts.bytes(name));
    return user != null && user.isEnabled();
  }

  /// Looks whether a user could be declared, as far as that can be told before all commands are
  /// known: a rule on an unknown one may become right.
  ///
  /// @throws RuleError worded as the real server words it, which names the word two before the rule
  public void checkDeclaration(List<String> words) throws RuleError {
    var all = new ArrayList<>(List.of("user"));
    all.addAll(words);
    List<String> rules = words.subList(1, words.size());
    User user = blank(Texts.bytes(words.getFirst()));
    int place = 0;
    for (String rule : RuleWords.mergedWithRest(rules)) {
      try {
        user.apply(rule);
      } catch (RuleError wrong) {
        boolean isOpen = RuleWords.isOpen(rule);
        String reason = isOpen ? RuleError.UNKNOWN_COMMAND : wrong.reason();
        if (isOpen || !reason.equals(RuleError.UNKNOWN_COMMAND)) {
          throw new RuleError(
              "Error in user declaration '%s': %s".formatted(all.get(place), reason));
        }
      }
      place++;
    }
  }

  /// The lines that declare all users. Read again, they allow what is allowed now, also of the
  /// commands that [#shown] does not speak of.
  public List<String> declarations() {
    return lines(true);
  }

  /// The same for a client, which sees no commands of later versions.
  List<String> shown() {
    return lines(false);
  }

  private List<String> lines(boolean whole) {
    return users.values().stream()
        .map(user -> "user " + Texts.of(user.name()) + " " + user.describe(whole))
        .toList();
  }
}
