package hitrate.engine.node.config;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.Server;
import hitrate.engine.world.Disk;
import hitrate.engine.world.sealed.SealedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The parameters of one node with their values. Filled before the node starts from a configuration
/// file, the command line or a builder ([#directive]); changed afterwards by CONFIG SET ([#set]).
public final class Configuration implements Server.Settings {
  /// Parameters that take several words in a configuration file.
  private static final Set<String> SEVERAL_WORDS =
      Set.of(
          "bind",
          "save",
          "client-output-buffer-limit",
          "oom-score-adj-values",
          "latency-tracking-info-percentiles",
          "replicaof",
          "shutdown-on-sigint",
          "shutdown-on-sigterm");

  /// Those of them that may have none, which is the empty value.
  private static final Set<String> MAY_HAVE_NO_WORD =
      Set.of("bind", "save", "client-output-buffer-limit", "latency-tracking-info-percentiles");

  /// Directives of older versions that are read and mean nothing.
  private static final Set<String> GONE =
      Set.of("list-max-ziplist-entries", "list-max-ziplist-value", "lua-replicate-commands");

  /// Parameters that name a file: setting one has the file read anew, be it the same.
  private static final Set<String> FILES =
      Set.of(
          "tls-cert-file",
          "tls-key-file",
          "tls-client-cert-file",
          "tls-client-key-file",
          "tls-dh-params-file",
          "tls-ca-cert-file",
          "tls-ca-cert-dir");

  /// Names the file whose key seals the node's data (see [SealedDisk]). Like `user` it is a
  /// directive and no parameter: redis-server has none such, so CONFIG GET shows none.
  private static final String KEY_FILE = "hitrate-encryption-key-file";

  /// Has replies tell what later versions tell, see [#hasLaterFields]; a directive, too.
  private static final String LATER_FIELDS = "hitrate-later-fields";

  /// Directives that are no parameters.
  private static final Set<String> DECLARATIONS =
      Set.of("include", "rename-command", "user", "loadmodule", "sentinel", KEY_FILE, LATER_FIELDS);

  /// Parameters of which the real server does not stop reading at a zero.
  private static final Set<String> WHOLE =
      Set.of("requirepass", "masterauth", "latency-tracking-info-percentiles", "hz");

  private static final Set<String> SECRETS = Set.of("requirepass", "masterauth", "masteruser");
  private static final String NO_SUCH_DIRECTIVE = "Bad directive or wrong number of arguments";
  private static final int MOST_ADDRESSES = 16;

  /// Is told about a change; may refuse it, and then everything is set back.
  public interface Watcher {
    void changed(String value) throws ParameterError;
  }

  /// Judges what a directive declares that is no parameter.
  public interface Declarations {
    /// A command gets another name, or none when that is empty (`rename-command`).
    ///
    /// @param called what it is called now
    /// @return its own name
    default String renamed(String called, String newName) throws ParameterError {
      return called;
    }

    /// A user is declared.
    ///
    /// @param words its name, then rules
    default void user(List<String> words) throws ParameterError {}
  }

  private final Map<String, Parameter> parameters;
  private final Map<String, String> aliases;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, String> renamedCommands = new LinkedHashMap<>();
  private final Map<String, Watcher> watchers = new LinkedHashMap<>();
  private final List<List<String>> users = new ArrayList<>();
  private final List<String> modules = new ArrayList<>();
  private boolean hasModuleParameters;
  private Declarations declarations = new Declarations() {};
  private Supplier<List<String>> userLines = List::of;
  private String keyFile = "";
  private boolean hasLaterFields;
  private Consumer<String> log = line -> {};
  private final Disk disk;
  private @Nullable Path file;
  private boolean savePointsAreGiven; // at the start; each directive adds some

  /// All defaults; listens on the loopback interface only.
  public Configuration(Disk disk) {
    this.disk = disk;
    var table = new ParameterTable();
    parameters = table.parameters();
    aliases = table.aliases();
    parameters.forEach((name, parameter) -> values.put(name, parameter.initial()));
    values.put("bind", "127.0.0.1");
    values.put("dir", Path.of("").toAbsolutePath().toString());
  }

