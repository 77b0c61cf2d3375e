/// Benchmarks of single mechanisms of the engine, with JMH and without a server: what a request
/// costs before and behind the network. `./lab bench --micro` runs them.
///
/// Start reading at [hitrate.bench.micro.MicroBenchmarks]. May import the engine and JMH.
@NullMarked
package hitrate.bench.micro;

import org.jspecify.annotations.NullMarked;
