package hitrate.engine.script;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Execution;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The scripts and functions of one node: their commands, and their figures for INFO.
public final class Scripting {
  private final Calls calls = new Calls();
  private final Scripts scripts = new Scripts(calls);
  private final Libraries libraries = new Libraries(calls);

  /// Has scripts see functions of Lua that should no longer be used, too
  /// (`lua-enable-deprecated-api`). To be called before the first script runs.
  public void showDeprecated() {
    calls.showDeprecated();
  }

  /// EVAL, SCRIPT, FCALL, FUNCTION and their like.
  public List<Command> commands() {
    var all = new ArrayList<>(ScriptCommands.commands(scripts, calls.watchman()));
    all.addAll(FunctionCommands.commands(libraries, calls.watchman()));
    return all;
  }

  /// The code of each library of functions, in the order in which they came.
  public List<Bytes> libraryCodes() {
    return libraries.all().stream().map(Library::code).toList();
  }

  /// Takes a library of functions as FUNCTION LOAD does.
  ///
  /// @throws CommandError when it is none, or is there already and not to be replaced
  public void loadLibrary(Bytes code, boolean replaces, Execution x) {
    libraries.load(code, replaces, x);
  }

  /// Removes all libraries of functions.
  public void forgetLibraries() {
    libraries.flush();
  }

  /// Has a debugger follow the scripts from here on; null for nobody.
  ///
  /// @throws CommandError when no script can run here at all
  public void debugger(@Nullable Debugger debugger) {
    scripts.debugger(debugger);
  }

  /// How many scripts EVALSHA would find.
  public int scriptCount() {
    return scripts.count();
  }

  public int libraryCount() {
    return libraries.all().size();
  }

  public int functionCount() {
    return libraries.functionCount();
  }

  /// Bytes that scripts take here.
  public long scriptBytes() {
    return scripts.usedBytes();
  }

  /// Bytes that libraries of functions take here.
  public long libraryBytes() {
    return libraries.usedBytes();
  }

  /// Bytes that Lua holds for scripts.
  public long scriptInterpreterBytes() {
    return scripts.interpreterBytes();
  }

  /// Bytes that Lua holds for functions.
  public long functionInterpreterBytes() {
    return libraries.interpreterBytes();
  }
}
