package hitrate.engine.command;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Commands under other names than their own, as `rename-command` gives them.
class CommandTableTest {
  private static CommandTable table(Map<String, String> renamed) {
    return new CommandTable(List.of(named("config"), named("flushall")), renamed);
  }

  private static Command named(String name) {
    return Command.named(name).arity(1).runs((_, _) -> Effect.NONE);
  }

  private static @Nullable Command find(CommandTable table, String name) {
    byte[] sent = name.getBytes(US_ASCII);
    return table.find(sent, 0, sent.length);
  }

  @Test
  void aRenamedCommandIsFoundByItsNewNameAlone() {
    var table = table(Map.of("config", "B840FC02d524"));
    assertNull(find(table, "CONFIG"));
    assertEquals("config", requireNonNull(find(table, "b840fc02D524")).name());
    assertNotNull(find(table, "FlushAll"));
  }

  @Test
  void rulesOnUsersMeanTheNameThatACommandHasAlwaysHad() {
    var table = table(Map.of("config", "secret", "flushall", ""));
    assertEquals("config", requireNonNull(table.findOwn("CONFIG")).name());
    assertNotNull(table.findOwn("flushall"));
    assertNull(table.findOwn("secret"));
    assertEquals(2, table.own().size());
  }

  @Test
  void aCommandWithoutANameCannotBeCalled() {
    var table = table(Map.of("flushall", ""));
    assertNull(find(table, "flushall"));
    assertEquals(1, table.commands().size());
    assertEquals(2, table.numbered().size());
  }

  @Test
  void whatDoesNotExistCannotBeRenamedAndNoNameIsGivenTwice() {
    assertThrows(IllegalArgumentException.class, () -> table(Map.of("nosuch", "x")));
    assertThrows(IllegalArgumentException.class, () -> table(Map.of("config", "flushall")));
  }
}
