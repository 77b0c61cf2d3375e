/// What tests of servers and clients share: waiting that comes to an end, real programs found on
/// the machine, free ports, a server that answers what a test tells it to, random sequences and
/// their shrinking.
///
/// It imports the engine's own packages and no other of its tests, as it is on the class path of
/// the tests of other modules, too (the engine's `test-jar`).
///
/// Start reading at [Await], [RealPrograms] and [FakeServer].
@NullMarked
package hitrate.engine.testing;

import org.jspecify.annotations.NullMarked;
