/// The result of a grading run, and one small writer for each format it can be written in.
///
/// Start with [GradeReport], the one model; the writers are listed in [ReportFormat]. Imports
/// `exercise`, `text` and Jackson.
@NullMarked
package hitrate.grader.report;

import org.jspecify.annotations.NullMarked;
