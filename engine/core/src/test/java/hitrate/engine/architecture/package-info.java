/// The walls of the house, held by tests: which package and module may use which, what only `world`
/// may touch, and the tidiness of every file of the project.
///
/// Start reading at [LayersTest]; `docs/architecture` has the same rules in prose.
@NullMarked
package hitrate.engine.architecture;

import org.jspecify.annotations.NullMarked;
