package hitrate.engine.world;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealDiskTest {
  private final Disk disk = Disk.system();

  @TempDir private Path folder;

  @Test
  void aFileThatMayOnlyBeReadIsForcedAllTheSame() throws Exception {
    Path file = Files.writeString(folder.resolve("base"), "data");
    disk.permit(file, 0400);
    assertDoesNotThrow(() -> disk.force(file));
    assertEquals("data", Files.readString(file));
  }

  @Test
  void whatIsNotThereCannotBeForced() {
    Path missing = folder.resolve("missing");
    assertThrows(NoSuchFileException.class, () -> disk.force(missing));
    assertEquals(false, Files.exists(missing));
  }
}
