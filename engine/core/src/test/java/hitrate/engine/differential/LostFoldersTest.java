package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.RedisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a server says whose folder is lost while it runs, or has something else where its files
/// should be: the real one's answers and figures are ours, and both find back once all is well.
class LostFoldersTest {
  private static final List<String> FIELDS =
      List.of(
          "rdb_bgsave_in_progress",
          "rdb_changes_since_last_save",
          "rdb_last_bgsave_status",
          "rdb_saves",
          "aof_enabled",
          "aof_rewrite_in_progress",
          "aof_rewrite_scheduled",
          "aof_last_bgrewrite_status",
          "aof_last_write_status",
          "aof_rewrites",
          "aof_rewrites_consecutive_failures");

  private static final Pattern PART = Pattern.compile("appendonly\\.aof\\.(\\d+)\\.[a-z.]+$");
  private static final Pattern BASE = Pattern.compile("(?m) seq (\\d+) type b$");

  @TempDir private Path temporary;

  /// A server, the folder it works in, and what it has said.
  private record Stage(RespClient client, Path home, List<String> said) {
    void says(String... words) {
      said.add(String.join(" ", words) + ": " + client.call(words));
    }

    Path files() {
      return home.resolve("appendonlydir");
    }

    /// Notes how long the files are said to be, but for the base, whose facts have other lengths,
    /// and what the manifest says.
    void sizes() throws IOException {
      long base = figure("aof_base_size");
      said.add("%d more".formatted(figure("aof_current_size") - base));
      Path image = files().resolve("appendonly.aof.%d.base.rdb".formatted(base()));
      said.add("%d beside the base".formatted(base - Files.size(image)));
      Path manifest = files().resolve("appendonly.aof.manifest");
      said.add(Files.isRegularFile(manifest) ? Files.readString(manifest) : "no manifest");
    }

    private long figure(String name) {
      String text = ((Reply.Bulk) client.call("INFO", "persistence")).value().toString();
      String line =
          text.lines().filter(any -> any.startsWith(name + ":")).findFirst().orElseThrow();
      return Long.parseLong(line.substring(name.length() + 1));
    }

    /// Waits for the end of what is written in the background, and notes the figures.
    void figures() {
      said.addAll(awaitEnd());
    }

    List<String> awaitEnd() {
      return Await.until(
          "an end of what is written",
          this::info,
          lines ->
              lines.containsAll(List.of("rdb_bgsave_in_progress:0", "aof_rewrite_in_progress:0")));
    }

    private List<String> info() {
      String text = ((Reply.Bulk) client.call("INFO", "persistence")).value().toString();
      return text.lines().filter(line -> FIELDS.contains(line.replaceFirst(":.*", ""))).toList();
    }

    void enter() {
      client.call("CONFIG", "SET", "dir", home.toString());
    }

    void lose() throws IOException {
      remove(home);
    }

