/// The exercises as data: where their files are, what their task says, their hints.
///
/// Start with [ExerciseCatalog], which reads `exercises/exercises.txt`; [Exercise] is one of them.
/// Nothing is found by scanning a class path. Imports `hitrate.grader.text`.
@NullMarked
package hitrate.grader.exercise;

import org.jspecify.annotations.NullMarked;
