package hitrate.engine.script;

/// An error that a function of ours raises in Lua.
///
/// Thrown by the function and turned into a Lua error when it returns. Carries no stack trace.
final class LuaError extends RuntimeException {
  private static final long serialVersionUID = 1;

  /// Where the error value comes from.
  enum Form {
    /// The message behind the caller's chunk and line, as `luaL_error` makes it.
    PLACED,
    /// A table with the message in its field `err`.
    TABLE,
    /// The same for an error that was counted.
    COUNTED,
    /// The message alone.
    BARE,
    /// What is on top of the stack.
    VALUE
  }

  private final Form form;

  private LuaError(Form form, String message) {
    super(message, null, false, false);
    this.form = form;
  }

  Form form() {
    return form;
  }

  String text() {
    return String.valueOf(getMessage());
  }

  static LuaError of(String message) {
    return new LuaError(Form.PLACED, message);
  }

  static LuaError table(String codeAndMessage) {
    return new LuaError(Form.TABLE, codeAndMessage);
  }

  static LuaError counted(String codeAndMessage) {
    return new LuaError(Form.COUNTED, codeAndMessage);
  }

  static LuaError bare(String message) {
    return new LuaError(Form.BARE, message);
  }

  static LuaError value() {
    return new LuaError(Form.VALUE, "");
  }

  /// A bad argument of the running function.
  static LuaError argument(Lua lua, int index, String what) {
    Lua.Frame frame = lua.frame(0);
    String name = frame == null || frame.name().isEmpty() ? "?" : frame.name();
    return of("bad argument #" + index + " to '" + name + "' (" + what + ")");
  }

  /// An argument of a wrong type.
  static LuaError type(Lua lua, int index, String expected) {
    return argument(lua, index, expected + " expected, got " + lua.typeName(index));
  }
}
