package hitrate.engine.command;

import org.jspecify.annotations.Nullable;

/// What a command that calls others needs: EVAL and FCALL.
public interface NestedCalls {
  /// Why the caller may not call a command with these words at all, or null. To be asked before
  /// [#runNested].
  @Nullable CommandError denial(Command command, Args args);

  /// Why nothing may be changed now by those whom the caller serves, or null.
  @Nullable CommandError refusalOfChanges();

  /// Runs a command that another one calls: counts it and its error, and answers its effect, which
  /// is not recorded yet. The reply, be it an error, is in the writer of `x`.
  Effect runNested(Command command, Args args, Execution x);

  /// Counts a call that was refused before it ran.
  ///
  /// @param command null when there is none of that name
  void countRefused(@Nullable Command command, String error);

  /// Counts an error that is a part of a reply.
  void countError(String error);
}
