package hitrate.engine.world;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/// This process by the files of `/proc` and a few calls; elsewhere there is nothing to be had.
final class LinuxProcess implements OwnProcess {
  private static final Path SCORE = Path.of("/proc/self/oom_score_adj");

  /// Where the command line lies, by their places behind the program's name.
  private static final int FIRST_BYTE = 45;

  private static final int END = 46;
  private static final String PROCESSORS = "Cpus_allowed_list:";

  @Override
  public int memoryScore() throws IOException {
    return Integer.parseInt(Files.readString(SCORE).strip());
  }

  @Override
  public void memoryScore(int score) throws IOException {
    Files.writeString(SCORE, Integer.toString(score));
  }

  /// The kernel shows whatever lies where the command line lay when the process began, so the title
  /// is written there. The JVM has long copied what it needs of it.
  @Override
  @SuppressWarnings("restricted")
  public void title(String title) {
    if (!NativeProcess.isEnabled()) {
      return;
    }
    try {
      String status = Files.readString(Path.of("/proc/self/stat"));
      String[] places = status.substring(status.lastIndexOf(')') + 2).split(" ", -1);
      long first = Long.parseLong(places[FIRST_BYTE]);
      long length = Long.parseLong(places[END]) - first;
      if (first == 0 || length <= 1) {
        return; // hidden from us
      }
      byte[] bytes = title.getBytes(StandardCharsets.ISO_8859_1);
      MemorySegment line = MemorySegment.ofAddress(first).reinterpret(length);
      line.fill((byte) 0);
      long shown = Math.min(bytes.length, length - 1); // a last byte that is not 0 would mean more
      MemorySegment.copy(bytes, 0, line, JAVA_BYTE, 0, (int) shown);
    } catch (IOException notLinux) {
      // then the title stays
    }
  }

  @Override
  public void runOn(BitSet processors) {
    NativeProcess.runOn(processors);
  }

  @Override
  public void end(int signal) {
    NativeProcess.end(signal);
  }

  @Override
  public void giveWay() {
    NativeProcess.giveWay();
  }

  @Override
  public BitSet processors() {
    try (var status = Files.lines(Path.of("/proc/self/status"))) {
      return status
          .filter(line -> line.startsWith(PROCESSORS))
          .map(line -> OwnProcess.processors(line.substring(PROCESSORS.length()).strip()))
          .findFirst()
          .orElseGet(BitSet::new);
    } catch (IOException notLinux) {
      return new BitSet();
    }
  }
}
