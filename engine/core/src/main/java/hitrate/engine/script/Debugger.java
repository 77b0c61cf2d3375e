package hitrate.engine.script;

import hitrate.engine.bytes.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Lets somebody step through a script, as `redis-cli --ldb` does: stops it before lines, tells
/// where it is and what its variables hold, and takes orders until it is to go on.
///
/// The texts are those of the real server's debugger, which clients show as they are.
public final class Debugger {
  private static final String CHUNK = "@user_script";
  private static final String UNKNOWN =
      "<error> Unknown Redis Lua debugger command or wrong number of arguments.";
  private static final int MOST_BREAKPOINTS = 64;
  private static final int CONTEXT = 5;
  private static final long LONG_NANOS = 5_000_000_000L;
  private static final String HELP =
      """
      Redis Lua debugger help:
      [h]elp               Show this help.
      [s]tep               Run current line and stop again.
      [n]ext               Alias for step.
      [c]ontinue           Run till next breakpoint.
      [l]ist               List source code around current line.
      [l]ist [line]        List source code around [line].
                           line = 0 means: current position.
      [l]ist [line] [ctx]  In this form [ctx] specifies how many lines
                           to show before/after [line].
      [w]hole              List all source code. Alias for 'list 1 1000000'.
      [p]rint              Show all the local variables.
      [p]rint <var>        Show the value of the specified variable.
                           Can also show global vars KEYS and ARGV.
      [b]reak              Show all breakpoints.
      [b]reak <line>       Add a breakpoint to the specified line.
      [b]reak -<line>      Remove breakpoint from the specified line.
      [b]reak 0            Remove all breakpoints.
      [t]race              Show a backtrace.
      [e]val <code>        Execute some Lua code (in a different callframe).
      [r]edis <cmd>        Execute a Redis command.
      [m]axlen [len]       Trim logged Redis replies and Lua var dumps to len.
                           Specifying zero as <len> means unlimited.
      [a]bort              Stop the execution of the script. In sync
                           mode dataset changes will be retained.

      Debugger functions you can call from Lua scripts:
      redis.debug()        Produce logs in the debugger console.
      redis.breakpoint()   Stop execution like if there was a breakpoint in the
                           next line of code.
      """;

  private final DebuggerLine line;
  private final List<String> source;
  private final TreeSet<Integer> breakpoints = new TreeSet<>();
  private final LongSupplier nanos;
  private final long startNanos;
  private @Nullable Interpreter interpreter;
  private int current = -1;
  private boolean atBreakpoint;
  private boolean stepping = true;
  private boolean breaksNext;
  private boolean isLate;
  private boolean stopped;
  private @Nullable String end;

  /// @param line to whoever gives the orders
  /// @param code the script
  /// @param nanos the time
  public Debugger(DebuggerLine line, Bytes code, LongSupplier nanos) {
    this.nanos = nanos;
    this.startNanos = nanos.getAsLong();
    this.line = line;
    String text = DebuggerText.latin(code).replaceFirst("[\\r\\n]+$", "");
    this.source = List.of(text.split("\n", -1));
  }

  /// Says which interpreter runs the script.
  void attach(Interpreter lua) {
    interpreter = lua;
  }

  private Interpreter interpreter() {
    Interpreter lua = interpreter;
    if (lua == null) {
      throw new IllegalStateException("nothing is being debugged");
    }
    return lua;
  }

  /// True while calls of commands are shown.
  boolean isStepping() {
    return stepping;
  }

  /// Why the script was ended by the one who debugs it, or null.
  @Nullable String reasonForEnd() {
    return end;
  }

  /// `redis.breakpoint()`.
  void breakNext() {
    breaksNext = true;
  }

  /// `redis.debug()` with the values on the stack.
  void show(Lua lua) {
    var text = new StringBuilder("<debug> line " + current + ": ");
    int top = lua.top();
    for (int i = 1; i <= top; i++) {
      text.append(i == 1 ? "" : ", ").append(DebuggerText.value(lua, i));
    }
    line.add(text.toString());
  }

