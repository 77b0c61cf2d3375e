package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import hitrate.engine.differential.CaseFile.Case;
import hitrate.engine.differential.CaseFile.Step;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every case of streams, with all data read from a file anew ahead of each command: streams that
/// come from there have another form until a command opens them.
class ReloadedStreamsTest extends OneFolder {
  private Side reference;
  private Side subject;

  @BeforeAll
  void openBoth() throws IOException {
    assertEquals(new Reply.Simple("OK"), real.call("CONFIG", "SET", "dbfilename", "real.rdb"));
    reference = new Side("redis-server", "127.0.0.1", process.port());
    subject = new Side("hitrate", "127.0.0.1", node.port());
  }

  @AfterAll
  void closeBoth() throws IOException {
    reference.close();
    subject.close();
  }

  @TestFactory
  Stream<DynamicTest> everyCommandMeetsAStreamAsTheFileHadIt() throws IOException {
    var tests = new ArrayList<DynamicTest>();
    for (var file : CaseFile.files(List.of("stream"))) {
      for (Case todo : CaseFile.read(file).cases()) {
        tests.add(dynamicTest(todo.file() + ":" + todo.line(), () -> compare(todo)));
      }
    }
    return tests.stream();
  }

  private void compare(Case todo) throws IOException {
    Servers.requireCommands(todo.commands(), subject, reference);
    var steps = new ArrayList<Step>();
    for (Step step : todo.steps()) {
      if (step instanceof Step.Command) {
        steps.add(new Step.Reload());
      }
      steps.add(step);
    }
    var reloading = new Case(todo.file(), todo.line(), todo.title(), todo.versions(), steps);
    assertEquals(List.of(), CaseRun.onBoth(reloading, reference, subject, 2).differences());
  }
}
