/// The commands that cluster clients send. A node that is not part of a cluster tells them so.
@NullMarked
package hitrate.engine.cluster;

import org.jspecify.annotations.NullMarked;
