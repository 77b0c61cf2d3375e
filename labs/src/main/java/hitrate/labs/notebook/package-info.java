/// `./lab notebook`: the learner's notebooks, in Jupyter or without a front end.
///
/// Start with [NotebookCommand]; [Desk] holds the learner's copies, so that working in one changes
/// no file under version control. Imports the kernel's `jupyter` and `source` packages.
@NullMarked
package hitrate.labs.notebook;

import org.jspecify.annotations.NullMarked;
