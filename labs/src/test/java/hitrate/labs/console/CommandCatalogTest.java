package hitrate.labs.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.resp.Reply;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CommandCatalogTest {
  private final CommandCatalog catalog = ServerDocs.catalog();

  @Test
  void findsCommandsInAnyLetterCase() {
    assertEquals("Stores a value", catalog.find(List.of("sEt")).orElseThrow().summary());
    assertTrue(catalog.find(List.of("nonsense")).isEmpty());
    assertTrue(catalog.find(List.of()).isEmpty());
  }

  @Test
  void findsASubcommandByItsTwoWordsAndItsContainerByOne() {
    assertEquals("CONFIG GET", catalog.find(List.of("config", "get", "x")).orElseThrow().name());
    assertEquals("CONFIG", catalog.find(List.of("config", "nonsense")).orElseThrow().name());
  }

  @Test
  void writesTheSyntaxAsTheReferencePagesDo() {
    assertEquals(
        "SET key value [NX | XX] [GET] [EX seconds | PX milliseconds | KEEPTTL]",
        catalog.find(List.of("SET")).orElseThrow().syntax());
    assertEquals(
        "MSET key value [key value ...]", catalog.find(List.of("MSET")).orElseThrow().syntax());
    assertEquals("CONFIG subcommand", catalog.find(List.of("CONFIG")).orElseThrow().syntax());
    assertEquals(
        "CONFIG RESETSTAT", catalog.find(List.of("CONFIG", "RESETSTAT")).orElseThrow().syntax());
  }

  @Test
  void knowsTheGroups() {
    assertEquals(Set.of("string", "generic", "connection", "server"), catalog.groups());
  }

  @Test
  void readsTheFlatArraysOfResp2AsWell() {
    var flat = CommandCatalog.from(asArrays(ServerDocs.reply()));
    assertEquals(
        catalog.all().stream().map(CommandDoc::syntax).toList(),
        flat.all().stream().map(CommandDoc::syntax).toList());
    assertFalse(flat.all().isEmpty());
  }

  private static Reply asArrays(Reply reply) {
    return switch (reply) {
      case Reply.MapReply(var flat) ->
          new Reply.Array(flat.stream().map(CommandCatalogTest::asArrays).toList());
      case Reply.Array(var items) ->
          new Reply.Array(items.stream().map(CommandCatalogTest::asArrays).toList());
      case Reply.SetReply(var items) -> new Reply.Array(items);
      default -> reply;
    };
  }
}
