/// The console for Redis commands, shared by `./lab cli` and the workbook page.
///
/// Start with [Conversation], one connection that behaves as a person at a prompt expects; then
/// [Assistant], which completes and hints from what the server says about its own commands
/// ([CommandCatalog]). [Terminal sessions][TerminalConsole] add line editing. Imports
/// `hitrate.engine.client` and its value types, `hitrate.grader.text`, JLine; nothing of the
/// workbook.
@NullMarked
package hitrate.labs.console;

import org.jspecify.annotations.NullMarked;
