package hitrate.engine.command;

import hitrate.engine.bytes.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The declaration of one command: everything the dispatcher, the access rules and COMMAND INFO
/// need to know, and what it runs. Immutable, except for its number, which the table that it is put
/// into gives it.
///
/// ```java
/// Command.named("getrange").arity(4).flags(READONLY).categories(STRING)
///     .keys(KeySpec.key(1, RO, ACCESS))
///     .parses(Range::parse).runs(StringCommands::getRange)
/// ```
///
/// A command with options runs in two steps. Parsing reads the words and touches no data, so that a
/// syntax error can never leave half a write behind; running does the work, writes the reply and
/// answers the [Effect].
public final class Command {
  /// A command's one step: reads words, works, writes the reply to `x.reply()`.
  public interface Run {
    Effect run(Args args, Execution x);
  }

  /// The first of two steps: makes sense of the words.
  public interface Parse<T> {
    T parse(Args args);
  }

  /// The second of two steps.
  public interface RunParsed<T> {
    Effect run(T options, Args args, Execution x);
  }

  /// Tells what one call does with its keys, for a command of which that depends on the options.
  public interface KeyFlags {
    /// The flags of the keys in a call, given with its name first.
    List<KeySpec.Flag> of(List<Bytes> words);
  }

  /// Finds the keys of a call that key specs cannot describe.
  public interface KeySearch {
    /// The keys in a call, given with its name first.
    List<KeyFinder.Found> keys(List<Bytes> words);
  }

  /// Tells which flags one call has, for a command that runs what says for itself what it may do.
  public interface FlagsOfCall {
    /// The flags of a call with these words, or null when they are those of the command.
    @Nullable Set<CommandFlag> of(Args words);
  }

  private final String name;
  private final String parent;
  private final int arity;
  private final Set<CommandFlag> flags;
  private final Set<Category> categories;
  private final List<String> tips;
  private final List<KeySpec> keySpecs;
  private final Map<String, Command> subcommands;
  private final Map<String, Command> laterSubcommands;
  private final @Nullable Run body;
  private final boolean quick;
  private final @Nullable KeyFlags keyFlags;
  private final @Nullable KeySearch keySearch;
  private final boolean container;
  private final int firstKey;
  private final boolean oneKey;
  private final boolean script;
  private final boolean runsQueue;
  private final boolean isLater;
  private final String laterWord;
  private final String guard;
  private final @Nullable FlagsOfCall flagsOfCall;
  private final Map<Set<CommandFlag>, Command> variants = new HashMap<>();
  private int number = -1;

  private Command(Builder builder, @Nullable Run body, List<Command> children) {
    this.name = builder.name;
    this.parent = builder.parent;
    this.arity = builder.arity;
    this.flags = Collections.unmodifiableSet(builder.flags);
    this.categories = implied(builder);
    this.tips = List.copyOf(builder.tips);
    this.keySpecs = List.copyOf(builder.keySpecs);
    this.keyFlags = builder.keyFlags;
    this.keySearch = builder.keySearch;
    this.body = body;
    this.flagsOfCall = builder.flagsOfCall;
    this.quick = builder.quick || flags.contains(CommandFlag.FAST);
    this.isLater = builder.isLater;
    this.laterWord = builder.laterWord;
    this.runsQueue = builder.runsQueue;
    this.guard = builder.guard;
    var byName = new LinkedHashMap<String, Command>();
    var later = new LinkedHashMap<String, Command>();
    for (Command child : children) {
      (child.isLater ? later : byName).put(child.name, child);
    }
    this.subcommands = Collections.unmodifiableMap(byName);
    this.laterSubcommands = Collections.unmodifiableMap(later);
    this.container = !byName.isEmpty();
    this.firstKey =
        !keySpecs.isEmpty() && keySpecs.getFirst().begin() instanceof KeySpec.Index at
            ? at.index()
            : 0;
    this.script =
        flags.contains(CommandFlag.SKIP_MONITOR) && categories.contains(Category.SCRIPTING);
    this.oneKey =
        firstKey > 0
            && keySpecs.size() == 1
            && keySpecs.getFirst().find() instanceof KeySpec.Range range
            && range.last() == 0
            && !keySpecs.getFirst().flags().contains(KeySpec.Flag.NOT_KEY);
  }

