/// The question bank: the model of a question, and the reader of `book/exam/LANGUAGE/*.yaml`.
///
/// Start with [Question], then [QuestionReader], which checks every rule a question must keep and
/// reports what breaks one with file, line and question id. Imports the YAML parser and nothing of
/// Hitrate.
@NullMarked
package hitrate.labs.exam.bank;

import org.jspecify.annotations.NullMarked;
