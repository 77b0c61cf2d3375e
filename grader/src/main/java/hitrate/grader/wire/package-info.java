/// What the grader and the learner's JVM say to each other: length-framed messages over a pipe.
///
/// Start with [Message], then [Channel]. Values are a short closed list ([Values]); nothing is ever
/// deserialised by class name, so bytes from the learner's side can at worst be a wrong answer.
/// Imports the JDK only: these classes are all that the learner's JVM sees of the grader, besides
/// `hitrate.grader.child`.
@NullMarked
package hitrate.grader.wire;

import org.jspecify.annotations.NullMarked;
