package hitrate.engine.node;

import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;

/// What the system says about this process: memory and processor time. Read from `/proc`; where
/// there is none, from the JVM, or 0.
///
/// @param threadUserSeconds processor time of the calling thread
record ProcessFigures(
    long residentBytes,
    double userSeconds,
    double systemSeconds,
    double threadUserSeconds,
    double threadSystemSeconds) {
  private static final double TICKS_PER_SECOND = 100; // fixed by the kernel's interface
  private static final int USER_TICKS = 11; // fields behind the closing parenthesis of the name
  private static final int SYSTEM_TICKS = 12;

  static ProcessFigures read(Disk disk) {
    long resident = residentBytes(disk);
    try {
      String[] fields = times(disk, "/proc/self/stat");
      String[] thread = times(disk, "/proc/thread-self/stat");
      return new ProcessFigures(
          resident,
          Long.parseLong(fields[USER_TICKS]) / TICKS_PER_SECOND,
          Long.parseLong(fields[SYSTEM_TICKS]) / TICKS_PER_SECOND,
          Long.parseLong(thread[USER_TICKS]) / TICKS_PER_SECOND,
          Long.parseLong(thread[SYSTEM_TICKS]) / TICKS_PER_SECOND);
    } catch (IOException noProc) {
      double cpu =
          ProcessHandle.current().info().totalCpuDuration().map(d -> d.toNanos() / 1e9).orElse(0.0);
      return new ProcessFigures(resident, cpu, 0, cpu, 0);
    }
  }

  /// The memory alone, which is asked for at every save: the times take longer to find.
  static long residentBytes(Disk disk) {
    try {
      return kilobytes(disk, "/proc/self/status", "VmRSS:") * 1024;
    } catch (IOException noProc) {
      return Runtime.getRuntime().totalMemory();
    }
  }

  private static String[] times(Disk disk, String file) throws IOException {
    String stat = disk.readText(Path.of(file));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
  }

  /// The machine's memory in bytes, 0 when the system does not say.
  static long machineBytes(Disk disk) {
    try {
      return kilobytes(disk, "/proc/meminfo", "MemTotal:") * 1024;
    } catch (IOException noProc) {
      return 0;
    }
  }

  /// What stands behind a name in one of the files that have a figure a line, 0 when it is not
  /// there.
  private static long kilobytes(Disk disk, String file, String name) throws IOException {
    for (String line : disk.readText(Path.of(file)).lines().toList()) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("\\D", ""));
      }
    }
    return 0;
  }
}