  /// A command is about to be called.
  void calls(List<Bytes> words) {
    line.add("<redis> " + DebuggerText.call(words));
  }

  /// A command has answered.
  void answered(byte[] reply, int protocol) {
    String text = DebuggerText.reply(reply, protocol);
    if (reply[0] == '-') {
      failed("-" + new String(reply, 1, reply.length - 3, StandardCharsets.ISO_8859_1));
    }
    line.addLong("<reply> " + text);
  }

  /// A call was refused, or the script made an error itself.
  void failed(String text) {
    line.add("<error> " + text);
  }

  /// Lua has run many instructions. A script that goes on and on is stopped.
  void goesOn() {
    if (!stepping && nanos.getAsLong() - startNanos > LONG_NANOS) {
      isLate = true;
      stepping = true;
    }
  }

  /// Lua is about to run a line. True when the script is to end here.
  boolean reaches(Lua lua) {
    Lua.Frame frame = lua.frame(0);
    if (stopped || frame == null || !frame.source().equals(CHUNK)) {
      return false;
    }
    current = frame.line();
    atBreakpoint = breaksNext || breakpoints.contains(current);
    if (!stepping && !atBreakpoint) {
      return false;
    }
    String reason =
        breaksNext
            ? "redis.breakpoint() called"
            : atBreakpoint
                ? "break point"
                : isLate ? "timeout reached, infinite loop?" : "step over";
    stepping = false;
    breaksNext = false;
    line.add("* Stopped at " + current + ", stop reason = " + reason);
    addSource(current);
    line.send();
    stopped = true;
    try {
      converse(lua);
    } finally {
      stopped = false;
      isLate = false;
    }
    return end != null;
  }

  private void converse(Lua lua) {
    boolean goesOn = false;
    while (!goesOn) {
      List<Bytes> words = line.next();
      if (words == null) { // nobody is there any more: the script runs to its end
        breakpoints.clear();
        end = line.isBroken() ? "ERR protocol error" : null;
        if (isLate) {
          end = "ERR timeout during Lua debugging with client closing connection";
        }
        return;
      }
      goesOn = obey(words, lua);
      if (!goesOn) {
        line.send();
      }
    }
  }

  /// True when the script is to go on.
  private boolean obey(List<Bytes> words, Lua lua) {
    String order = words.getFirst().toString().toLowerCase(Locale.ROOT);
    int count = words.size();
    switch (order) {
      case "s", "step", "n", "next" -> {
        stepping = true;
        return true;
      }
      case "c", "continue" -> {
        return true;
      }
      case "a", "abort" -> {
        end = "ERR script aborted for user request";
        return true;
      }
      case "h", "help" -> HELP.lines().forEach(line::add);
      case "t", "trace" -> trace(lua);
      case "m", "maxlen" -> line.limit(count == 2 ? words.get(1).toString() : null);
      case "b", "break" -> breakAt(words);
      case "w", "whole" -> list(1, 1_000_000);
      case "l", "list" -> {
        int around = count > 1 ? DebuggerText.number(words.get(1)) : 0;
        int context = count > 2 ? DebuggerText.number(words.get(2)) : CONTEXT;
        list(around > 0 ? around : current, context);
      }
      case "p", "print" -> print(count == 2 ? words.get(1).toString() : null, lua);
      case "e", "eval" -> evaluate(words.subList(1, count), lua);
      case "r", "redis" -> {
        if (count < 2) {
          line.add(UNKNOWN);
        } else {
          callCommand(words.subList(1, count), lua);
        }
      }
      default -> line.add(UNKNOWN);
    }
    return false;
  }

  private void addSource(int number) {
    boolean breaks = breakpoints.contains(number);
    String sign =
        number == current ? atBreakpoint && breaks ? "->#" : "-> " : breaks ? "  #" : "   ";
    String text =
        number < 1 || number > source.size()
            ? "<out of range source code line>"
            : source.get(number - 1);
    line.add("%s%-3d %s".formatted(sign, number, text));
  }

