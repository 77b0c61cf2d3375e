package hitrate.book.transcript;

import java.io.IOException;
import java.nio.file.Path;

/// The stages there are.
public final class Stages {

  private Stages() {}

  /// A new, empty node of the engine in this process, whose clock a pause moves.
  public static Stage fresh() throws IOException, InterruptedException {
    return RedisServerStage.start(Path.of("/usr/bin/redis-server"));
  }
}
