/// What commands share: declarations, words, statistics.
@NullMarked
package hitrate.engine.command;

import org.jspecify.annotations.NullMarked;
