package hitrate.engine.security;

import hitrate.engine.bytes.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/// Users as lines of a file: `user name rule ...`.
final class AclFile {
  private final AccessControl access;
  private final String name;
  private final List<User> users = new ArrayList<>();
  private final HashSet<Bytes> names = new HashSet<>();
  private final StringBuilder mistakes = new StringBuilder();

  private AclFile(AccessControl access, String name) {
    this.access = access;
    this.name = name;
  }

  /// The users of a file.
  ///
  /// @throws RuleError naming everything that is wrong in it
  static List<User> read(AccessControl access, String name, String text) throws RuleError {
    var file = new AclFile(access, name);
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (!line.isBlank()) {
        file.line(number, line.strip());
      }
    }
    if (file.mistakes.length() > 0) {
      throw new RuleError(
          file.mistakes
              + "WARNING: ACL errors detected, no change to the previously active ACL rules was"
              + " performed");
    }
    return file.users;
  }

  private void line(int number, String line) {
    List<Bytes> words = Arrays.stream(line.split(" ", -1)).map(Bytes::of).toList(); // no quotes
    if (words.size() < 2 || !words.getFirst().equals(Bytes.of("user"))) {
      complain(number, " should start with user keyword followed by the username");
      return;
    }
    if (Texts.hasSpaces(Texts.of(words.get(1)))) {
      mistakes.append('\''); // as the real server has it
      complain(number, ": username '" + words.get(1) + "' contains invalid characters");
      return;
    }
    if (!names.add(words.get(1))) {
      mistakes.append(
          "WARNING: Duplicate user '%s' found on line %d. ".formatted(words.get(1), number));
      return;
    }
    List<String> rules = words.subList(2, words.size()).stream().map(Texts::of).toList();
    List<String> merged;
    try {
      merged = RuleWords.merged(rules);
    } catch (RuleError open) {
      mistakes.append(
          "%s:%d: Unmatched parenthesis in selector definition.".formatted(name, number));
      return;
    }
    User user = access.blank(words.get(1));
    merged.forEach(rule -> apply(rule, user, number));
    users.add(user);
  }

  /// Names the rule only when the command in it is unknown: another one may hold a secret.
  private void apply(String rule, User user, int number) {
    try {
      user.apply(rule);
    } catch (RuleError wrong) {
      String reason = wrong.reason();
      complain(
          number,
          (reason.equals(RuleError.UNKNOWN_COMMAND)
                  ? ": Error in applying operation '" + rule + "': "
                  : ": ")
              + (reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason));
    }
  }

  private void complain(int number, String what) {
    mistakes.append(name).append(':').append(number).append(what).append(". ");
  }
}
