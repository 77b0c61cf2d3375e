package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Which rules a server says that a user has, after rules about every category and every two of
/// them. What single commands come after the categories is compared in any order: the real server
/// has another one each time it starts.
@ResourceLock(Servers.LOCK)
class AccessRulesTest {

  private static final List<String> ALL = List.of("+@all", "-@all");

  /// Rules about some of a command's subcommands, and about a command and its subcommands.
  private static final List<String> OTHERS =
      List.of(
          "-@all +@connection -client",
          "-@all +@connection -client|kill",
          "-@all +client +@dangerous -client|list",
          "+@all -@connection +client|id",
          "+@all -@admin +config|get -config|set",
          "+@all -acl +acl|whoami -@slow",
          "-@all +object -@read +object|help",
          "+@all -@dangerous +@scripting -eval",
          "-@all +select|0 +@connection",
          "-@all +select|0 -@connection +select|1");

  @Test
  void usersAreShownAsByTheRealServer() throws IOException {
    try (var subject = Subject.start();
        var ours = subject.side();
        var reference = Servers.reference()) {
      List<String> all = lists(reference);
      List<String> theirs = shown(reference, all);
      List<String> shown = shown(ours, all);
      for (int i = 0; i < all.size(); i++) {
        assertEquals(theirs.get(i), shown.get(i), all.get(i));
      }
      reference.call("ACL", "DELUSER", "u");
    }
  }

  private static List<String> lists(Side reference) throws IOException {
    var lists = new ArrayList<>(OTHERS);
    List<String> changes =
        texts(reference.call("ACL", "CAT")).stream()
            .flatMap(category -> Stream.of("+@" + category, "-@" + category))
            .toList();
    for (String first : ALL) {
      for (String second : changes) {
        lists.add(first + " " + second);
        changes.forEach(third -> lists.add(first + " " + second + " " + third));
      }
    }
    return lists;
  }

  private static List<String> shown(Side side, List<String> lists) throws IOException {
    var calls = new ArrayList<List<Bytes>>();
    for (String rules : lists) {
      calls.add(words("ACL SETUSER u reset " + rules));
      calls.add(words("ACL GETUSER u"));
    }
    List<byte[]> replies = side.pipeline(calls);
    var shown = new ArrayList<String>();
    for (int i = 1; i < replies.size(); i += 2) {
      shown.add(sorted(texts(ReplyReader.parse(replies.get(i))).get(5)));
    }
    return shown;
  }

  private static List<Bytes> words(String text) {
    return Stream.of(text.split(" ")).map(Bytes::of).toList();
  }

  private static List<String> texts(Reply reply) {
    return ((Reply.Array) reply)
        .items().stream()
            .map(item -> item instanceof Reply.Bulk(Bytes text) ? text.toString() : "")
            .toList();
  }

  /// Categories as they come, then single commands by name.
  private static String sorted(String rules) {
    List<String> words = List.of(rules.split(" "));
    return String.join(" ", words.stream().filter(rule -> rule.contains("@")).toList())
        + " | "
        + String.join(" ", words.stream().filter(rule -> !rule.contains("@")).sorted().toList());
  }
}
