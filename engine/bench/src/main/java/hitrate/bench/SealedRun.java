package hitrate.bench;

import hitrate.engine.world.Disk;
import hitrate.engine.world.sealed.SealedDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What it costs to encrypt at rest: our node with a key beside our node without.
///
/// @param dataset what is saved and loaded
record SealedRun(Plan plan, Dataset dataset) implements Part {
  @Override
  public void run(Path parent, Report report) throws IOException, InterruptedException {
    Path key = Files.createTempDirectory(parent, "key").resolve("node.key");
    SealedDisk.makeKey(Disk.system(), key);
    var sealed = new ArrayList<>(plan.ours());
    sealed.addAll(List.of("--hitrate-encryption-key-file", key.toString()));
    var both =
        new Plan(sealed, plan.ours(), plan.keys(), plan.clients(), plan.pairs(), plan.seconds());
    var columns = List.of("", "sealed", "plain", "sealed / plain");
    new SavingRun(both, dataset, "Encrypted at rest", columns).run(parent, report);
  }
}
