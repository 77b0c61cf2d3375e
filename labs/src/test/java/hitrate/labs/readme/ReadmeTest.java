package hitrate.labs.readme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import hitrate.engine.node.CacheNode;
import hitrate.grader.text.Paint;
import hitrate.labs.cli.Lab;
import hitrate.labs.exam.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The front page says nothing that is not so.
class ReadmeTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)[^)]*\\)");
  private static final Pattern COMMAND = Pattern.compile("\\./lab ([a-z]+)");
  private static final Pattern STEP =
      Pattern.compile("(?m)^\\d\\. \\[`[^`]+`\\]\\(([^)]+\\.java)\\)");
  private static final String PROMPT = "jshell> ";

  @TempDir private Path home;
  private final String page;

  ReadmeTest() throws IOException {
    page = Files.readString(ProjectFiles.root().resolve("README.md"));
  }

  @Test
  void theTourGivesWhatItShows() throws Exception {
    var block = only("console");
    try (var node = CacheNode.start()) {
      var observed = new ArrayList<String>();
      for (var line : block.text().lines().filter(line -> line.startsWith("$ ")).toList()) {
        observed.add(line);
        observed.addAll(lab(line.substring(2).replace("7000", "" + node.port())));
      }
      assertEquals(block.masked(block.text()), block.masked(String.join("\n", observed)));
    }
  }

  /// The words of a `./lab` line, run as they would be on a terminal.
  private List<String> lab(String line) throws IOException, InterruptedException {
    var words = new ArrayList<>(Words.split(line).stream().map(Bytes::toString).toList());
    assertEquals("./lab", words.removeFirst());
    if (words.getFirst().equals("cli")) {
      words.add(1, "--no-raw");
    }
    return LabProcess.run(home, words, "").lines().toList();
  }

  @Test
  void theFirstStepsInJshellGiveWhatTheyShow() throws Exception {
    var block = only("jshell");
    var typed =
        block
            .text()
            .lines()
            .filter(line -> line.startsWith(PROMPT))
            .map(line -> line.substring(PROMPT.length()))
            .toList();
    var printed = LabProcess.run(home, List.of("jshell"), String.join("\n", typed) + "\n/exit\n");
    var replies = printed.substring(printed.indexOf(PROMPT)).split(PROMPT, -1);
    var observed = new StringBuilder();
    for (int i = 0; i < typed.size(); i++) {
      observed.append(PROMPT).append(typed.get(i)).append('\n');
      observed.append(withoutEcho(replies[i + 1], typed.get(i)));
    }
    assertEquals(block.masked(block.text()), block.masked(observed.toString().strip()));
  }

  /// JShell repeats what reached it before it had turned the terminal's echo off: the whole line,
  /// or its beginning.
  private static String withoutEcho(String reply, String line) {
    int echoed = 0;
    while (echoed < Math.min(reply.length(), line.length())
        && reply.charAt(echoed) == line.charAt(echoed)) {
      echoed++;
    }
    return reply.substring(echoed);
  }

  @Test
  void itsCodeIsCodeThatCompilesAndRuns() throws IOException {
    var blocks = Block.all(page).stream().filter(block -> block.kind().equals("code")).toList();
    assertEquals(1, blocks.size());
    for (var block : blocks) {
      int hash = block.argument().indexOf('#');
      var source =
          Files.readString(ProjectFiles.root().resolve(block.argument().substring(0, hash)));
      var tag = block.argument().substring(hash + 1);
      var region =
          source.substring(
              source.indexOf("// tag::" + tag + "[]\n") + ("// tag::" + tag + "[]\n").length(),
              source.indexOf("// end::" + tag + "[]"));
      assertEquals(region.stripIndent().strip(), block.text());
    }
  }

  @Test
  void theFiveFilesOfAGetExist() {
    var files = STEP.matcher(page).results().map(m -> m.group(1)).toList();
    assertEquals(5, files.size());
    for (var file : files) {
      assertTrue(Files.isRegularFile(ProjectFiles.root().resolve(file)), file);
    }
  }

  @Test
  void everyLinkLeadsSomewhere() {
    LINK.matcher(page)
        .results()
        .map(m -> m.group(1))
        .filter(link -> !link.startsWith("http"))
        .forEach(link -> assertTrue(Files.exists(ProjectFiles.root().resolve(link)), link));
  }

  @Test
  void everyCommandItNamesExists() {
    var named = COMMAND.matcher(page).results().map(m -> m.group(1)).collect(Collectors.toSet());
    assertTrue(named.remove("node"), "node is the engine's own program");
    named.removeAll(Lab.commandLine(Paint.PLAIN, Map.of()).getSubcommands().keySet());
    assertEquals(Set.of(), named);
  }

  @Test
  void whatItSaysIsMissingIsStillMissing() {
    try (var node = CacheNode.start()) {
      var cluster = node.call("CLUSTER", "INFO").toString();
      assertTrue(cluster.contains("cluster support disabled"), cluster);
    }
  }

  @Test
  void whatItSaysIsThereIsThere() {
    try (var node = CacheNode.start()) {
      for (var words :
          List.of(
              "SET k v",
              "LASTSAVE",
              "BGSAVE SCHEDULE x",
              "SETBIT b 1 1",
              "PFADD p v",
              "HSET h f v",
              "HEXPIRE h 9 FIELDS 1 f",
              "LPUSH l v",
              "SADD s v",
              "ZADD z 1 v",
              "XADD x * f v",
              "GEOADD g 1 2 v",
              "MULTI",
              "EVAL x 0",
              "FUNCTION LIST",
              "CONFIG SET maxmemory 100mb",
              "CONFIG SET maxmemory-policy allkeys-lru",
              "CLIENT TRACKINGINFO",
              "ACL WHOAMI",
              "CONFIG SET appendfsync always",
              "BGREWRITEAOF x",
              "REPLCONF listening-port 6379",
              "PUBLISH c m")) {
        var reply = node.call(words.split(" ")).toString();
        assertFalse(reply.contains("unknown command"), () -> words + ": " + reply);
        assertFalse(
            words.startsWith("CONFIG") && reply.contains("ERR"), () -> words + ": " + reply);
      }
    }
  }

  private Block only(String language) {
    var blocks =
        Block.all(page).stream().filter(block -> block.language().equals(language)).toList();
    assertEquals(1, blocks.size(), language);
    return blocks.getFirst();
  }
}
