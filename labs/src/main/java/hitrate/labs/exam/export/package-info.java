/// Writes the question bank in the formats of other programs: one small writer each, held by a
/// golden file.
///
/// Start with [ExportFormat]. Imports the bank only.
@NullMarked
package hitrate.labs.exam.export;

import org.jspecify.annotations.NullMarked;
