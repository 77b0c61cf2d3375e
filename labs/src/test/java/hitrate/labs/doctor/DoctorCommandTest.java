package hitrate.labs.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import hitrate.labs.cli.Home;
import hitrate.labs.cli.Lab;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The doctor on machines that lack one thing each.
class DoctorCommandTest {
  private final StringWriter out = new StringWriter();
  private final TestMachine machine = new TestMachine();
  private int columns = DoctorCommand.UNBROKEN;

  @Test
  void aMachineWithEverythingIsWell() {
    assertEquals(0, doctor());
    assertFalse(out.toString().contains("problem"), out::toString);
    assertFalse(out.toString().contains("note"), out::toString);
    assertTrue(out.toString().contains("ok       Maven         3.9.9\n"), out::toString);
    assertTrue(out.toString().endsWith("All you need is here.\n"), out::toString);
  }

  @Test
  void adviceFitsANarrowTerminal() {
    machine.programs.clear();
    columns = 40;
    doctor();
    var links = "\\S*https?:\\S+";
    assertTrue(
        out.toString().lines().allMatch(line -> line.replaceAll(links, "").length() <= 40),
        out::toString);
    assertTrue(out.toString().contains("note     redis-server  not found\n"), out::toString);
  }

  @Test
  void anOldJavaHasToBeMended() {
    machine.java = "21.0.4+7";
    assertEquals("problem", check("jdk", 1).get("status").asString());
  }

  @Test
  void aJavaWithoutCompilerHasToBeMended() {
    machine.hasCompiler = false;
    assertTrue(check("jdk", 1).get("mend").asString().contains("whole JDK 25"));
  }

  @Test
  void withoutMavenWhatIsBuiltStillRuns() {
    machine.programs.remove("mvn");
    assertEquals("note", check("maven", 0).get("status").asString());
  }

  @Test
  void anOldMavenHasToBeMended() {
    machine.programs.put("mvn", "Apache Maven 3.6.3 (cecedd34)");
    var maven = check("maven", 1);
    assertEquals("3.6.3", maven.get("found").asString());
    assertTrue(maven.get("mend").asString().contains("3.8 or newer"));
  }

  @Test
  void newMavensAreWelcome() {
    for (var version : new String[] {"3.8.0", "3.8.7", "3.10.1", "4.0.0"}) {
      machine.programs.put("mvn", "Apache Maven " + version);
      assertEquals("ok", check("maven", 0).get("status").asString(), version);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamed() {
    machine.writable = false;
    var folder = check("folder", 1);
    assertTrue(
        folder.get("found").asString().contains(Path.of("/hitrate/.lab").toString()),
        folder::toString);
  }

  @Test
  void aDiskThatFillsUpIsNotedAndAFullOneHasToBeMended() {
    machine.freeMegabytes = 700;
    assertEquals("note", check("disk", 0).get("status").asString());
    assertEquals("700 MB free", check("disk", 0).get("found").asString());
    machine.freeMegabytes = 50;
    assertEquals("problem", check("disk", 1).get("status").asString());
  }

  @Test
  void aTakenPortComesWithTheWayAround() {
    machine.taken.add(6379);
    var port = check("port-6379", 0);
    assertEquals("note", port.get("status").asString());
    assertTrue(port.get("mend").asString().contains("./lab node --port 7000"));
    assertEquals("ok", check("port-8080", 0).get("status").asString());
  }

  @Test
  void jupyterWithoutAFrontEndIsNoted() {
    machine.programs.remove("jupyter-lab");
    assertTrue(check("jupyter", 0).get("found").asString().contains("without a browser"));
    machine.programs.remove("jupyter");
    assertEquals("not found", check("jupyter", 0).get("found").asString());
  }

  @Test
  void theRealServersAreWelcomeAndNotNeeded() {
    assertEquals("7.0.15", check("redis-server", 0).get("found").asString());
    machine.programs.remove("redis-server");
    machine.programs.remove("memcached");
    assertEquals("note", check("redis-server", 0).get("status").asString());
    assertEquals("note", check("memcached", 0).get("status").asString());
  }

  @Test
  void whatHasToBeMendedIsCountedAtTheEnd() {
    machine.writable = false;
    machine.java = "17.0.2";
    assertEquals(1, doctor());
    assertTrue(out.toString().endsWith("To mend before you go on: 2.\n"), out::toString);
  }

  @Test
  void thisVeryMachineCanBeLookedAt() {
    var here = new ThisMachine(System.getenv());
    var findings =
        Doctor.examine(here, Home.find(), Messages.load(Lab.class, Lab.BUNDLE, Locale.ENGLISH));
    assertEquals(Finding.Grade.OK, findings.getFirst().grade(), findings::toString);
  }

  private int doctor(String... words) {
    var home = new Home(Path.of("/hitrate"));
    var line = new CommandLine(new DoctorCommand(machine, home, Paint.PLAIN, () -> columns));
    line.setOut(new PrintWriter(out));
    return line.execute(words);
  }

  /// The check of this id in the JSON of a run that ends with this exit code.
  private JsonNode check(String id, int exitCode) {
    out.getBuffer().setLength(0);
    assertEquals(exitCode, doctor("--json"));
    var report = JsonMapper.builder().build().readTree(out.toString());
    assertEquals(exitCode == 0, report.get("ok").asBoolean());
    return report
        .get("checks")
        .valueStream()
        .filter(check -> check.get("id").asString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  /// A machine that has everything, until a test takes something away.
  private static final class TestMachine implements Machine {
    String java = "25.0.1+8-LTS";
    boolean hasCompiler = true;
    boolean writable = true;
    long freeMegabytes = 50_000;
    final Set<Integer> taken = new HashSet<>();
    final Map<String, String> programs =
        new HashMap<>(
            Map.of(
                "mvn", "\u001b[1mApache Maven 3.9.9 (8e8579a9)\u001b[m\nJava version: 25.0.1",
                "jupyter", "",
                "jupyter-lab", "",
                "redis-server", "Redis server v=7.0.15 sha=00000000:0 bits=64",
                "memcached", "memcached 1.6.18"));

    @Override
    public Runtime.Version java() {
      return Runtime.Version.parse(java);
    }

    @Override
    public Path javaHome() {
      return Path.of("/jdk");
    }

    @Override
    public boolean hasCompiler() {
      return hasCompiler;
    }

    @Override
    public Optional<Path> program(String name) {
      return programs.containsKey(name) ? Optional.of(Path.of("/bin", name)) : Optional.empty();
    }

    @Override
    public Optional<String> output(Path program, String... words) {
      return Optional.ofNullable(programs.get(String.valueOf(program.getFileName())));
    }

    @Override
    public boolean isFree(int port) {
      return !taken.contains(port);
    }

    @Override
    public boolean canWrite(Path folder) {
      return writable;
    }

    @Override
    public long freeBytes(Path folder) {
      return freeMegabytes << 20;
    }
  }
}
