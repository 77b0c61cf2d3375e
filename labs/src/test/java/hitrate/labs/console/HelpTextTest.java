package hitrate.labs.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.text.Messages;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class HelpTextTest {
  private final Messages messages =
      Messages.load(ConsoleSession.class, ConsoleSession.BUNDLE, Locale.ENGLISH);
  private final CommandCatalog catalog = ServerDocs.catalog();

  private String on(String... topic) {
    var help = new HelpText(messages, ConsoleSession.Place.TERMINAL);
    return String.join("\n", help.on(List.of(topic), catalog));
  }

  @Test
  void aCommandIsShownWithSyntaxSummaryCostAndGroup() {
    assertEquals(
        """
        SET key value [NX | XX] [GET] [EX seconds | PX milliseconds | KEEPTTL]
          Stores a value.
          cost:  O(1)
          since: Redis 1.0.0
          group: @string\
        """,
        on("set"));
  }

  @Test
  void aContainerListsItsSubcommands() {
    assertTrue(
        on("config")
            .endsWith(
                "  CONFIG GET         Reads parameters\n  CONFIG RESETSTAT   Sets counters to 0"));
  }

  @Test
  void aSubcommandHasAHelpOfItsOwn() {
    assertTrue(on("config", "get").startsWith("CONFIG GET parameter [parameter ...]\n"));
  }

  @Test
  void aGroupListsItsCommands() {
    assertEquals("  DEL                Removes keys\n  SORT               Sorts", on("@generic"));
    assertEquals(
        "This server has no commands in @nonsense. help lists its groups.", on("@nonsense"));
  }

  @Test
  void anUnknownCommandIsSaidToBeUnknown() {
    assertEquals(
        "This server has no command \"nonsense\". help @GROUP lists what it has.", on("nonsense"));
  }

  @Test
  void theOverviewNamesTheGroupsAndTheKeysOfThePlace() {
    assertTrue(on().contains("Ctrl-D"));
    assertTrue(on().endsWith("  @connection @generic @server @string"));
    var onPage = new HelpText(messages, ConsoleSession.Place.PAGE).on(List.of(), catalog);
    assertFalse(String.join("\n", onPage).contains("Ctrl-D"));
  }
}
