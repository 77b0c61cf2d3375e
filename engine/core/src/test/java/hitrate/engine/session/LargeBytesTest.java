package hitrate.engine.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.ShortLife;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LargeBytesTest {

  @Test
  void theHeapHoldsWhatIsCounted() throws Exception {
    String classes =
        Stream.of(LargeBytes.class, Bytes.class)
            .map(each -> each.getProtectionDomain().getCodeSource().getLocation().getPath())
            .collect(Collectors.joining(File.pathSeparator));
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:MarkSweepAlwaysCompactCount=1", // or only one collection in four leaves nothing
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classes,
            LargeBytes.class.getName());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().remove("JAVA_TOOL_OPTIONS"); // which a JVM tells of
    Process program = ShortLife.of(builder.start());
    try (var printed = program.getInputStream()) {
      assertEquals("", new String(printed.readAllBytes(), StandardCharsets.UTF_8));
      assertEquals(0, Await.end(program));
    } finally {
      program.destroyForcibly();
    }
  }
}
