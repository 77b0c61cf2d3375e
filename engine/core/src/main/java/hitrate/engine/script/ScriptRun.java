package hitrate.engine.script;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.Server;
import hitrate.engine.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The commands that scripts call: one object per node, told when a script begins and ends.
final class ScriptRun {
  private final ReplyWriter reply = new ReplyWriter();
  private final List<Effect.Step> steps = new ArrayList<>();
  private byte[] words = new byte[1024];
  private int[] starts = new int[16];
  private int[] lengths = new int[16];
  private int count;
  private int used;
  private @Nullable Execution nested;
  private @Nullable Args args;
  private @Nullable ScriptClient client;
  private boolean readOnly;
  private boolean wrote;
  private boolean ignoresMemory;
  private boolean recording;

  /// A script of that caller begins.
  void begin(Execution caller, boolean isReadOnly) {
    if (nested == null) {
      nested = new Execution(caller.server(), caller.keyspace(), reply, caller.client());
      args = new Args(caller.keyspace().hash());
    }
    client = new ScriptClient(caller.client());
    readOnly = isReadOnly;
    wrote = false;
    recording = caller.isRecording();
    nested.recording(recording);
    steps.clear();
  }

  /// The script is over. Answers what it did.
  Effect end(@Nullable CommandError error) {
    client = null;
    if (steps.isEmpty() && error == null) {
      return Effect.NONE;
    }
    return new Effect.Nested(steps, error);
  }

  /// True while a script runs.
  boolean isRunning() {
    return client != null;
  }

  /// True when the running script has called a command that writes.
  boolean hasWritten() {
    return wrote;
  }

  ScriptClient client() {
    ScriptClient running = client;
    if (running == null) {
      throw LuaError.bare("redis.call/pcall can only be called inside a script invocation");
    }
    return running;
  }

  Server server() {
    return execution().server();
  }

  /// Says whether the next script may write though the memory is full. Any script may go on writing
  /// once it has begun to.
  void ignoresMemory(boolean yes) {
    ignoresMemory = yes;
  }

  private boolean isMemoryFull() {
    return execution().keyspace().eviction().wasFull();
  }

  Execution execution() {
    Execution x = nested;
    if (x == null) {
      throw LuaError.bare("redis.call/pcall can only be called inside a script invocation");
    }
    return x;
  }

  /// Calls the command whose words are on the stack. The reply is in the writer answered.
  ///
  /// @throws LuaError when it is refused before it runs
  ReplyWriter call(Lua lua, @Nullable Debugger onlooker) {
    takeWords(lua);
    if (onlooker != null) {
      onlooker.calls(words());
    }
    Command command = command();
    ScriptClient caller = client();
    Execution x = execution();
    reply.truncate(0);
    reply.protocol(caller.protocol());
    Args point = args;
    if (point == null) {
      throw new IllegalStateException("no script has begun");
    }
    point.point(words, starts, lengths, count, command.firstKey());
    CommandError denial = x.server().nestedCalls().denial(command, point);
    if (denial != null) {
      throw refused(command, denial.reply());
    }
    requireRightToWrite(command);
    x.enter(caller);
    Effect effect = x.server().nestedCalls().runNested(command, point, x);
    if (recording && effect != Effect.NONE) {
      record(effect, point, x.database().index());
    }
    return reply;
  }

  private void record(Effect effect, Args point, int database) {
    switch (effect) {
      case Effect.None _ -> {}
      case Effect.Verbatim _ -> steps.add(new Effect.Step(database, point.all(), false));
      case Effect.Message _ -> steps.add(new Effect.Step(database, point.all(), true));
      case Effect.Instead(var commands) ->
          commands.forEach(command -> steps.add(new Effect.Step(database, command, false)));
      case Effect.Nested(var inner, _) -> steps.addAll(inner);
    }
  }

  private void takeWords(Lua lua) {
    int top = lua.top();
    if (top == 0) {
      throw LuaError.table("ERR Please specify at least one argument for this redis lib call");
    }
    if (top > starts.length) {
      starts = new int[top * 2];
      lengths = new int[top * 2];
    }
    used = 0;
    for (int i = 1; i <= top; i++) {
      starts[i - 1] = used;
      switch (lua.type(i)) {
        case Lua.STRING -> takeString(lua, i);
        case Lua.NUMBER -> takeNumber(lua.number(i));
        default ->
            throw LuaError.table("ERR Lua redis lib command arguments must be strings or integers");
      }
      lengths[i - 1] = used - starts[i - 1];
    }
    count = top;
  }

  private void takeString(Lua lua, int index) {
    long at = lua.stringAt(index);
    int length = lua.stringLength();
    room(length);
    lua.copyString(at, words, used, length);
    used += length;
  }

  private void takeNumber(double number) {
    String text = GeneralFormat.of(number, 17);
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      words[used++] = (byte) text.charAt(i);
    }
  }

  private void room(int more) {
    int needed = Math.addExact(used, more + 8); // a little more: names are looked up by eight
    if (needed > words.length) {
      words = Arrays.copyOf(words, Math.max(needed, words.length * 2));
    }
  }

  private String text(int index) {
    return new String(words, starts[index], lengths[index], StandardCharsets.ISO_8859_1);
  }

  /// The command that the words on the stack name, whether or not it may be called; null when there
  /// is none.
  @Nullable Command named(Lua lua) {
    takeWords(lua);
    return find();
  }

  /// The words that [#named] has taken.
  List<Bytes> words() {
    var taken = new ArrayList<Bytes>();
    for (int i = 0; i < count; i++) {
      taken.add(Bytes.copyOf(words, starts[i], starts[i] + lengths[i]));
    }
    return taken;
  }

  private @Nullable Command find() {
    Command command = server().commands().find(words, starts[0], lengths[0]);
    return command != null && command.isContainer() && count > 1
        ? command.subcommand(text(1))
        : command;
  }

  /// Finds the command and checks that scripts may call it so.
  private Command command() {
    Command command = find();
    if (command == null) {
      throw refused(command, "ERR Unknown Redis command called from script");
    }
    if (!command.accepts(count)) {
      throw refused(command, "ERR Wrong number of args calling Redis command from script");
    }
    if (command.is(CommandFlag.NOSCRIPT)
        && (command.isScript() || !server().debugging().allowsAnyCommandInScripts())) {
      throw refused(command, "ERR This Redis command is not allowed from script");
    }
    return command;
  }

  /// Checks that this script may change what the command changes, and that there is memory for it.
  private void requireRightToWrite(Command command) {
    boolean writes = command.is(CommandFlag.WRITE);
    if (readOnly && (writes || command.is(CommandFlag.MAY_REPLICATE))) {
      throw refused(command, "ERR Write commands are not allowed from read-only scripts.");
    }
    CommandError refusal = writes && !wrote ? server().nestedCalls().refusalOfChanges() : null;
    if (refusal != null) {
      throw refused(command, refusal.reply());
    }
    if (command.is(CommandFlag.DENYOOM) && !wrote && !ignoresMemory && isMemoryFull()) {
      throw refused(command, CommandError.OUT_OF_MEMORY.reply());
    }
    wrote |= writes;
  }

  private LuaError refused(@Nullable Command command, String error) {
    server().nestedCalls().countRefused(command, error);
    return LuaError.counted(error);
  }
}
