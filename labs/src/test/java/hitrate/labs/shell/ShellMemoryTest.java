package hitrate.labs.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShellMemoryTest {
  @TempDir private Path folder;

  @Test
  void whatJshellKeepsIsThereTheNextTime() throws IOException {
    var file = folder.resolve(".lab/jshell.properties");
    var first = ShellMemory.load(file);
    assertEquals(Map.of(), first.entries());
    first.entries().put("HISTORY_LINE_0", "redis(\"SET grüße = : # !\")\\");
    first.save();
    assertEquals(first.entries(), ShellMemory.load(file).entries());
  }
}