  private void list(int around, int context) {
    for (int i = 1; i <= source.size(); i++) {
      if (Math.abs(around - i) <= context) {
        addSource(i);
      }
    }
  }

  private void breakAt(List<Bytes> words) {
    if (words.size() == 1) {
      line.add(
          breakpoints.isEmpty()
              ? "No breakpoints set. Use 'b <line>' to add one."
              : breakpoints.size() + " breakpoints set:");
      breakpoints.forEach(this::addSource);
    }
    for (Bytes word : words.subList(1, words.size())) {
      String text = word.toString();
      if (!text.matches("-?(0|[1-9]\\d{0,8})")) {
        line.add("Invalid argument:'" + text + "'");
        continue;
      }
      int number = Integer.parseInt(text);
      if (number == 0) {
        breakpoints.clear();
        line.add("All breakpoints removed.");
      } else if (number < 0) {
        boolean was = breakpoints.remove(-number);
        line.add(was ? "Breakpoint removed." : "No breakpoint in the specified line.");
      } else if (breakpoints.size() == MOST_BREAKPOINTS) {
        line.add("Too many breakpoints set.");
      } else if (number <= source.size() && breakpoints.add(number)) {
        list(number, 1);
      } else {
        line.add("Wrong line number.");
      }
    }
  }

  private void trace(Lua lua) {
    Lua.Frame frame = lua.frame(0);
    for (int level = 0; frame != null; frame = lua.frame(++level)) {
      if (frame.source().equals(CHUNK)) {
        String name = frame.name().isEmpty() ? "top level" : frame.name();
        line.add((level == 0 ? "In " : "From ") + name + ":");
        addSource(frame.line());
      }
    }
  }

  private void print(@Nullable String name, Lua lua) {
    boolean found = false;
    for (int level = 0; lua.hasLevel(level) && (name != null ? !found : level == 0); level++) {
      int number = 1;
      String local = lua.local(level, number);
      while (local != null && !(name != null && found)) {
        if (name == null ? !local.equals("(*temporary)") : local.equals(name)) {
          String prefix = name == null ? "<value> " + local + " = " : "<value> ";
          line.addLong(prefix + DebuggerText.value(lua, -1));
          found = true;
        }
        lua.pop(1);
        local = lua.local(level, ++number);
      }
      lua.pop(local == null ? 0 : 1);
    }
    if (!found && name != null && (name.equals("KEYS") || name.equals("ARGV"))) {
      interpreter().pushGlobal(name);
      line.addLong("<value> " + DebuggerText.value(lua, -1));
      lua.pop(1);
    } else if (!found) {
      line.add(name == null ? "No local variables in the current context." : "No such variable.");
    }
  }

  /// Runs code of the one who debugs. It runs in a coroutine of its own, as Lua calls no hooks in
  /// the one that a hook has stopped, and errors of our functions need one.
  private void evaluate(List<Bytes> words, Lua lua) {
    String code = String.join(" ", words.stream().map(DebuggerText::latin).toList());
    interpreter()
        .aside(() -> {
          if (lua.load(bytes("return " + code), "@ldb_eval") != 0) {
            lua.pop(1);
            if (lua.load(bytes(code), "@ldb_eval") != 0) {
              failed(lua.text(-1));
              return;
            }
          }
          if (interpreter().attempt(0) != 0) {
            failed(DebuggerText.error(lua, interpreter()));
          } else {
            if (lua.top() == 0) {
              lua.pushNil();
            }
            line.addLong("<retval> " + DebuggerText.value(lua, 1));
          }
        });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private void callCommand(List<Bytes> words, Lua lua) {
    stepping = true; // so that the call is shown
    interpreter()
        .aside(() -> {
          interpreter().pushGlobal("redis");
          boolean _ = interpreter().pushShown(1); // the table itself may not be looked into
          lua.field(-1, "pcall");
          words.forEach(lua::push);
          int _ = interpreter().attempt(words.size());
        });
    stepping = false;
  }
}
