/// Runs the proofs of exam questions against a live engine.
///
/// Start with [Prover]. Imports the bank, the engine and its client.
@NullMarked
package hitrate.labs.exam.proof;

import org.jspecify.annotations.NullMarked;
