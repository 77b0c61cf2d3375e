package hitrate.engine.script;

import hitrate.engine.command.Command;
import hitrate.engine.resp.ReplyWriter;
import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The library `redis` of scripts.
final class RedisLibrary {
  private static final List<String> LEVELS = List.of("debug", "verbose", "notice", "warning");
  private static final int VERSION_NUMBER = 0x0007000f;

  private final ScriptRun run;
  private final Interpreter[] interpreter = new Interpreter[1];

  RedisLibrary(ScriptRun run) {
    this.run = run;
  }

  /// Says whose library this is.
  void attach(Interpreter owner) {
    interpreter[0] = owner;
  }

  /// What scripts and functions both have.
  Map<String, Object> members() {
    Map<String, Object> all = constants();
    all.put("call", (Interpreter.Function) lua -> call(lua, true));
    all.put("pcall", (Interpreter.Function) lua -> call(lua, false));
    all.put("error_reply", (Interpreter.Function) lua -> single(lua, "err"));
    all.put("status_reply", (Interpreter.Function) lua -> single(lua, "ok"));
    all.put("sha1hex", (Interpreter.Function) RedisLibrary::sha1hex);
    all.put("setresp", (Interpreter.Function) this::setProtocol);
    all.put("set_repl", (Interpreter.Function) RedisLibrary::setReplication);
    all.put("acl_check_cmd", (Interpreter.Function) this::checkAccess);
    all.put("REPL_NONE", 0);
    all.put("REPL_AOF", 1);
    all.put("REPL_SLAVE", 2);
    all.put("REPL_REPLICA", 2);
    all.put("REPL_ALL", 3);
    return all;
  }

  /// What scripts have.
  Map<String, Object> scriptMembers() {
    Map<String, Object> all = members();
    all.put("replicate_commands", (Interpreter.Function) lua -> answer(lua, true));
    all.put("breakpoint", (Interpreter.Function) this::breakpoint);
    all.put("debug", (Interpreter.Function) this::debug);
    return all;
  }

  /// What even a library has while it is loaded.
  Map<String, Object> constants() {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("log", (Interpreter.Function) this::log);
    for (String level : LEVELS) {
      all.put("LOG_" + level.toUpperCase(Locale.ROOT), LEVELS.indexOf(level));
    }
    all.put("REDIS_VERSION", "7.0.15");
    all.put("REDIS_VERSION_NUM", VERSION_NUMBER);
    return all;
  }

  /// Stops the script before its next line; false when nobody debugs it.
  private int breakpoint(Lua lua) {
    Debugger debugger = interpreter[0].debugger();
    if (debugger != null) {
      debugger.breakNext();
    }
    return answer(lua, debugger != null);
  }

  private int debug(Lua lua) {
    Debugger debugger = interpreter[0].debugger();
    if (debugger != null) {
      debugger.show(lua);
    }
    return 0;
  }

  /// The debugger, if it shows calls now.
  private @Nullable Debugger onlooker() {
    Debugger debugger = interpreter[0].debugger();
    return debugger != null && debugger.isStepping() ? debugger : null;
  }

  private static int answer(Lua lua, boolean value) {
    lua.push(value);
    return 1;
  }

  private int call(Lua lua, boolean raises) {
    try {
      Debugger onlooker = onlooker();
      ReplyWriter reply = run.call(lua, onlooker);
      if (onlooker != null) {
        onlooker.answered(Arrays.copyOf(reply.buffer(), reply.length()), run.client().protocol());
      }
      boolean isError = new ReplyToLua(interpreter[0]).push(reply);
      if (isError && raises) {
        throw LuaError.value();
      }
      return 1;
    } catch (LuaError refused) {
      boolean counted = refused.form() == LuaError.Form.COUNTED;
      if (counted || refused.form() == LuaError.Form.TABLE) {
        Debugger onlooker = onlooker();
        if (onlooker != null) {
          onlooker.failed(refused.text().replaceFirst("^ERR ", ""));
        }
        interpreter[0].pushError(refused.text(), counted);
        if (!raises) {
          return 1;
        }
        throw LuaError.value();
      }
      throw refused;
    }
  }

  /// A table with one field: an error or a status.
  private int single(Lua lua, String field) {
    if (lua.top() != 1 || lua.type(1) != Lua.STRING) {
      lua.newTable(0, 1);
      lua.push("ERR wrong number or type of arguments");
      lua.setField(-2, "err");
      return 1;
    }
    String text = lua.textToZero(1);
    if (field.equals("err")) {
      text = withCode(text.startsWith("-") ? text.substring(1) : text);
      Debugger onlooker = onlooker();
      if (onlooker != null) {
        onlooker.failed("-" + lua.text(1));
      }
    }
    lua.newTable(0, 1);
    lua.push(text);
    lua.setField(-2, field);
    return 1;
  }

  /// An error's code and message: what is before the first space, and what is behind it without the
  /// ends of lines around it.
  private static String withCode(String text) {
    int space = text.indexOf(' ');
    String code = space < 0 ? "ERR" : text.substring(0, space);
    return code + " " + text.substring(space + 1).replaceAll("^[\\r\\n]+|[\\r\\n]+$", "");
  }

  private static int sha1hex(Lua lua) {
    if (lua.top() != 1) {
      throw LuaError.table("ERR wrong number of arguments");
    }
    lua.push(sha1(lua.isString(1) ? lua.bytes(1) : new byte[0]));
    return 1;
  }

  /// The SHA-1 of some bytes, as 40 digits.
  static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private int log(Lua lua) {
    int top = lua.top();
    if (top < 2) {
      throw LuaError.table("ERR redis.log() requires two arguments or more.");
    }
    if (!lua.isNumber(1)) {
      throw LuaError.table("ERR First argument must be a number (log level).");
    }
    double level = lua.number(1);
    if (!(level > -1 && level < LEVELS.size())) { // nor is it a number that is none
      throw LuaError.table("ERR Invalid debug level.");
    }
    var line = new ByteArrayOutputStream();
    boolean isFirst = true;
    for (int i = 2; i <= top; i++) {
      if (lua.isString(i)) {
        if (!isFirst) {
          line.write(' ');
        }
        isFirst = false;
        line.writeBytes(lua.bytes(i));
      }
    }
    run.server().logBytes(LEVELS.get((int) level), line.toByteArray());
    return 0;
  }

  private int setProtocol(Lua lua) {
    if (lua.top() != 1) {
      throw LuaError.table("ERR redis.setresp() requires one argument.");
    }
    int version = (int) lua.number(1);
    if (version != 2 && version != 3) {
      throw LuaError.table("ERR RESP version must be 2 or 3.");
    }
    run.client().protocol(version);
    return 0;
  }

  private static int setReplication(Lua lua) {
    if (lua.top() != 1) {
      throw LuaError.table("ERR redis.set_repl() requires two arguments.");
    }
    long flags = lua.whole(1);
    if ((flags & ~3) != 0) {
      throw LuaError.table(
          "ERR Invalid replication flags. Use REPL_AOF, REPL_REPLICA, REPL_ALL or REPL_NONE.");
    }
    return 0;
  }

  private int checkAccess(Lua lua) {
    Command command = run.named(lua);
    if (command == null) {
      throw LuaError.table("ERR Invalid command passed to redis.acl_check_cmd()");
    }
    if (!run.server().allows(run.client(), command, run.words())) {
      lua.push(false);
      return 1;
    }
    return answer(lua, true);
  }
}
