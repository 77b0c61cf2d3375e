package hitrate.kernel.jupyter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

class JupyterTest {
  @TempDir private Path folder;

  @Test
  void aShimThatLeadsNowhereIsPassedOver() throws IOException {
    program("shims", "echo 'jupyter: command not found' >&2; exit 127");
    var real = program("bin", "exit 0");
    var path = folder.resolve("shims") + File.pathSeparator + folder.resolve("bin");
    var found = Jupyter.find(folder.resolve("data"), Map.of("PATH", path, "HOME", "/nowhere"));
    assertEquals(real, found.orElseThrow().program());
  }

  @Test
  void aKernelThatDiedWhileStartingIsStartedOnceMore() throws Exception {
    program(
        "bin",
        """
        [ "$1" = nbconvert ] || exit 0
        echo run >> %1$s/runs
        if [ $(wc -l < %1$s/runs) -lt 2 ]; then
          echo 'RuntimeError: Kernel died before replying to kernel_info'
          exit 1
        fi
        """
            .formatted(folder));
    assertTrue(
        fake().run(folder.resolve("a.ipynb"), folder.resolve("b.ipynb"), false, Map.of()).done());
    assertEquals(2, Files.readAllLines(folder.resolve("runs")).size());
  }

  @Test
  void aCellThatFailsIsNotRunAgain() throws Exception {
    program(
        "bin",
        """
        [ "$1" = nbconvert ] || exit 0
        echo run >> %s/runs
        echo 'CellExecutionError: ...'
        exit 1
        """
            .formatted(folder));
    assertTrue(
        !fake().run(folder.resolve("a.ipynb"), folder.resolve("b.ipynb"), false, Map.of()).done());
    assertEquals(1, Files.readAllLines(folder.resolve("runs")).size());
  }

  @Test
  void theKernelIsDescribedForAnyWorkingFolder() throws IOException {
    var kernel =
        new KernelSpec(
            Path.of("/jdk/bin/java"), "a.jar" + File.pathSeparator + "/b.jar", List.of("-Xmx1g"));
    var json =
        new ObjectMapper()
            .readTree(Files.readString(kernel.installInto(folder).resolve("kernel.json")));
    assertEquals(folder.resolve("kernels/hitrate"), kernel.installInto(folder));
    assertEquals("message", json.path("interrupt_mode").asString());
    assertEquals("java", json.path("language").asString());
    var argv = json.path("argv").toString();
    assertTrue(argv.startsWith("[\"/jdk/bin/java\","), argv);
    assertTrue(argv.endsWith("\"hitrate.kernel.Main\",\"{connection_file}\"]"), argv);
    assertTrue(argv.contains(Path.of("a.jar").toAbsolutePath() + File.pathSeparator + "/b.jar"));
    assertTrue(argv.contains("\"-Xmx1g\""), argv);
  }

  private Jupyter fake() {
    var environment = Map.of("PATH", folder.resolve("bin").toString(), "HOME", "/nowhere");
    return Jupyter.find(folder.resolve("data"), environment).orElseThrow();
  }

  private Path program(String where, String script) throws IOException {
    var program = folder.resolve(where).resolve("jupyter");
    Files.createDirectories(program.getParent());
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
