package hitrate.engine.node;

import hitrate.engine.command.Command;
import hitrate.engine.command.CommandTable;
import hitrate.engine.node.config.Configuration;
import hitrate.engine.node.config.ParameterError;
import hitrate.engine.persist.MigrationLines;
import hitrate.engine.script.Scripting;
import hitrate.engine.security.AccessControl;
import hitrate.engine.security.AclStore;
import hitrate.engine.security.RuleError;
import hitrate.engine.world.Clock;
import hitrate.engine.world.Dialer;
import hitrate.engine.world.Disk;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Judges the lines of a configuration file that name commands, before there is a node: so a
/// mistake is told with its line. Few files have such lines, so the table of commands that this
/// takes is made for the first of them.
final class StartChecks implements Configuration.Declarations {
  private final Disk disk;
  private @Nullable CommandTable table;
  private @Nullable AccessControl access;
  private final Map<String, String> names = new HashMap<>(); // from what they are called now

  StartChecks(Disk disk) {
    this.disk = disk;
  }

  private CommandTable table() {
    CommandTable known = table;
    if (known == null) {
      var commands =
          CommandFamilies.all(
              () -> {
                throw notYet();
              },
              new AclStore(disk, "", ""),
              new Scripting(),
              () -> {
                throw notYet();
              },
              () -> {
                throw notYet();
              },
              new MigrationLines(Dialer.sockets()));
      known = new CommandTable(commands);
      known.commands().stream().map(Command::name).forEach(name -> names.put(name, name));
      table = known;
    }
    return known;
  }

  /// What only commands need that run.
  private static IllegalStateException notYet() {
    return new IllegalStateException("there is no node yet");
  }

  @Override
  public String renamed(String called, String newName) throws ParameterError {
    CommandTable _ = table();
    String own = names.remove(called.toLowerCase(Locale.ROOT));
    if (own == null) {
      throw new ParameterError("No such command in rename-command");
    }
    if (!newName.isEmpty() && names.putIfAbsent(newName.toLowerCase(Locale.ROOT), own) != null) {
      throw new ParameterError("Target command name already exists");
    }
    return own;
  }

  @Override
  public void user(List<String> words) throws ParameterError {
    AccessControl judge = access;
    if (judge == null) {
      judge = new AccessControl(table(), Clock.system());
      access = judge;
    }
    try {
      judge.checkDeclaration(words);
    } catch (RuleError wrong) {
      throw new ParameterError(wrong.reason());
    }
  }
}