  /// The same command with other flags.
  private Command(Command other, Set<CommandFlag> flags) {
    this.name = other.name;
    this.parent = other.parent;
    this.arity = other.arity;
    this.flags = flags;
    this.categories = other.categories;
    this.tips = other.tips;
    this.keySpecs = other.keySpecs;
    this.keyFlags = other.keyFlags;
    this.keySearch = other.keySearch;
    this.body = other.body;
    this.quick = other.quick;
    this.isLater = other.isLater;
    this.laterWord = other.laterWord;
    this.guard = other.guard;
    this.subcommands = other.subcommands;
    this.laterSubcommands = other.laterSubcommands;
    this.container = other.container;
    this.firstKey = other.firstKey;
    this.script = other.script;
    this.runsQueue = other.runsQueue;
    this.oneKey = other.oneKey;
    this.flagsOfCall = null;
    this.number = other.number;
  }

  private static Set<Category> implied(Builder builder) {
    EnumSet<Category> all = builder.categories.clone();
    Set<CommandFlag> flags = builder.flags;
    if (flags.contains(CommandFlag.WRITE)) {
      all.add(Category.WRITE);
    }
    if (flags.contains(CommandFlag.READONLY) && !all.contains(Category.SCRIPTING)) {
      all.add(Category.READ);
    }
    if (flags.contains(CommandFlag.ADMIN)) {
      all.add(Category.ADMIN);
      all.add(Category.DANGEROUS);
    }
    if (flags.contains(CommandFlag.PUBSUB)) {
      all.add(Category.PUBSUB);
    }
    if (flags.contains(CommandFlag.BLOCKING)) {
      all.add(Category.BLOCKING);
    }
    all.add(flags.contains(CommandFlag.FAST) ? Category.FAST : Category.SLOW);
    return Collections.unmodifiableSet(all);
  }

  /// Begins a declaration. The name is in lower case.
  public static Builder named(String name) {
    return new Builder(name);
  }

  public String name() {
    return name;
  }

  /// The name with its container's: `client|getname`, or just the name.
  public String fullName() {
    return parent.isEmpty() ? name : parent + "|" + name;
  }

  /// The exact number of words, or minus the least number.
  public int arity() {
    return arity;
  }

  /// True when a call may have this many words.
  public boolean accepts(int words) {
    return arity >= 0 ? words == arity : words >= -arity;
  }

  /// True when a call has one word more than this version knows of, and it is the word that a later
  /// version takes there. A call with any other word is refused as ever.
  public boolean acceptsLater(Args words) {
    int last = words.count() - 1;
    return !laterWord.isEmpty() && last == arity && words.is(last, laterWord);
  }

  public Set<CommandFlag> flags() {
    return flags;
  }

  /// The command with the flags that a call with these words has: this one, or one that is like it
  /// but for them.
  public Command as(Args words) {
    Set<CommandFlag> own = flagsOfCall == null ? null : flagsOfCall.of(words);
    return own == null ? this : variants.computeIfAbsent(own, these -> new Command(this, these));
  }

  public boolean is(CommandFlag flag) {
    return flags.contains(flag);
  }

  public Set<Category> categories() {
    return categories;
  }

  /// Remarks for clients and proxies, such as `nondeterministic_output`.
  public List<String> tips() {
    return tips;
  }

  public List<KeySpec> keySpecs() {
    return keySpecs;
  }

  /// What a call with these words does with the keys of one of its specs.
  public List<KeySpec.Flag> keyFlags(KeySpec spec, List<Bytes> words) {
    return keyFlags != null && spec.flags().contains(KeySpec.Flag.VARIABLE_FLAGS)
        ? keyFlags.of(words)
        : spec.flags();
  }

  /// What finds the keys where the specs do not tell; null where they do.
  @Nullable KeySearch keySearch() {
    return keySearch;
  }

  /// The commands below this one, by name; empty for a plain command.
  public Map<String, Command> subcommands() {
    return subcommands;
  }

  /// The first part of the name of the parameter `enable-...-command` that has to allow the
  /// command, empty for none.
  public String guard() {
    return guard;
  }

  /// True when there are commands below this one.
  public boolean isContainer() {
    return container;
  }

  /// The subcommand that a word names, or null.
  public @Nullable Command subcommand(String word) {
    String name = word.toLowerCase(Locale.ROOT);
    Command found = subcommands.get(name);
    return found == null ? laterSubcommands.get(name) : found;
  }

  /// Subcommands of later versions than the one whose behaviour this node has. They can be called
  /// but are not listed, so that nobody sees anything else than in that version.
  public Map<String, Command> laterSubcommands() {
    return laterSubcommands;
  }

  /// True for one of those, and for a command that a later version has: it is not listed either.
  /// Whoever asks for it by name is told of it.
  public boolean isLater() {
    return isLater;
  }

  /// The index of the word that is the first key, or 0 when there is none at a fixed place.
  public int firstKey() {
    return firstKey;
  }

  /// True when a call has exactly one key, the first.
  public boolean hasOneKey() {
    return oneKey;
  }

