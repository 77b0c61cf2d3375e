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
/// @param processes how many they are
record Usage(Duration cpu, long residentMegabytes, int processes) {
  private static final Path PROC = Path.of("/proc");

  static Usage of(Process process) {
    List<ProcessHandle> all =
        Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
    var cpu =
        all.stream()
            .map(handle -> handle.info().totalCpuDuration().orElse(Duration.ZERO))
            .reduce(Duration.ZERO, Duration::plus);
    long kilobytes = all.stream().mapToLong(handle -> residentKilobytes(handle.pid())).sum();
    return new Usage(cpu, kilobytes / 1024, all.size());
  }

  /// `VmRSS: 38536 kB` of `/proc/<pid>/status`.
  private static long residentKilobytes(long pid) {
    try (var lines = Files.lines(PROC.resolve(pid + "/status"), StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }
}
