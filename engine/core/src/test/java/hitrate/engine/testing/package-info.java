/// Fixtures for tests of servers and clients: real programs found on the machine, a server that
/// answers what a test tells it to, random sequences and their shrinking.
///
/// Start reading at [RealPrograms] and [FakeServer].
@NullMarked
package hitrate.engine.testing;

import org.jspecify.annotations.NullMarked;
