/// Tests of the commands on keys of any type that need more than a comparison with the real server.
@NullMarked
package hitrate.engine.command.generic;

import org.jspecify.annotations.NullMarked;
