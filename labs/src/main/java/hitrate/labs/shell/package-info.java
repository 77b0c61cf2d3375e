/// `./lab jshell`: JShell with a running node and the lab's helpers.
///
/// Start with [JshellCommand]; what a learner types is a method of [Playground], which the start-up
/// script `start.jsh` puts within reach. Imports the engine, its client and Jedis.
@NullMarked
package hitrate.labs.shell;

import org.jspecify.annotations.NullMarked;