  /// Remembers the file that [#rewrite] writes to.
  public void file(Path newFile) {
    file = newFile.toAbsolutePath();
  }

  /// The configuration file's absolute path, empty when there is none.
  public String fileName() {
    return file == null ? "" : file.toString();
  }

  /// Says who is told of changes that could not be made.
  public void logTo(Consumer<String> newLog) {
    log = newLog;
  }

  /// Has what directives declare judged while they are read.
  public void judgeWith(Declarations judge) {
    declarations = judge;
  }

  /// The files of modules that are to be loaded (`loadmodule`).
  public List<String> modules() {
    return modules;
  }

  /// True when a directive is for a module: its name has a dot.
  public boolean hasModuleParameters() {
    return hasModuleParameters;
  }

  /// Commands with another name, or with none when it is empty (`rename-command`).
  public Map<String, String> renamedCommands() {
    return renamedCommands;
  }

  /// Where the node keeps its data: sealed on the disk when there is a key file.
  ///
  /// @throws IOException when there is no key in that file that may be used
  public Disk dataDisk() throws IOException {
    return keyFile.isEmpty() ? disk : SealedDisk.over(disk, Path.of(keyFile));
  }

  @Override
  public boolean hasLaterFields() {
    return hasLaterFields;
  }

  /// Users as declared, each a name with rules behind it (`user`).
  public List<List<String>> users() {
    return users;
  }

  /// Says where the lines come from that declare the users when the file is written.
  public void usersAre(Supplier<List<String>> declarations) {
    userLines = declarations;
  }

