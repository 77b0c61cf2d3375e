package hitrate.engine.security;

import hitrate.engine.command.Category;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandTable;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The commands that a selector allows: a bit for each, by [Command#number()], and first arguments
/// with which a command is allowed that otherwise is not (`+select|0`).
final class AllowedCommands {
  private final CommandTable table;
  private final BitSet allowed = new BitSet();
  private final BitSet named = new BitSet(); // the later ones that a rule was about by their name
  private final Map<Integer, List<String>> firstArguments = new HashMap<>();
  private boolean future; // all that will ever be, not only what is known

  AllowedCommands(CommandTable table) {
    this.table = table;
  }

  AllowedCommands copy() {
    var copy = new AllowedCommands(table);
    copy.allowed.or(allowed);
    copy.named.or(named);
    firstArguments.forEach(
        (number, words) -> copy.firstArguments.put(number, new ArrayList<>(words)));
    copy.future = future;
    return copy;
  }

  void allowAll() {
    allowed.set(0, table.numbered().size());
    named.clear();
    firstArguments.clear();
    future = true;
  }

  void forbidAll() {
    allowed.clear();
    named.clear();
    firstArguments.clear();
    future = false;
  }

  /// True when everything is allowed.
  boolean isAll() {
    return future && allowed.cardinality() == table.numbered().size();
  }

  boolean contains(Command command) {
    return allowed.get(command.number());
  }

  /// True when the command is allowed by its first argument.
  boolean containsWith(Command command, @Nullable String firstArgument) {
    List<String> words = firstArguments.get(command.number());
    return words != null
        && firstArgument != null
        && words.stream().anyMatch(word -> word.equalsIgnoreCase(firstArgument));
  }

  /// Applies `+name`, `-name`, `+@category` and so on.
  void apply(String rule) throws RuleError {
    boolean allow = rule.charAt(0) == '+';
    String name = rule.substring(1);
    if (name.startsWith("@")) {
      set(category(name), allow);
      return;
    }
    int bar = name.lastIndexOf('|');
    if (!allow || bar < 0) {
      setNamed(known(name), allow);
      return;
    }
    String first = name.substring(0, bar);
    Command command = known(first);
    if (first.indexOf('|') >= 0) {
      throw new RuleError(RuleError.FIRST_ARGUMENT_OF_SUBCOMMAND);
    } else if (bar == name.length() - 1) {
      throw new RuleError(RuleError.SYNTAX);
    } else if (command.isContainer()) {
      setNamed(known(name), true);
    } else {
      List<String> words = firstArguments.computeIfAbsent(command.number(), _ -> new ArrayList<>());
      String word = name.substring(bar + 1);
      if (words.stream().noneMatch(word::equalsIgnoreCase)) {
        words.add(word);
      }
    }
  }

  private Command known(String name) throws RuleError {
    Command command = name.isEmpty() ? null : table.findOwn(name);
    if (command == null) {
      throw new RuleError(RuleError.UNKNOWN_COMMAND);
    }
    return command;
  }

  private static Category category(String name) throws RuleError {
    for (Category category : Category.values()) {
      if (category.wireName().equals(name.toLowerCase(Locale.ROOT))) {
        return category;
      }
    }
    throw new RuleError(RuleError.UNKNOWN_COMMAND);
  }

  private void setNamed(Command command, boolean allow) {
    set(command, allow);
    named.set(command.number(), command.isLater());
  }

  private void set(Command command, boolean allow) {
    allowed.set(command.number(), allow);
    named.clear(command.number());
    firstArguments.remove(command.number());
    command.subcommands().values().forEach(sub -> set(sub, allow));
    command.laterSubcommands().values().forEach(sub -> set(sub, allow));
  }

  private void set(Category category, boolean allow) {
    for (Command command : table.numbered()) {
      if (command.categories().contains(category)) {
        set(command, allow);
      }
    }
  }

  /// The rules that give the same, as short as a simple method finds them: beginning with all or
  /// nothing, categories as long as one agrees with more of the remaining commands than it is wrong
  /// about, and then single commands.
  ///
  /// @param whole with those commands of later versions, see [Command#isLater], that these rules
  ///   would be wrong about. Without, the rules are what the version says that this node behaves
  ///   like, and such a command is in them only where a rule was about it by its name.
  String rules(boolean whole) {
    var rules = new StringBuilder(future ? "+@all" : "-@all");
    var made = new AllowedCommands(table);
    if (future) {
      made.allowAll();
    }
    AllowedCommands rest = copy();
    var left = new ArrayList<>(List.of(Category.values()));
    for (Category best = best(left, rest); best != null; best = best(left, rest)) {
      made.set(best, !future);
      rest.set(best, future);
      left.remove(best);
      rules.append(future ? " -" : " +").append(best.wireName());
    }
    for (Command command : table.own()) {
      single(command, made, whole, rules);
    }
    return rules.toString();
  }

  private @Nullable Category best(List<Category> left, AllowedCommands rest) {
    Category best = null;
    int leastWrong = Integer.MAX_VALUE;
    int mostRight = 0;
    for (Category category : left) {
      int allowedOnes = 0;
      int all = 0;
      for (Command command : table.numbered()) {
        if (!command.isLater() && command.categories().contains(category)) {
          all++;
          allowedOnes += rest.contains(command) ? 1 : 0;
        }
      }
      int right = future ? all - allowedOnes : allowedOnes;
      int wrong = all - right;
      if (right > wrong && (wrong < leastWrong || wrong == leastWrong && right > mostRight)) {
        best = category;
        leastWrong = wrong;
        mostRight = right;
      }
    }
    return best;
  }

  private void single(Command command, AllowedCommands made, boolean whole, StringBuilder rules) {
    boolean isShown = whole || !command.isLater() || named.get(command.number());
    if (isShown && contains(command) != made.contains(command)) {
      made.set(command, contains(command));
      rules.append(contains(command) ? " +" : " -").append(command.fullName());
    }
    command.subcommands().values().forEach(sub -> single(sub, made, whole, rules));
    command.laterSubcommands().values().forEach(sub -> single(sub, made, whole, rules));
    if (!contains(command)) {
      firstArguments
          .getOrDefault(command.number(), List.of())
          .forEach(word -> rules.append(" +").append(command.fullName()).append('|').append(word));
    }
  }
}
