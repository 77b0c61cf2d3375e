/// What cells can call without an import: `redis`, `display` and `check`, and charts in the
/// project's style.
///
/// Start with [NotebookScope]. Cells reach it through the declarations of
/// `hitrate/kernel/startup.jsh`. Imports `redis`, `display` and XChart.
@NullMarked
package hitrate.kernel.scope;

import org.jspecify.annotations.NullMarked;
