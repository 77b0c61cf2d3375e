/// The cache that graded tests run against: the embedded engine, or a server or cluster elsewhere.
///
/// Start with [TargetAddress], what a user writes after `--target`; [Target] is one of them opened;
/// [Gateway] stands between the learner's code and the target and sees every command. Imports the
/// engine's `node` and `resp` and the Redis client.
@NullMarked
package hitrate.grader.target;

import org.jspecify.annotations.NullMarked;