  /// True for a command that runs a script, which calls other commands.
  public boolean isScript() {
    return script;
  }

  /// True for a command that takes a microsecond at most whatever it is given: it is not timed
  /// alone but with its batch, as reading the clock takes a tenth of its own time.
  public boolean isQuick() {
    return quick;
  }

  /// True when what the command does is what the client has queued.
  public boolean runsQueue() {
    return runsQueue;
  }

  /// The number that the table gave this command, from 0 on.
  public int number() {
    return number;
  }

  void number(int newNumber) {
    number = newNumber;
  }

  /// Runs the command.
  ///
  /// @throws CommandError for a mistake of the client
  public Effect run(Args args, Execution x) {
    Run run = body;
    if (run == null) {
      throw new IllegalStateException(name + " is a container");
    }
    return run.run(args, x);
  }

  /// A declaration being made.
  public static final class Builder {
    private final String name;
    private String parent = "";
    private int arity = -1;
    private EnumSet<CommandFlag> flags = EnumSet.noneOf(CommandFlag.class);
    private EnumSet<Category> categories = EnumSet.noneOf(Category.class);
    private boolean quick;
    private boolean isLater;
    private boolean runsQueue;
    private String laterWord = "";
    private String guard = "";
    private @Nullable KeyFlags keyFlags;
    private @Nullable KeySearch keySearch;
    private @Nullable FlagsOfCall flagsOfCall;
    private final List<String> tips = new ArrayList<>();
    private final List<KeySpec> keySpecs = new ArrayList<>();

    private Builder(String name) {
      this.name = name;
    }

    /// Exactly so many words, or at least as many as the negative says.
    public Builder arity(int words) {
      arity = words;
      return this;
    }

    public Builder flags(CommandFlag... these) {
      flags = EnumSet.noneOf(CommandFlag.class);
      flags.addAll(Arrays.asList(these));
      return this;
    }

    /// Categories beside those that follow from the flags.
    public Builder categories(Category... these) {
      categories = EnumSet.noneOf(Category.class);
      categories.addAll(Arrays.asList(these));
      return this;
    }

    public Builder tips(String... these) {
      tips.addAll(Arrays.asList(these));
      return this;
    }

    public Builder keys(KeySpec... these) {
      keySpecs.addAll(Arrays.asList(these));
      return this;
    }

    /// Says how the flags of keys whose spec is `VARIABLE_FLAGS` follow from the call.
    public Builder keyFlags(KeyFlags flagsOfCall) {
      keyFlags = flagsOfCall;
      return this;
    }

    /// Says how keys are found that no spec describes.
    public Builder keySearch(KeySearch search) {
      keySearch = search;
      return this;
    }

    /// Says how the flags of a call follow from its words.
    public Builder flagsOfCall(FlagsOfCall flagsOfWords) {
      flagsOfCall = flagsOfWords;
      return this;
    }

    /// Marks a command as quick that is not flagged [CommandFlag#FAST].
    public Builder quick() {
      quick = true;
      return this;
    }

    /// Says that the command runs what the client has queued.
    public Builder runsQueue() {
      runsQueue = true;
      return this;
    }

    /// Marks a command of a later version, see [Command#isLater].
    public Builder later() {
      isLater = true;
      return this;
    }

    /// Takes a last word of a later version, see [Command#acceptsLater].
    public Builder laterWord(String word) {
      laterWord = word;
      return this;
    }

    /// Marks a command that is refused unless the parameter `enable-...-command` allows it.
    public Builder guardedBy(String name) {
      guard = name;
      return this;
    }

    /// A command of one step.
    public Command runs(Run run) {
      return new Command(this, run, List.of());
    }

    /// A command of two steps: continue with [Parsing#runs].
    public <T> Parsing<T> parses(Parse<T> parse) {
      return new Parsing<>(this, parse);
    }

    /// A command that only holds others.
    public Command holds(Subcommand... children) {
      return holdsOr(null, children);
    }

    /// A command that holds others and also runs by itself when called alone.
    public Command holdsOr(@Nullable Run alone, Subcommand... children) {
      var built = new ArrayList<Command>();
      for (Subcommand child : children) {
        built.add(child.under(name));
      }
      return new Command(this, alone, built);
    }

    /// Ends the declaration of a subcommand.
    public Subcommand sub(Run run) {
      return container -> {
        parent = container;
        return runs(run);
      };
    }
  }

  /// A subcommand that waits for its container's name.
  public interface Subcommand {
    Command under(String container);
  }

  /// A declaration whose parse step is known.
  public record Parsing<T>(Builder builder, Parse<T> parse) {
    public Command runs(RunParsed<T> run) {
      return builder.runs((args, x) -> run.run(parse.parse(args), args, x));
    }
  }
}
