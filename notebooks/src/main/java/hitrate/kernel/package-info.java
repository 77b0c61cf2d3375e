/// The Jupyter kernel of Hitrate: Java cells and `%%redis` cells on a cache node of their own.
///
/// Start with [Main] (the process), then [Kernel] (requests and replies) and [Session] (what a cell
/// can use). Subpackages: `wire` the protocol's messages and sockets, `cell` Java by JShell,
/// `redis` Redis commands, `display` what values look like, `scope` what cells can call, `source`
/// how notebooks are written. A request follows `wire/Channels` -> `Kernel` -> `Session` ->
/// `cell/JavaCells` or `redis/RedisCells` and back through `display/Rendering`.
@NullMarked
package hitrate.kernel;

import org.jspecify.annotations.NullMarked;