  /// Applies one line of a configuration file, split into words.
  ///
  /// @throws ParameterError when there is no such directive or it does not take this value
  public void directive(List<String> words) throws ParameterError {
    String name = current(words.getFirst());
    List<String> arguments = words.subList(1, words.size());
    if (isDeclaration(name, arguments)) {
      return;
    }
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new ParameterError(NO_SUCH_DIRECTIVE);
    }
    if (arguments.size() != 1
        && !(arguments.isEmpty() ? MAY_HAVE_NO_WORD : SEVERAL_WORDS).contains(name)) {
      throw new ParameterError("wrong number of arguments");
    }
    if (name.equals("bind") && arguments.size() > MOST_ADDRESSES) {
      throw new ParameterError("Too many bind addresses specified.");
    }
    String value = canonical(parameter, String.join(" ", arguments));
    if (name.equals("save")) {
      boolean isMore = savePointsAreGiven && !value.isEmpty(); // an empty one takes all back
      value = isMore ? (value("save") + " " + value).strip() : value;
      savePointsAreGiven = true;
    }
    values.put(name, value);
  }

  /// Takes a directive that is no parameter; false when it is none.
  private boolean isDeclaration(String name, List<String> arguments) throws ParameterError {
    switch (name) {
      case "rename-command" -> {
        requireWords(arguments.size() == 2);
        String command = declarations.renamed(arguments.get(0), arguments.get(1));
        renamedCommands.put(command.toLowerCase(Locale.ROOT), arguments.get(1));
      }
      case "user" -> declareUser(arguments);
      case "loadmodule" -> {
        requireWords(!arguments.isEmpty());
        modules.add(arguments.getFirst());
      }
      case "sentinel" -> {
        if (!arguments.isEmpty()) {
          throw new ParameterError("sentinel directive while not in sentinel mode");
        }
      }
      case KEY_FILE -> {
        if (arguments.size() != 1) {
          throw new ParameterError("wrong number of arguments");
        }
        keyFile = arguments.getFirst();
      }
      case LATER_FIELDS -> {
        if (arguments.size() != 1) {
          throw new ParameterError("wrong number of arguments");
        }
        hasLaterFields =
            switch (arguments.getFirst().toLowerCase(Locale.ROOT)) {
              case "yes" -> true;
              case "no" -> false;
              default -> throw new ParameterError("argument must be 'yes' or 'no'");
            };
      }
      default -> {
        if (name.contains(".")) {
          hasModuleParameters = true;
          if (arguments.isEmpty()) {
            throw new ParameterError("Module config specified without value");
          }
        } else {
          return GONE.contains(name) && arguments.size() == 1;
        }
      }
    }
    return true;
  }

  private static void requireWords(boolean areThere) throws ParameterError {
    if (!areThere) {
      throw new ParameterError(NO_SUCH_DIRECTIVE);
    }
  }

  private void declareUser(List<String> words) throws ParameterError {
    requireWords(!words.isEmpty());
    String user = words.getFirst();
    if (users.stream().anyMatch(known -> known.getFirst().equals(user))) {
      throw new ParameterError(
          "Error in user declaration '"
              + user
              + "': Duplicate user found. A user can only be defined once in config files");
    }
    declarations.user(words);
    users.add(List.copyOf(words));
  }

  private String canonical(Parameter parameter, String text) throws ParameterError {
    String name = parameter.name();
    return name.equals("dir") ? folder(text) : parameter.canonical(text, value(name));
  }

  /// A folder that is there, as seen from the one before.
  private String folder(String text) throws ParameterError {
    Path folder = Path.of(value("dir")).resolve(text).toAbsolutePath().normalize();
    if (text.isEmpty() || !disk.exists(folder)) {
      throw new ParameterError("No such file or directory");
    }
    try {
      disk.list(folder);
    } catch (IOException none) {
      throw new ParameterError("Not a directory");
    }
    return folder.toString();
  }

  /// Sets a parameter to what the node found out, such as the port it was given.
  public void override(String name, String value) {
    values.put(name, value);
  }

  /// Calls `watcher` with the new value whenever CONFIG SET changes the parameter, behind those who
  /// watch it already.
  public void watch(String name, Watcher watcher) {
    watchers.merge(
        name,
        watcher,
        (earlier, later) ->
            value -> {
              earlier.changed(value);
              later.changed(value);
            });
  }

  /// The value of a parameter that exists.
  public String value(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no such parameter: " + name);
    }
    return value;
  }

  /// The value of a parameter as a number; larger ones than an int holds are cut to its largest.
  public int intValue(String name) {
    return (int) Math.min(longValue(name), Integer.MAX_VALUE);
  }

  /// The value of a parameter as a number.
  public long longValue(String name) {
    return Long.parseLong(value(name));
  }

  /// The value of a parameter that is `yes` or `no`.
  public boolean isOn(String name) {
    return value(name).equals("yes");
  }

  /// The addresses to listen on, in order; one with a minus in front may be missing.
  public List<String> bindAddresses() {
    String addresses = value("bind");
    return addresses.isEmpty() ? List.of() : List.of(addresses.split(" ", -1));
  }

  @Override
  public @Nullable String get(String name) {
    String value = values.get(current(name));
    return value == null ? null : parameter(current(name)).form().shown(value);
  }

  @Override
  public Map<String, String> all() {
    var all = new LinkedHashMap<>(values);
    all.replaceAll((name, value) -> parameter(name).form().shown(value));
    aliases.forEach((old, name) -> all.put(old, value(name)));
    all.keySet().removeAll(ParameterTable.HIDDEN);
    return all;
  }

  @Override
  public boolean isSecret(String name) {
    return SECRETS.contains(current(name));
  }

  /// Sets all or none. As in the real server the names are looked at from left to right before any
  /// value is, and an older name is a parameter of its own beside the current one.
  @Override
  public void set(List<Server.Setting> changes, boolean fromHere) {
    var seen = new HashSet<String>();
    for (Server.Setting change : changes) {
      requireChangeable(change.name(), fromHere);
      if (!seen.add(change.name().toLowerCase(Locale.ROOT))) {
        throw failed(change.name(), "duplicate parameter");
      }
    }
    var before = new LinkedHashMap<>(values);
    String name = "";
    boolean isTold = false; // those who act on the values
    try {
      for (Server.Setting change : changes) {
        name = change.name().toLowerCase(Locale.ROOT);
        String current = current(name);
        values.put(current, canonical(parameter(current), asFarAsHeard(change, current)));
      }
      isTold = true;
      for (Server.Setting change : changes) {
        name = change.name().toLowerCase(Locale.ROOT);
        boolean isChanged = !value(current(name)).equals(before.get(current(name)));
        if (isChanged || FILES.contains(name)) {
          tellWatcher(current(name));
        }
      }
    } catch (ParameterError refused) {
      if (isTold) {
        log.accept(
            "Failed applying new configuration. Possibly related to new %s setting. Restoring previous settings."
                .formatted(name));
      }
      var touched = new ArrayList<>(values.keySet());
      touched.removeIf(changed -> value(changed).equals(before.get(changed)));
      values.putAll(before);
      touched.forEach(this::restore);
      throw failed(name, refused.reason());
    }
  }

  /// A value as far as the real server takes it: up to a zero, where a text of C ends, and so each
  /// of several words, of which there is still one when nothing is left of it; but passwords and
  /// whole numbers as they are.
  private String asFarAsHeard(Server.Setting change, String current) {
    String value = change.value();
    int end = value.indexOf(0);
    if (end < 0
        || WHOLE.contains(current)
        || parameter(current).form() instanceof Parameter.Whole) {
      return value;
    }
    if (!SEVERAL_WORDS.contains(current)) {
      return value.substring(0, end);
    }
    String heard = value.replaceAll("\\x00[^ ]*", "");
    return heard.isEmpty() && !current.equals("save") ? value : heard;
  }

  private void requireChangeable(String given, boolean fromHere) {
    Parameter parameter = parameters.get(current(given));
    if (parameter == null) {
      throw CommandError.of(
          "ERR Unknown option or number of arguments for CONFIG SET - '" + given + "'");
    }
    if (parameter.change().isOnlyAtStart()) {
      throw failed(given, "can't set immutable config");
    }
    String opened = value("enable-protected-configs");
    boolean isOpen = opened.equals("yes") || opened.equals("local") && fromHere;
    if (parameter.change() == Parameter.Change.PROTECTED && !isOpen) {
      throw failed(given, "can't set protected config");
    }
  }

  private Parameter parameter(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new IllegalArgumentException("no such parameter: " + name);
    }
    return parameter;
  }

  private void tellWatcher(String name) throws ParameterError {
    Watcher watcher = watchers.get(name);
    if (watcher != null) {
      watcher.changed(value(name));
    }
  }

  private void restore(String name) {
    try {
      tellWatcher(name);
    } catch (ParameterError impossible) {
      throw new IllegalStateException("cannot go back to " + value(name), impossible);
    }
  }

  private static CommandError failed(String name, String reason) {
    return CommandError.of(
        "ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + reason);
  }

  @Override
  public void rewrite(boolean everything) {
    Path target = file;
    if (target == null) {
      throw CommandError.of("ERR The server is running without a config file");
    }
    try {
      String before = disk.exists(target) ? disk.readText(target) : "";
      disk.replaceText(target, rewritten(before, everything));
    } catch (IOException failure) {
      throw CommandError.of("ERR Rewriting config file: " + Disk.reason(failure));
    }
  }

  /// The file's text with the current values.
  private String rewritten(String before, boolean everything) {
    var text = new ConfigurationFile(before, this::current, this::isKept);
    var directives = new DirectiveLines(text, everything);
    for (Parameter parameter : parameters.values()) {
      directives.write(parameter, parameter.form().shown(value(parameter.name())));
    }
    text.drop("user");
    if (value("aclfile").isEmpty()) {
      userLines.get().forEach(line -> text.put("user", line, true));
    }
    return text.text();
  }

  /// True for a directive that means something to a node that is started with it.
  private boolean isKept(String name) {
    return parameters.containsKey(name) || DECLARATIONS.contains(name);
  }

  private String current(String given) {
    String lower = given.toLowerCase(Locale.ROOT);
    return aliases.getOrDefault(lower, lower);
  }
}
