package hitrate.grader.isolation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// What a process and all its descendants use of the machine now.
///
/// @param cpu processor time since each was started
/// @param residentMegabytes memory of the machine, 0 where there is no `/proc`
/// @param threads how many they have together, 0 where there is no `/proc`
/// @param processes how many they are
record Usage(Duration cpu, long residentMegabytes, long threads, int processes) {
  private static final Path PROC = Path.of("/proc");

  static Usage of(Process process) {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    var cpu =
        all.stream()
            .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
            .reduce(Duration.ZERO, Duration::plus);
    long kilobytes = 0;
    long threads = 0;
    for (var handle : all) {
      for (String line : status(handle.pid())) {
        if (line.startsWith("VmRSS:")) {
          kilobytes += number(line);
        } else if (line.startsWith("Threads:")) {
          threads += number(line);
        }
      }
    }
    return new Usage(cpu, kilobytes / 1024, threads, all.size());
  }

  /// The lines of `/proc/<pid>/status`, such as `VmRSS: 38536 kB`; none when it has gone.
  private static List<String> status(long pid) {
    try {
      return Files.readAllLines(PROC.resolve(pid + "/status"), StandardCharsets.ISO_8859_1);
    } catch (IOException | UncheckedIOException e) {
      return List.of();
    }
  }

  private static long number(String line) {
    return Long.parseLong(line.replaceAll("[^0-9]", ""));
  }
}
