/// What a node is to others with the same data: a primary, which lets replicas have an image of the
/// keyspace and every change behind it ([hitrate.engine.replica.Replicas]), or a replica, which
/// follows a primary ([hitrate.engine.replica.Following]) and may have replicas of its own.
@NullMarked
package hitrate.engine.replica;

import org.jspecify.annotations.NullMarked;
