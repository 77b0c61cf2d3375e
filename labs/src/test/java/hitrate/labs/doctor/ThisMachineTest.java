package hitrate.labs.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the doctor asks, asked of real folders, ports and programs.
class ThisMachineTest {

  @TempDir Path folder;

  @Test
  void aPortIsTakenWhileSomebodyListens() throws Exception {
    var machine = new ThisMachine(Map.of());
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertFalse(machine.isFree(socket.getLocalPort()));
    }
  }

  @Test
  void aFolderIsMadeToSeeWhetherItCanBeWritten() throws Exception {
    var state = folder.resolve(".lab");
    assertTrue(new ThisMachine(Map.of()).canWrite(state));
    try (var left = Files.list(state)) {
      assertEquals(0, left.count());
    }
    Files.writeString(folder.resolve("file"), "in the way");
    assertFalse(new ThisMachine(Map.of()).canWrite(folder.resolve("file")));
  }

  @Test
  void programsAreLookedForInTheFoldersOfThePath() throws Exception {
    var tool = program("tool", "echo tool 1.2.3 \"$1\"");
    var machine = new ThisMachine(Map.of("PATH", "/nowhere:" + folder));
    assertEquals(Optional.of(tool), machine.program("tool"));
    assertEquals(Optional.empty(), machine.program("other"));
    assertEquals(Optional.of("tool 1.2.3 -v\n"), machine.output(tool, "-v"));
  }

  @Test
  void aProgramThatFailsSaysNothing() throws Exception {
    var machine = new ThisMachine(Map.of());
    assertEquals(Optional.empty(), machine.output(program("broken", "echo 1.2.3; exit 1")));
    assertEquals(Optional.empty(), machine.output(folder.resolve("missing")));
  }

  @Test
  void aDiskHasRoom() {
    assertTrue(new ThisMachine(Map.of()).freeBytes(folder) > 0);
  }

  private Path program(String name, String body) throws Exception {
    var file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + body + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
