/// Guided labs, `labs/<id>/lab.adoc`: predict, run, see, explain, on a terminal or all at once.
///
/// Start with [hitrate.labs.guided.GuidedLab], what a lab is; [hitrate.labs.guided.LabReader] reads
/// the text, [hitrate.labs.guided.StepRunner] runs what stands in it, and
/// [hitrate.labs.guided.GuideCommand] is `./lab guide`. Imports `hitrate.book.transcript` for the
/// runs, `hitrate.grader.text` for texts and colour, and `hitrate.labs.cli`.
@NullMarked
package hitrate.labs.guided;

import org.jspecify.annotations.NullMarked;
