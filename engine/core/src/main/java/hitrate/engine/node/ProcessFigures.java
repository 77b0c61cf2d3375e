package hitrate.engine.node;

import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;

/// What the system says about this process: memory and processor time. Read from `/proc`; where
/// there is none, from the JVM, or 0.
record ProcessFigures(long residentBytes, double userSeconds, double systemSeconds) {
  private static final double TICKS_PER_SECOND = 100; // fixed by the kernel's interface
  private static final int USER_TICKS = 11; // fields behind the closing parenthesis of the name
  private static final int SYSTEM_TICKS = 12;

  static ProcessFigures read(Disk disk) {
    try {
      long resident = 0;
      for (String line : disk.readText(Path.of("/proc/self/status")).lines().toList()) {
        if (line.startsWith("VmRSS:")) {
          resident = Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
      String stat = disk.readText(Path.of("/proc/self/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return new ProcessFigures(
          resident,
          Long.parseLong(fields[USER_TICKS]) / TICKS_PER_SECOND,
          Long.parseLong(fields[SYSTEM_TICKS]) / TICKS_PER_SECOND);
    } catch (IOException noProc) {
      double cpu =
          ProcessHandle.current().info().totalCpuDuration().map(d -> d.toNanos() / 1e9).orElse(0.0);
      return new ProcessFigures(Runtime.getRuntime().totalMemory(), cpu, 0);
    }
  }
}
