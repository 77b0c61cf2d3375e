/// Scripts and functions: Lua 5.1 as the real server runs it, and the commands EVAL, SCRIPT, FCALL
/// and FUNCTION.
///
/// The interpreter is the real one, called through `java.lang.foreign`. Its native libraries come
/// from the artifact `lua51-platform` of the project luajava (Lua and luajava are both under the
/// MIT licence). It is loaded by the first script: a node that runs none pays nothing.
///
/// May import everything down to `command`. Start reading at `ScriptCommands`, then `Interpreter`
/// (one Lua state and its sandbox) and `LuaLibrary` (the binding, and how errors cross it).
@NullMarked
package hitrate.engine.script;

import org.jspecify.annotations.NullMarked;
