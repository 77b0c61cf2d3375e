/// Tests of how a node is configured.
@NullMarked
package hitrate.engine.node.config;

import org.jspecify.annotations.NullMarked;
