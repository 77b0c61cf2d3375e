package hitrate.engine.differential;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.testing.Choices;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Makes random histories: what several clients do one after the other, some of it in transactions,
/// in scripts and functions, or waiting for what others push.
final class Histories {

  /// How many clients take part.
  static final int CLIENTS = 3;

  /// The library whose functions histories call.
  static final String LIBRARY =
      """
      #!lua name=history
      redis.register_function('call', function(keys, words) return redis.call(unpack(words)) end)
      redis.register_function{function_name='look', flags={'no-writes'},
        callback=function(keys, words) return redis.pcall(unpack(words)) end}
      """;

  private static final List<List<String>> CALLS =
      List.of(
          List.of("EVAL", "return redis.call(unpack(ARGV))", "0"),
          List.of("EVAL", "return redis.pcall(unpack(ARGV))", "0"),
          List.of("EVAL", "redis.setresp(3) return redis.call(unpack(ARGV))", "0"),
          List.of(
              "EVAL", "local r = redis.pcall(unpack(ARGV)) redis.call('INCR', 'n') return r", "0"),
          List.of("EVAL", "redis.call('INCR', 'n') return redis.call(unpack(ARGV))", "0"),
          List.of("EVAL_RO", "return redis.pcall(unpack(ARGV))", "0"),
          List.of("FCALL", "call", "0"),
          List.of("FCALL", "look", "0"),
          List.of("FCALL_RO", "look", "0"));

  /// Commands that come across expired keys in an order of their own.
  private static final Set<String> MEETS_ANY = Set.of("RANDOMKEY", "SCAN");

  private static final Set<String> WAITING =
      Set.of(
          "BLPOP",
          "BRPOP",
          "BLMOVE",
          "BRPOPLPUSH",
          "BLMPOP",
          "BZPOPMIN",
          "BZPOPMAX",
          "BZMPOP",
          "XREAD",
          "XREADGROUP");

  /// What one client sends.
  ///
  /// @param client its number, from 0 on
  record Step(int client, List<Bytes> words) {
    /// True for a command that may have its client wait.
    boolean mayWait() {
      String name = name(words);
      return WAITING.contains(name)
          && (!name.startsWith("X")
              || words.stream().anyMatch(word -> word.toString().equalsIgnoreCase("BLOCK")));
    }
  }

  private final Choices choices;
  private final Commands commands;
  private final boolean lapses;
  private final List<Step> steps = new ArrayList<>();
  private int client;

  private Histories(Choices choices, long startMillis) {
    this.choices = choices;
    this.commands = new Commands(choices, startMillis);
    this.lapses = choices.percent(25);
  }

  /// A history of about so many steps.
  static List<Step> make(long seed, long startMillis, int length) {
    var history = new Histories(Choices.seeded(seed), startMillis);
    while (history.steps.size() < length) {
      history.goOn();
    }
    return history.steps;
  }

  /// The name of a command in upper case.
  static String name(List<Bytes> words) {
    return words.getFirst().toString().toUpperCase(Locale.ROOT);
  }

  /// The command that a script or a function is to call, or the command itself.
  static List<Bytes> inner(List<Bytes> words) {
    boolean calls =
        CALLS.stream().anyMatch(call -> Bytes.of(call.getFirst()).equals(words.getFirst()));
    return calls && words.size() > 3 ? words.subList(3, words.size()) : words;
  }

  private void goOn() {
    if (choices.percent(4)) {
      client = choices.below(CLIENTS);
    }
    switch (choices.below(60)) {
      case 0 -> transaction();
      case 1 -> add((client + 1) % CLIENTS, commands.from(Shapes.WAITING));
      case 2 -> add(client, commands.from(Shapes.CLIENTS));
      case 6 -> add(client, commands.from(Shapes.LIMITS));
      case 3, 4, 5 -> add(client, call());
      default -> add(client, command());
    }
  }

  private void add(int who, List<Bytes> words) {
    steps.add(new Step(who, words));
  }

  private List<Bytes> command() {
    if (lapses && choices.percent(5)) {
      return commands.from(Shapes.LAPSING);
    }
    List<Bytes> words = commands.next();
    while (isOfChance(words) || lapses && MEETS_ANY.contains(name(words))) {
      words = commands.next();
    }
    return words;
  }

  /// True for a command that takes out a member by chance.
  static boolean isOfChance(List<Bytes> words) {
    List<Bytes> inner = inner(words);
    return name(inner).equals("SPOP") && inner.size() == 2;
  }

  private List<Bytes> call() {
    var words = new ArrayList<Bytes>();
    choices.of(CALLS).forEach(word -> words.add(Bytes.of(word)));
    words.addAll(command());
    return words;
  }

  private void transaction() {
    if (choices.percent(50)) {
      add(client, commands.from(List.of("WATCH <key>+", "WATCH <list> <stream>")));
      if (choices.percent(30)) {
        add(client, command());
      }
    }
    add(client, List.of(Bytes.of("MULTI")));
    for (int left = choices.below(6); left > 0; left--) {
      int one = choices.below(12);
      if (one == 0) {
        add((client + 1) % CLIENTS, command());
      } else {
        add(client, one == 1 ? commands.from(Shapes.WAITING) : one == 2 ? call() : command());
      }
    }
    add(client, List.of(Bytes.of(choices.percent(90) ? "EXEC" : "DISCARD")));
  }
}
