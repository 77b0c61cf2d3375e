/// What a node is to others with the same data: a primary, which lets replicas have an image of the
/// keyspace and every change behind it.
@NullMarked
package hitrate.engine.replica;

import org.jspecify.annotations.NullMarked;
