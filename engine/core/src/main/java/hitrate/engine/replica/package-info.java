/// What a node is to others with the same data. So far it is a primary without replicas.
@NullMarked
package hitrate.engine.replica;

import org.jspecify.annotations.NullMarked;
