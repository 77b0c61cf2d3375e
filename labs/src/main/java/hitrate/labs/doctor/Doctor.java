package hitrate.labs.doctor;

import hitrate.grader.text.Messages;
import hitrate.labs.cli.Home;
import hitrate.labs.doctor.Finding.Grade;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Looks at a machine, from what everything needs to what only some labs use.
final class Doctor {

  private static final int JAVA = 25;

  /// The ports that commands take when none is named: `lab node`, the service API, the workbook.
  private static final List<Integer> PORTS = List.of(6379, 4566, 8080);

  private static final long MEGABYTE = 1L << 20;

  /// A build with all its downloads takes about this much.
  private static final long ENOUGH = 1024 * MEGABYTE;

  /// Below this, saving one's progress is at risk.
  private static final long FULL = 100 * MEGABYTE;

  private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(\\.\\d+)?");
  private static final Pattern OLD_MAVEN = Pattern.compile("[0-2]\\..*|3\\.[0-7](\\..*)?");

  private final Machine machine;
  private final Home home;
  private final Messages messages;
  private final List<Finding> findings = new ArrayList<>();

  private Doctor(Machine machine, Home home, Messages messages) {
    this.machine = machine;
    this.home = home;
    this.messages = messages;
  }

  static List<Finding> examine(Machine machine, Home home, Messages messages) {
    var doctor = new Doctor(machine, home, messages);
    doctor.jdk();
    doctor.maven();
    doctor.folder();
    doctor.disk();
    PORTS.forEach(doctor::port);
    doctor.jupyter();
    doctor.realServer("redis-server");
    doctor.realServer("memcached");
    return List.copyOf(doctor.findings);
  }

  private void jdk() {
    var found = messages.text("doctor.jdk.found", machine.java(), machine.javaHome());
    if (machine.java().feature() < JAVA) {
      note("jdk", Grade.PROBLEM, found, "doctor.jdk.old");
    } else if (!machine.hasCompiler()) {
      note("jdk", Grade.PROBLEM, found, "doctor.jdk.noCompiler");
    } else {
      note("jdk", Grade.OK, found, null);
    }
  }

  private void maven() {
    var output = machine.program("mvn").flatMap(mvn -> machine.output(mvn, "-v"));
    if (output.isEmpty()) {
      note("maven", Grade.NOTE, messages.text("doctor.missing"), "doctor.maven.missing");
      return;
    }
    var version = version(output.get());
    boolean old = OLD_MAVEN.matcher(version).matches();
    note("maven", old ? Grade.PROBLEM : Grade.OK, version, old ? "doctor.maven.old" : null);
  }

  private void folder() {
    boolean writable = machine.canWrite(home.state());
    note(
        "folder",
        writable ? Grade.OK : Grade.PROBLEM,
        messages.text(writable ? "doctor.folder.writable" : "doctor.folder.readOnly", home.state()),
        writable ? null : "doctor.folder.mend");
  }

  private void disk() {
    long free = machine.freeBytes(home.root());
    var grade = free < FULL ? Grade.PROBLEM : free < ENOUGH ? Grade.NOTE : Grade.OK;
    note(
        "disk",
        grade,
        messages.text("doctor.disk.free", amount(free)),
        grade == Grade.OK ? null : "doctor.disk.mend");
  }

  private void port(int port) {
    boolean free = machine.isFree(port);
    findings.add(
        new Finding(
            "port-" + port,
            free ? Grade.OK : Grade.NOTE,
            messages.text("doctor.port", port),
            messages.text(free ? "doctor.port.free" : "doctor.port.taken"),
            free ? null : messages.text("doctor.port.mend." + port)));
  }

  private void jupyter() {
    if (machine.program("jupyter").isEmpty()) {
      note("jupyter", Grade.NOTE, messages.text("doctor.missing"), "doctor.jupyter.missing");
    } else if (machine.program("jupyter-lab").isEmpty()
        && machine.program("jupyter-notebook").isEmpty()) {
      note(
          "jupyter",
          Grade.NOTE,
          messages.text("doctor.jupyter.headless"),
          "doctor.jupyter.noBrowser");
    } else {
      note("jupyter", Grade.OK, messages.text("doctor.present"), null);
    }
  }

  /// The real servers are for comparing only: no lab needs them.
  private void realServer(String program) {
    var output = machine.program(program).flatMap(found -> machine.output(found, "--version"));
    if (output.isPresent()) {
      note(program, Grade.OK, version(output.get()), null);
    } else {
      note(program, Grade.NOTE, messages.text("doctor.missing"), "doctor." + program + ".missing");
    }
  }

  private void note(String id, Grade grade, String found, @Nullable String mendKey) {
    var mend = mendKey == null ? null : messages.text(mendKey);
    findings.add(new Finding(id, grade, messages.text("doctor." + id), found, mend));
  }

  private static String version(String output) {
    var match = VERSION.matcher(output);
    return match.find() ? match.group() : output.strip();
  }

  private static String amount(long bytes) {
    return bytes >= ENOUGH
        ? String.format(Locale.ROOT, "%.1f GB", (double) bytes / ENOUGH)
        : bytes / MEGABYTE + " MB";
  }
}
