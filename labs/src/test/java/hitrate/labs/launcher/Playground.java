package hitrate.labs.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// A folder with the launcher, empty modules, and stand-ins for the JDK and Maven. The launcher's
/// copy looks for JDKs in this folder's `jvm` where the real one looks in `/usr/lib/jvm`.
final class Playground {

  /// What the launcher needs of a Unix system; java and mvn are not on its PATH by themselves.
  private static final List<String> TOOLS =
      List.of(
          "awk",
          "bash",
          "cat",
          "cp",
          "env",
          "find",
          "grep",
          "head",
          "mkdir",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sleep",
          "tail",
          "touch");

  /// Says its arguments, one a line, the locale where that is asked for, and writes the cache that
  /// a rehearsal asks for.
  private static final String JAVA =
      """
      #!/usr/bin/env bash
      [ -z "${SHOW_LOCALE:-}" ] || printf 'LC_ALL=%s\\n' "${LC_ALL:-}"
      for word in "$@"; do
        printf '%s\\n' "$word"
        case $word in -XX:AOTCacheOutput=*) touch "${word#*=}" ;; esac
      done
      """;

  /// Notes its call, talks like Maven and leaves the jars of the module it was asked for.
  private static final String MAVEN =
      """
      #!/usr/bin/env bash
      root=@root@
      printf '%s\\n' "JAVA_HOME=$JAVA_HOME $*" >>"$root/mvn.calls"
      echo '[INFO] Building Hitrate 0.1.0                                             [1/2]'
      echo 'Downloaded from central: https://example.org/one.jar (1 kB at 1 kB/s)'
      echo '[INFO] Building hitrate-core 0.1.0                                        [2/2]'
      if [ -f "$root/mvn.waits" ]; then
        { read -r file; read -r text; } <"$root/mvn.waits"
        for _ in {1..300}; do
          if grep -q "$text" "$file"; then break; fi
          sleep 0.1
        done
      fi
      if [ -f "$root/mvn.fails" ]; then
        echo '[ERROR] COMPILATION ERROR :'
        echo '[ERROR] /x/Hit.java:[3,5] a semicolon is missing'
        echo '[ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.'
        exit 1
      fi
      touch "$root/engine/core/target/hitrate-core.jar" "$root/engine/core/target/lib/lua.jar"
      case "$*" in *'-pl labs'*) touch "$root/labs/target/hitrate-labs.jar" ;; esac
      """;

  /// The end of one run of the launcher.
  record Run(int exitCode, String out, String err) {
    List<String> words() {
      return out.lines().toList();
    }
  }

  final Path root;
  private final Map<String, String> environment = new HashMap<>();

  Playground(Path folder) throws IOException {
    root = folder.toRealPath().resolve("a project");
    var project = projectRoot();
    for (var module : List.of("engine/core", "labs", "grader", "exercises")) {
      Files.createDirectories(root.resolve(module + "/src/main/java"));
      Files.createDirectories(root.resolve(module + "/target/lib"));
      Files.writeString(root.resolve(module + "/pom.xml"), "");
    }
    Files.writeString(root.resolve("pom.xml"), "");
    Files.createDirectories(root.resolve("labs/src/main/launcher"));
    var texts = "labs/src/main/launcher/en.sh";
    Files.copy(project.resolve(texts), root.resolve(texts));
    var launcher = Files.readString(project.resolve("lab"));
    program(root.resolve("lab"), launcher.replace("in /usr/lib/jvm/*", "in \"$root\"/jvm/*"));
    for (var tool : TOOLS) {
      lend(tool);
    }
    environment.put("PATH", root.resolve("bin").toString());
    environment.put("HOME", root.resolve("home").toString());
  }

  private static Path projectRoot() {
    var folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("lab"))) {
      folder = Objects.requireNonNull(folder.getParent(), "run this inside the project");
    }
    return folder;
  }

  private void lend(String tool) throws IOException {
    for (var folder : List.of("/bin", "/usr/bin", "/opt/homebrew/bin")) {
      var program = Path.of(folder, tool);
      if (Files.isExecutable(program)) {
        program(root.resolve("bin").resolve(tool), "#!/bin/sh\nexec " + program + " \"$@\"\n");
        return;
      }
    }
    throw new IOException(tool + " not found");
  }

  Playground with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Playground without(String variable) {
    environment.remove(variable);
    return this;
  }

  Playground withJdk(String version) throws IOException {
    jdk("jvm/jdk-" + version, version);
    return this;
  }

  /// A JDK of a version in a folder of the playground.
  Path jdk(String folder, String version) throws IOException {
    var home = root.resolve(folder);
    program(home.resolve("bin/java"), JAVA);
    program(home.resolve("bin/javac"), JAVA);
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"%s\"\n".formatted(version));
    return home;
  }

  Playground withMaven() throws IOException {
    program(root.resolve("bin/mvn"), MAVEN.replace("@root@", "'" + root + "'"));
    return this;
  }

  /// Lets the next builds fail, or succeed again.
  void mavenFails(boolean fails) throws IOException {
    if (fails) {
      Files.writeString(root.resolve("mvn.fails"), "");
    } else {
      Files.delete(root.resolve("mvn.fails"));
    }
  }

  /// Lets the next builds be silent until a file holds a text, for half a minute at most.
  void mavenWaitsFor(Path file, String text) throws IOException {
    Files.writeString(root.resolve("mvn.waits"), file + "\n" + text + "\n");
  }

  /// How Maven was called so far.
  List<String> mavenCalls() throws IOException {
    var calls = root.resolve("mvn.calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  /// A file that was saved a moment after everything else.
  void save(String file) throws IOException {
    var path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, "changed");
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().plusSeconds(5)));
  }

  Run lab(String... arguments) throws Exception {
    return run(root, root.resolve("lab"), arguments);
  }

  Run run(Path workingFolder, Path program, String... arguments) throws Exception {
    var command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    var out = root.resolve("stdout");
    var err = root.resolve("stderr");
    var builder =
        new ProcessBuilder(command)
            .directory(workingFolder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    var process = builder.start();
    process.getOutputStream().close();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the launcher hangs; it said: " + Files.readString(err));
    }
    return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private static void program(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text, UTF_8);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
