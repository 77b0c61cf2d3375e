package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;

/// What COMMAND INFO and COMMAND DOCS say about each of our commands is what the real server says.
/// Only the lists of subcommands may be shorter, as not all of them exist here yet; each one that
/// does is compared by itself.
@ResourceLock(Servers.LOCK)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeclarationsTest {

  private static final int SUBCOMMANDS = 9;

  private Side reference;
  private Subject subject;
  private Side ours;

  @BeforeAll
  void startBothServers() throws IOException {
    reference = Servers.reference();
    subject = Subject.start();
    ours = subject.side();
  }

  @AfterAll
  void stopThem() throws IOException {
    if (subject != null) {
      ours.close();
      subject.close();
    }
    if (reference != null) {
      reference.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> everyCommandIsDeclaredAsInTheRealServer() throws IOException {
    return names().map(name -> DynamicTest.dynamicTest(name, () -> compareInfo(name)));
  }

  @TestFactory
  Stream<DynamicTest> everyCommandIsDocumentedAsInTheRealServer() throws IOException {
    return names().map(name -> DynamicTest.dynamicTest(name, () -> compareDocs(name)));
  }

  private Stream<String> names() throws IOException {
    return items(ours.call("COMMAND", "LIST")).stream().map(DeclarationsTest::text);
  }

  private void compareInfo(String name) throws IOException {
    List<Reply> expected = items(items(reference.call("COMMAND", "INFO", name)).getFirst());
    List<Reply> actual = items(items(ours.call("COMMAND", "INFO", name)).getFirst());
    assertEquals(expected.subList(0, SUBCOMMANDS), actual.subList(0, SUBCOMMANDS));
    assertTrue(
        subcommandNames(expected.get(SUBCOMMANDS))
            .containsAll(subcommandNames(actual.get(SUBCOMMANDS))),
        "subcommands");
  }

  private static List<String> subcommandNames(Reply subcommands) {
    return items(subcommands).stream().map(info -> text(items(info).getFirst())).toList();
  }

  private void compareDocs(String name) throws IOException {
    List<Reply> expected = withoutSubcommands(reference.call("COMMAND", "DOCS", name));
    List<Reply> actual = withoutSubcommands(ours.call("COMMAND", "DOCS", name));
    assertEquals(expected, actual);
  }

  /// The reply's only entry, name and facts, without the fact that lists the subcommands.
  private static List<Reply> withoutSubcommands(Reply docs) {
    var entry = new ArrayList<Reply>();
    entry.add(items(docs).getFirst());
    List<Reply> facts = items(items(docs).get(1));
    for (int i = 0; i < facts.size(); i += 2) {
      if (!text(facts.get(i)).equals("subcommands")) {
        entry.addAll(facts.subList(i, i + 2));
      }
    }
    return entry;
  }

  private static List<Reply> items(Reply reply) {
    return ((Reply.Array) reply).items();
  }

  private static String text(Reply reply) {
    return ((Reply.Bulk) reply).value().toString();
  }
}
