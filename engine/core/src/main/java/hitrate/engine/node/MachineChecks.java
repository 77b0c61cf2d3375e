package hitrate.engine.node;

import hitrate.engine.memory.MemoryCheck;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks at the machine that a node is to run on: what is behind `./lab node --check-system` and
/// `./lab node --test-memory`.
final class MachineChecks {
  private static final String CLOCKS = "/sys/devices/system/clocksource/clocksource0/";
  private static final Set<String> SLOW_CLOCKS = Set.of("hpet", "acpi_pm", "pit", "jiffies");
  private static final long MB = 1 << 20;

  private final Disk disk;
  private final PrintStream out;
  private boolean foundAny;

  private MachineChecks(Disk disk, PrintStream out) {
    this.disk = disk;
    this.out = out;
  }

  /// True when the command line of a node asks for one of these.
  static boolean areAskedFor(List<String> words) {
    return !words.isEmpty() && Set.of("--check-system", "--test-memory").contains(words.getFirst());
  }

  /// Does what the first word says.
  ///
  /// @return the exit status: 0 when nothing is wrong
  static int run(List<String> words, Disk disk, PrintStream out, PrintStream err) {
    if (words.getFirst().equals("--check-system")) {
      return new MachineChecks(disk, out).system() ? 0 : 1;
    }
    if (words.size() != 2 || !words.get(1).matches("[1-9]\\d{0,8}")) {
      err.println("Say how many megabytes of memory to test: ./lab node --test-memory 4096");
      return 1;
    }
    return memory(Long.parseLong(words.get(1)), out, err) ? 0 : 1;
  }

  private static boolean memory(long megabytes, PrintStream out, PrintStream err) {
    out.print("Testing " + megabytes + " MB of memory: ");
    try {
      long wrong =
          MemoryCheck.run(
              megabytes * MB,
              () -> {
                out.print('.');
                out.flush();
              });
      out.println(wrong == 0 ? " passed." : " " + wrong + " WORDS OF 8 BYTES ARE WRONG.");
      return wrong == 0;
    } catch (OutOfMemoryError tooMuch) {
      out.println();
      err.println("There is not so much memory to be had.");
      return false;
    }
  }

  private boolean system() {
    String clock = read(CLOCKS + "current_clocksource");
    tell(
        "slow-clocksource",
        clock,
        clock != null && SLOW_CLOCKS.contains(clock),
        "The clock '%s' takes long to read, and a node reads it for every batch of requests."
            .formatted(clock));
    tell(
        "xen-clocksource",
        clock,
        "xen".equals(clock)
            && String.valueOf(read(CLOCKS + "available_clocksource")).contains("tsc"),
        "The clock 'xen' is slow: write 'tsc' to " + CLOCKS + "current_clocksource.");
    String overcommit = read("/proc/sys/vm/overcommit_memory");
    tell(
        "overcommit",
        overcommit,
        "2".equals(overcommit),
        "vm.overcommit_memory is 2, so that the address space counts that a node sets aside for its"
            + " keys, and it may get less than it wants. Set it to 0 or 1.");
    String huge = read("/sys/kernel/mm/transparent_hugepage/enabled");
    tell(
        "THP",
        huge,
        huge != null && huge.contains("[always]"),
        "Huge pages are given always: a node may hold more memory than it uses. Write 'madvise' to"
            + " /sys/kernel/mm/transparent_hugepage/enabled.");
    return !foundAny;
  }

  private void tell(String name, @Nullable String found, boolean isWrong, String what) {
    out.println("[" + name + "]..." + (found == null ? "skipped" : isWrong ? "WARNING:" : "OK"));
    if (isWrong) {
      out.println(what);
      foundAny = true;
    }
  }

  private @Nullable String read(String file) {
    try {
      return disk.readText(Path.of(file)).strip();
    } catch (IOException notThere) {
      return null;
    }
  }
}
