/// The differential harness: the same commands go to a real redis-server and to our node, and every
/// byte of the replies and everything left in the keyspace must be the same.
///
/// Cases are lines in `src/test/resources/differential/*.cases`; [CaseFile] describes their
/// language. Random sequences come from [Commands]; one that fails is shrunk and printed as a case.
/// What may differ (ids, ports, times, memory) is named in [Masks] and nowhere else. Start reading
/// at [CasesTest].
@NullMarked
package hitrate.engine.differential;

import org.jspecify.annotations.NullMarked;
