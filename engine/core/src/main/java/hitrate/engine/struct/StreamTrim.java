package hitrate.engine.struct;

/// How far a stream is to be cut at its beginning.
///
/// @param byLength whether a number of entries is to be left, or an id
/// @param maxLength how many entries to leave; for a cut by length
/// @param minId the least id to leave; for a cut by id
/// @param approximate whether only whole pieces go, so that a little more may be left
/// @param limit the most entries to remove, 0 for any number; only when approximate
public record StreamTrim(
    boolean byLength, long maxLength, StreamId minId, boolean approximate, long limit) {}
