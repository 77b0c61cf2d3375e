/// Tests of the server family.
@NullMarked
package hitrate.engine.command.server;

import org.jspecify.annotations.NullMarked;