    static void remove(Path folder) throws IOException {
      try (var all = Files.walk(folder)) {
        for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }

    /// Notes the files, once those are gone that a rewrite has replaced: another thread removes
    /// them.
    void listing() throws IOException {
      List<String> left =
          Await.until(
              "the removal of what was replaced",
              this::names,
              names -> names.stream().noneMatch(this::isReplaced));
      said.add(left.toString());
    }

    private List<String> names() throws IOException {
      while (true) {
        try (var all = Files.walk(home)) {
          return all.map(file -> home.relativize(file).toString())
              .filter(name -> !name.startsWith("."))
              .sorted()
              .toList();
        } catch (UncheckedIOException removedMeanwhile) {
          // once more, then
        }
      }
    }

    /// Whether a file was followed by one that is the base now.
    private boolean isReplaced(String name) {
      var part = PART.matcher(name);
      return part.find()
          && Files.exists(files().resolve("appendonly.aof.manifest"))
          && Integer.parseInt(part.group(1)) < base();
    }

    private int base() {
      if (Files.isDirectory(files().resolve("appendonly.aof.manifest"))) {
        return 1;
      }
      try {
        String manifest = Files.readString(files().resolve("appendonly.aof.manifest"));
        var found = BASE.matcher(manifest);
        return found.find() ? Integer.parseInt(found.group(1)) : 0;
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  private interface Story {
    void tell(Stage stage) throws IOException;
  }

  private List<String> told(Story story, RespClient client, String name) throws IOException {
    var stage =
        new Stage(client, Files.createDirectory(temporary.resolve(name)), new ArrayList<>());
    stage.enter();
    story.tell(stage);
    return stage.said();
  }

  private void compare(Story story) throws IOException {
    try (var real = RedisProcess.start("--enable-protected-configs", "yes");
        var ours = CacheNode.builder().config("enable-protected-configs", "yes").start();
        var reference = RespClient.connect("127.0.0.1", real.port());
        var client = RespClient.connect("127.0.0.1", ours.port())) {
      assertEquals(
          String.join("\n", told(story, reference, "real")),
          String.join("\n", told(story, client, "ours")));
    }
  }

  @Test
  void nothingIsBegunInAFolderThatHasGone() throws IOException {
    compare(stage -> {
      stage.says("SET", "a", "1");
      stage.lose();
      stage.says("CONFIG", "SET", "appendonly", "yes");
      stage.figures();
      stage.says("CONFIG", "GET", "appendonly");
      stage.says("BGREWRITEAOF");
      stage.figures();
      stage.says("SAVE");
      stage.says("BGSAVE");
      stage.figures();
      stage.said().add("the folder is there: " + Files.exists(stage.home()));
      stage.says("SET", "b", "2");
      stage.says("CONFIG", "RESETSTAT");
      stage.figures();
      Files.createDirectory(stage.home());
      stage.enter();
      stage.says("CONFIG", "SET", "appendonly", "yes");
      stage.figures();
      stage.says("BGSAVE");
      stage.figures();
      stage.listing();
    });
  }

  @Test
  void whatIsRecordedGoesOnWithoutItsFolderButIsNotRewritten() throws IOException {
    compare(stage -> {
      stage.says("CONFIG", "SET", "appendonly", "yes");
      stage.figures();
      stage.says("SET", "a", "1");
      stage.lose();
      stage.says("SET", "b", "2");
      stage.says("BGREWRITEAOF");
      stage.figures();
      stage.said().add("the folder is there: " + Files.exists(stage.home()));
      Files.createDirectory(stage.home());
      stage.enter();
      stage.says("BGREWRITEAOF");
      stage.figures();
      stage.listing();
    });
  }

  @Test
  void aLostFolderOfTheFilesIsMadeAnew() throws IOException {
    compare(stage -> {
      stage.says("CONFIG", "SET", "appendonly", "yes");
      stage.figures();
      stage.says("SET", "a", "1");
      Stage.remove(stage.files());
      stage.says("BGREWRITEAOF");
      stage.figures();
      stage.listing();
    });
  }

  @Test
  void aFileInThePlaceOfTheFolderIsNotTakenForIt() throws IOException {
    compare(stage -> {
      Files.createFile(stage.files());
      stage.says("CONFIG", "SET", "appendonly", "yes");
      stage.figures();
      stage.says("BGREWRITEAOF");
      stage.figures();
      stage.says("CONFIG", "SET", "appendonly", "no");
      Files.delete(stage.files());
      stage.says("CONFIG", "SET", "appendonly", "yes");
      stage.figures();
      stage.says("SET", "a", "1");
      stage.listing();
    });
  }

  @Test
  void aFolderInThePlaceOfTheNextIncrementIsTold() throws IOException {
    compare(stage -> {
      stage.says("CONFIG", "SET", "appendonly", "yes");
      stage.figures();
      stage.says("SET", "a", "1");
      Path inTheWay = stage.files().resolve("appendonly.aof.2.incr.aof");
      Files.createDirectories(inTheWay.resolve("x"));
      stage.says("BGREWRITEAOF");
      stage.figures();
      stage.says("SET", "b", "1");
      Stage.remove(inTheWay);
      stage.says("BGREWRITEAOF");
      stage.figures();
      stage.listing();
    });
  }

  @Test
  void aFolderInThePlaceOfTheNextBaseIsToldWhenItIsDone() throws IOException {
    compare(stage -> {
      stage.says("CONFIG", "SET", "appendonly", "yes");
      stage.figures();
      Path inTheWay = stage.files().resolve("appendonly.aof.2.base.rdb");
      Files.createDirectories(inTheWay.resolve("x"));
      stage.says("BGREWRITEAOF");
      stage.figures();
      stage.says("CONFIG", "RESETSTAT");
      stage.figures();
      stage.listing();
    });
  }

  @Test
  void aFolderInThePlaceOfTheFirstIncrementLeavesNoBaseBehind() throws IOException {
    compare(stage -> {
      stage.says("SET", "a", "1");
      Files.createDirectories(stage.files().resolve("appendonly.aof.1.incr.aof").resolve("x"));
      stage.says("CONFIG", "SET", "appendonly", "yes");
      Await.until(
          "a third failure",
          stage::info,
          lines -> lines.contains("aof_rewrites_consecutive_failures:3"));
      stage.figures();
      stage.says("CONFIG", "SET", "appendonly", "no");
      stage.listing();
    });
  }

  @Test
  void aManifestThatCannotBeWrittenCostsNoNumber() throws IOException {
    compare(stage -> {
      stage.says("CONFIG", "SET", "appendonly", "yes");
      stage.figures();
      stage.says("SET", "a", "1");
      Path inTheWay = stage.files().resolve("temp-appendonly.aof.manifest");
      Files.createDirectories(inTheWay.resolve("x"));
      for (int i = 0; i < 3; i++) {
        stage.says("BGREWRITEAOF");
        stage.figures();
      }
      stage.listing();
      stage.says("SET", "b", "1");
      Stage.remove(inTheWay);
      stage.says("BGREWRITEAOF");
      stage.figures();
      stage.listing();
      stage.sizes();
    });
  }

  @Test
  void aManifestThatCannotBeReplacedCostsNoNumber() throws IOException {
    compare(stage -> {
      stage.says("CONFIG", "SET", "appendonly", "yes");
      stage.figures();
      stage.says("SET", "a", "1");
      Path inTheWay = stage.files().resolve("appendonly.aof.manifest");
      Files.delete(inTheWay);
      Files.createDirectories(inTheWay.resolve("x"));
      stage.sizes();
      for (int i = 0; i < 2; i++) {
        stage.client().call("BGREWRITEAOF"); // ours finds it out later
        stage.awaitEnd();
      }
      stage.says("SET", "b", "1");
      stage.sizes();
      Stage.remove(inTheWay);
      stage.says("BGREWRITEAOF");
      stage.awaitEnd();
      stage.listing();
      stage.sizes();
    });
  }

  @Test
  void aFirstManifestThatCannotBeWrittenLeavesNoSize() throws IOException {
    compare(stage -> {
      stage.says("SET", "a", "1");
      Path inTheWay = stage.files().resolve("temp-appendonly.aof.manifest");
      Files.createDirectories(inTheWay.resolve("x"));
      stage.says("CONFIG", "SET", "appendonly", "yes");
      Await.until(
          "a third failure",
          stage::info,
          lines -> lines.contains("aof_rewrites_consecutive_failures:3"));
      stage.says("CONFIG", "SET", "appendonly", "no");
      stage.figures();
      stage.listing();
      Stage.remove(inTheWay);
      stage.says("CONFIG", "SET", "appendonly", "yes");
      stage.figures();
      stage.listing();
      stage.sizes();
    });
  }
}
