/// Tests of what happens around a command: effects, replies that are not sent.
@NullMarked
package hitrate.engine.session;

import org.jspecify.annotations.NullMarked;
