package hitrate.engine.node;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.RespClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands of later versions obey the rules on users, though no text says so that a client sees:
/// it reads what the version says that this node behaves like.
class LaterRulesTest {

  private static boolean allows(RespClient client, String call) throws IOException {
    var words = new ArrayList<>(List.of("ACL", "DRYRUN", "u"));
    words.addAll(List.of(call.split(" ")));
    return client.call(words.toArray(String[]::new)).toString().contains("OK");
  }

  private static void rules(RespClient client, String rules) throws IOException {
    var words = new ArrayList<>(List.of("ACL", "SETUSER", "u", "reset", "~*"));
    words.addAll(List.of(rules.split(" ")));
    assertTrue(client.call(words.toArray(String[]::new)).toString().contains("OK"), rules);
  }

  private static String shown(RespClient client) throws IOException {
    return client.call("ACL", "LIST").toString();
  }

  @Test
  void categoriesDecideAboutThemAndAreAllThatIsShown() throws IOException {
    try (var node = CacheNode.start();
        var client = RespClient.connect(node.host(), node.port())) {
      rules(client, "+@all -@read -@hash");
      assertFalse(allows(client, "hexpire h 1 FIELDS 1 f"));
      assertTrue(shown(client).contains("-hsetnx"), shown(client));
      assertFalse(shown(client).contains("hexpire"), shown(client));
      rules(client, "-@all +@read +@hash");
      assertTrue(allows(client, "hexpire h 1 FIELDS 1 f"));
      assertFalse(shown(client).contains("hexpire"), shown(client));
    }
  }

  @Test
  void theOnesThatARuleNamesAreShown() throws IOException {
    try (var node = CacheNode.start();
        var client = RespClient.connect(node.host(), node.port())) {
      rules(client, "+@all -hexpire -client|no-touch");
      assertFalse(allows(client, "hexpire h 1 FIELDS 1 f"));
      assertFalse(allows(client, "client no-touch on"));
      assertTrue(shown(client).contains("-hexpire"), shown(client));
      assertTrue(shown(client).contains("-client|no-touch"), shown(client));
      rules(client, "+@all -hexpire +@hash");
      assertTrue(allows(client, "hexpire h 1 FIELDS 1 f"));
      assertFalse(shown(client).contains("hexpire"), shown(client));
    }
  }

  @Test
  void subcommandsGoWithTheirCommand() throws IOException {
    try (var node = CacheNode.start();
        var client = RespClient.connect(node.host(), node.port())) {
      rules(client, "+@all -client");
      assertFalse(allows(client, "client no-touch on"));
      assertFalse(allows(client, "client id"));
      assertFalse(shown(client).contains("no-touch"), shown(client));
      rules(client, "-@all +client");
      assertTrue(allows(client, "client no-touch on"));
      assertFalse(shown(client).contains("no-touch"), shown(client));
      rules(client, "+@all -client +client|no-touch");
      assertTrue(allows(client, "client no-touch on"));
      assertTrue(shown(client).contains("-client +client|no-touch"), shown(client));
    }
  }

  /// Nobody may do more after a restart than before.
  @Test
  void aFileOfUsersKeepsWhatIsNotShown(@TempDir Path folder) throws IOException {
    Path file = Files.createFile(folder.resolve("users.acl"));
    try (var node = CacheNode.builder().config("aclfile", file.toString()).start();
        var client = RespClient.connect(node.host(), node.port())) {
      rules(client, "+@all -@read -@hash");
      client.call("ACL", "SAVE");
      assertTrue(Files.readString(file).contains("-hexpire"));
      client.call("ACL", "LOAD");
      assertFalse(allows(client, "hexpire h 1 FIELDS 1 f"));
      rules(client, "+@all -@hash");
      client.call("ACL", "SAVE");
      assertEquals(
          List.of(
              "user default on nopass ~* &* +@all",
              "user u off sanitize-payload ~* resetchannels +@all -@hash"),
          Files.readAllLines(file));
    }
  }
}
