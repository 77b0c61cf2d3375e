package hitrate.engine.differential;

import hitrate.engine.node.CacheNode;
import hitrate.engine.testing.RedisProcess;
import hitrate.engine.world.VirtualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Servers of both kinds that record to the append-only file in one folder, with the same settings.
///
/// @param settings names and values by turns
record Recorders(Path folder, List<String> settings) {
  Recorders(Path folder, String... settings) {
    this(folder, List.of(settings));
  }

  private List<String> all() {
    var all = new ArrayList<>(List.of("dir", folder.toString(), "appendonly", "yes"));
    all.addAll(List.of("enable-debug-command", "yes"));
    all.addAll(settings);
    return all;
  }

  CacheNode ours() {
    return ours(null);
  }

  /// @param clock null for the machine's
  CacheNode ours(@Nullable VirtualClock clock) {
    var builder = CacheNode.builder();
    if (clock != null) {
      builder.clock(clock);
    }
    var all = all();
    for (int i = 0; i < all.size(); i += 2) {
      builder.config(all.get(i), all.get(i + 1));
    }
    return builder.start();
  }

  RedisProcess real() throws IOException {
    var words = new ArrayList<>(all());
    for (int i = 0; i < words.size(); i += 2) {
      words.set(i, "--" + words.get(i));
    }
    return RedisProcess.start(words.toArray(String[]::new));
  }
}
