package hitrate.grader.isolation;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Starts the process of a learner's JVM: flags, environment, working folder.
final class Launch {
  private Launch() {}

  static Process start(Kit kit, Cage cage, Limits limits, Strays strays) throws IOException {
    var builder = new ProcessBuilder(cage.around(kit, command(kit, limits)));
    builder.directory(kit.work().toFile());
    var environment = builder.environment();
    var path = environment.getOrDefault("PATH", "/usr/bin:/bin");
    var systemRoot = environment.get("SystemRoot");
    environment.clear();
    // The scripts of the cage need a path; nothing else of the grader's environment goes along.
    environment.put("PATH", path);
    environment.put("HOME", kit.work().toString());
    environment.put("LANG", "C.UTF-8");
    if (systemRoot != null) {
      environment.put("SystemRoot", systemRoot);
    }
    strays.mark(environment);
    var process = builder.start();
    strays.startedWith(process);
    return process;
  }

  private static List<String> command(Kit kit, Limits limits) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + limits.heapMegabytes() + "m",
            "-XX:MaxMetaspaceSize=128m",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:ReservedCodeCacheSize=64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            // The JVM ends at once when memory is used up, and says so where we listen.
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:+DisplayVMOutputToStderr",
            "-XX:-UsePerfData",
            "-XX:ErrorFile=" + kit.work().resolve("crash.log"),
            "-Djava.io.tmpdir=" + kit.work(),
            "-Duser.home=" + kit.work(),
            "-Duser.language=en",
            "-Dfile.encoding=UTF-8",
            "-Dstderr.encoding=UTF-8",
            "-Dslf4j.internal.verbosity=ERROR"));
    command.add("-cp");
    command.add(
        Stream.concat(Stream.of(kit.host()), kit.libraries().stream())
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
    command.add("hitrate.grader.child.Host");
    return command;
  }
}
