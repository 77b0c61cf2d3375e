package hitrate.labs.notebook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.text.Paint;
import hitrate.labs.cli.Home;
import hitrate.labs.cli.Lab;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Against a stand-in for Jupyter that writes down what it was asked for.
class NotebookCommandTest {
  @TempDir private Path root;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeEach
  void oneNotebook() throws IOException {
    Files.createDirectories(root.resolve("notebooks/source"));
    Files.writeString(root.resolve("notebooks/source/d1-strings.md"), "");
    Files.writeString(root.resolve("notebooks/d1-strings.ipynb"), "the learner's copy");
  }

  @Test
  void itOpensACopyInTheFrontEndThatIsThere() throws IOException {
    jupyter("[ \"$1\" = lab ] && exit 1; echo \"$JUPYTER_DATA_DIR $*\" >> %s/asked");
    assertEquals(0, run("d1-strings", "--target", "redis://127.0.0.1:7000", "--", "--no-browser"));
    var asked = Files.readAllLines(root.resolve("asked"));
    assertEquals(
        root.resolve(".lab/jupyter") + " notebook --no-browser d1-strings.ipynb", asked.getLast());
    assertEquals(
        "the learner's copy", Files.readString(root.resolve(".lab/notebooks/d1-strings.ipynb")));
    assertTrue(Files.exists(root.resolve(".lab/jupyter/kernels/hitrate/kernel.json")));
  }

  @Test
  void theLearnersCopyIsNeverWrittenOver() throws IOException {
    jupyter("exit 0");
    run("d1-strings");
    Path copy = root.resolve(".lab/notebooks/d1-strings.ipynb");
    Files.writeString(copy, "my work");
    run("d1-strings");
    assertEquals("my work", Files.readString(copy));

    run("d1-strings", "--fresh");
    assertEquals("the learner's copy", Files.readString(copy));
    assertEquals("my work", Files.readString(copy.resolveSibling("d1-strings-1.ipynb")));
  }

  @Test
  void withoutAFrontEndItSaysWhatToInstallAndWhatWorksAnyway() throws IOException {
    jupyter("[ \"$1\" = --version ]");
    assertEquals(1, run("d1-strings"));
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertTrue(err.toString().contains("pip install jupyterlab"), err::toString);
    assertTrue(err.toString().contains("./lab notebook d1-strings --run"), err::toString);
  }

  @Test
  void runningWithoutAFrontEndNamesTheCellsThatFail() throws IOException {
    jupyter(
        """
        [ "$1" = nbconvert ] && [ "$2" = --to ] || exit 0
        mkdir -p %1$s/.lab/notebooks/runs
        cat > %1$s/.lab/notebooks/runs/d1-strings.ipynb <<'END'
        {"cells": [{"id": "count-view-check", "outputs": [{"output_type": "error",
         "traceback": ["CheckFailed: It counts.", "  expected: 1"]}]}]}
        END
        """);
    assertEquals(1, run("d1-strings", "--run"));
    assertEquals(
        """
        failed: count-view-check
            CheckFailed: It counts.
              expected: 1
        1 cell failed. All output is in %s
        """
            .formatted(root.resolve(".lab/notebooks/runs/d1-strings.ipynb")),
        out.toString());
  }

  @Test
  void anUnknownNotebookIsOneLineAndExitCodeTwo() throws IOException {
    jupyter("exit 0");
    assertEquals(2, run("d9-pubsub"));
    assertEquals("error: no notebook d9-pubsub; there are: d1-strings\n", err.toString());
  }

  @Test
  void installOnlyInstalls() throws IOException {
    jupyter("[ \"$1\" = --version ]");
    assertEquals(0, run("--install"));
    assertEquals(
        "The kernel is installed in " + root.resolve(".lab/jupyter") + "\n", out.toString());
  }

  @Test
  void theHelpTextNamesEveryOption() {
    var help = Lab.commandLine(Paint.PLAIN, Map.of("HITRATE_LANG", "en"));
    var text =
        java.util.Objects.requireNonNull(help.getSubcommands().get("notebook")).getUsageMessage();
    for (String option : new String[] {"--run", "--fresh", "--install", "--target", "NOTEBOOK"}) {
      assertTrue(text.contains(option), text);
    }
    assertTrue(text.contains("Begin anew"), text);
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    var path = root.resolve("bin") + File.pathSeparator + "/usr/bin" + File.pathSeparator + "/bin";
    var environment = Map.of("PATH", path, "HOME", root.toString(), "HITRATE_LANG", "en");
    var lab = Lab.commandLine(Paint.PLAIN, environment);
    var all = new String[arguments.length + 1];
    all[0] = "mine";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    lab.addSubcommand("mine", new NotebookCommand(environment, new Home(root)));
    lab.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return lab.execute(all);
  }

  private void jupyter(String script) throws IOException {
    Path program = root.resolve("bin/jupyter");
    Files.createDirectories(program.getParent());
    Files.writeString(program, "#!/bin/sh\n" + script.formatted(root) + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
