package hitrate.kernel;

import java.util.Map;
import java.util.Optional;

/// Ends the kernel when Jupyter is gone: a crashed or killed server tells nobody, and its kernels
/// would stay for ever.
final class ParentWatch {
  private ParentWatch() {}

  /// Calls `orphaned` once when the process that started this one has ended.
  static void start(Map<String, String> environment, Runnable orphaned) {
    parent(environment)
        .ifPresent(p -> {
          var unused = p.onExit().thenRun(orphaned);
        });
  }

  /// Jupyter says who it is; a wrapper script may stand between. Where its number means nothing
  /// here, as in a container, our own parent counts.
  private static Optional<ProcessHandle> parent(Map<String, String> environment) {
    String told = environment.getOrDefault("JPY_PARENT_PID", "");
    Optional<ProcessHandle> jupyter =
        told.matches("\\d{1,18}") ? ProcessHandle.of(Long.parseLong(told)) : Optional.empty();
    return jupyter.or(() -> ProcessHandle.current().parent());
  }
}
