/// The parameters of a node: which there are, their types and bounds, and how they are read from a
/// configuration file and from the command line.
///
/// May import: `bytes`, `world`, `command`. Start reading at [Configuration].
@NullMarked
package hitrate.engine.node.config;

import org.jspecify.annotations.NullMarked;
