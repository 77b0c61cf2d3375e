package hitrate.bench;

import java.io.IOException;
import java.nio.file.Path;

/// One part of a run: starts the servers it needs, measures, and writes its tables.
@FunctionalInterface
interface Part {
  /// @param folder for the servers' files and logs
  void run(Path folder, Report report) throws IOException, InterruptedException;
}
