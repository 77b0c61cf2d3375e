/// The launcher `lab`, run for real by bash in a small copy of the project with a JDK and a Maven
/// that only say how they were called.
///
/// Start reading at [LauncherTest].
@NullMarked
package hitrate.labs.launcher;

import org.jspecify.annotations.NullMarked;
