package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import hitrate.engine.differential.CaseFile.Case;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;

/// Every case of every table does the same in our node as in the real server.
///
/// `-Dhitrate.cases=set,expire` runs only the files whose names begin so.
@ResourceLock(Servers.LOCK)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CasesTest {

  private Side reference;
  private Subject subject;
  private Side ours;

  @BeforeAll
  void startBothServers() throws IOException {
    reference = Servers.reference();
    startOurs();
  }

  private void startOurs() {
    subject = Subject.start();
    ours = subject.side();
  }

  private void stopOurs() throws IOException {
    if (subject != null) {
      ours.close();
      subject.close();
    }
  }

  @AfterAll
  void stopThem() throws IOException {
    stopOurs();
    if (reference != null) {
      reference.close();
    }
  }

  @TestFactory
  Stream<DynamicContainer> theNodeDoesWhatTheRealServerDoes() throws Exception {
    List<String> beginnings = List.of(System.getProperty("hitrate.cases", "").split(","));
    var containers = new ArrayList<DynamicContainer>();
    for (Path file : CaseFile.files(beginnings)) {
      CaseFile cases = CaseFile.read(file);
      containers.add(
          dynamicContainer(
              cases.name(), cases.cases().stream().flatMap(todo -> tests(file.toUri(), todo))));
    }
    return containers.stream();
  }

  private Stream<DynamicTest> tests(URI file, Case todo) {
    return todo.versions().stream()
        .sorted()
        .map(version ->
            dynamicTest(
                "%s (RESP%d, line %d)".formatted(todo.title(), version, todo.line()),
                URI.create(file + "?line=" + todo.line()),
                () -> runOn(todo, version)));
  }

  /// A node in which a case fails may be left in any state; the next case gets a new one.
  private void runOn(Case todo, int version) throws IOException {
    try {
      compare(todo, version);
    } catch (AssertionError | IOException | RuntimeException e) {
      stopOurs();
      startOurs();
      throw e;
    }
  }

  private void compare(Case todo, int version) throws IOException {
    Servers.requireCommands(todo.commands(), ours, reference);
    List<String> differences = CaseRun.onBoth(todo, reference, ours, version).differences();
    if (!differences.isEmpty()) {
      fail(
          "%s:%d, RESP%d: %s%n  %s"
              .formatted(
                  todo.file(),
                  todo.line(),
                  version,
                  todo.title(),
                  String.join(System.lineSeparator() + "  ", differences)));
    }
  }
}
