package hitrate.labs.exam.proof;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import hitrate.engine.testing.RealPrograms;
import hitrate.grader.text.Messages;
import hitrate.labs.exam.ProjectFiles;
import hitrate.labs.exam.bank.Proof;
import hitrate.labs.exam.bank.Question;
import hitrate.labs.exam.bank.QuestionBank;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every proof of the bank runs, or leads to something that runs.
class ProofsHoldTest {
  private final QuestionBank bank;

  ProofsHoldTest() throws IOException {
    bank = QuestionBank.load(ProjectFiles.bank());
  }

  @TestFactory
  Stream<DynamicTest> everyProofHoldsOnTheEngine() {
    return proofs(proof -> true, EmbeddedServer::start);
  }

  @TestFactory
  Stream<DynamicTest> everyTranscriptOfCommandsAlsoHoldsOnARealRedisServer() {
    RealPrograms.find("redis-server");
    return proofs(Proof.Commands.class::isInstance, RealServer::start);
  }

  @TestFactory
  Stream<DynamicTest> everyLinkLeadsSomewhere() {
    return bank.questions().stream()
        .map(question -> dynamicTest(question.id(), () -> assertLinkLeadsSomewhere(question)));
  }

  @Test
  void aDifferenceIsReportedWithWhatWasObserved() {
    var proof = new Proof.Commands("", "> SET k v\nOK\n> GET k\n\"w\"");
    var outcome = prover(EmbeddedServer::start).run(proof, line -> {});
    assertEquals(new Outcome(false, List.of("'GET k' gave [\"v\"], expected [\"w\"]")), outcome);
  }

  @Test
  void aDifferenceInJavaIsReportedToo() {
    var proof = new Proof.Java("", "jshell> 1 + 1\n$1 ==> 3");
    var printed = new ArrayList<String>();
    var outcome = prover(EmbeddedServer::start).run(proof, printed::add);
    assertEquals(false, outcome.holds());
    assertEquals(List.of("jshell> 1 + 1", "$1 ==> 2"), printed);
  }

  @Test
  void aTestIsGivenAsACommandThatRunsNothingElse() {
    var proof = new Proof.Test("", "hitrate.labs.exam.proven.ScanInStepsTest#x");
    var printed = new ArrayList<String>();
    assertTrue(prover(EmbeddedServer::start).run(proof, printed::add).holds());
    assertEquals(
        List.of(
            "mvn test -pl labs -am -Dsurefire.failIfNoSpecifiedTests=false"
                + " -Dtest=hitrate.labs.exam.proven.ScanInStepsTest#x"),
        printed);
  }

  private Stream<DynamicTest> proofs(Predicate<Proof> which, ProofServer.Starter servers) {
    var prover = prover(servers);
    return bank.where(question -> which.test(question.proof())).stream()
        .map(question ->
            dynamicTest(
                question.id(),
                () -> {
                  var outcome = prover.run(question.proof(), line -> {});
                  assertTrue(outcome.holds(), () -> String.join("\n", outcome.remarks()));
                }));
  }

  private static Prover prover(ProofServer.Starter servers) {
    return new Prover(servers, Messages.load(ProofsHoldTest.class, "hitrate.labs.exam.messages"));
  }

  private static void assertLinkLeadsSomewhere(Question question) throws IOException {
    switch (question.proof()) {
      case Proof.Test test -> assertTestExists(test);
      case Proof.Lab lab ->
          assertAnchorExists(ProjectFiles.root().resolve(lab.file()), lab.anchor());
      case Proof.Commands _, Proof.Java _ -> {}
    }
  }

  private static void assertTestExists(Proof.Test test) throws IOException {
    var path = test.className().replace('.', '/') + ".java";
    // The learner is told to run it with -pl labs, so it has to be there.
    var source = ProjectFiles.root().resolve("labs/src/test/java").resolve(path);
    assertTrue(Files.exists(source), () -> "no test class " + test.className() + " in labs");
    var method = Pattern.compile("@Test\\s+(public )?void " + test.method() + "\\(");
    assertTrue(
        method.matcher(Files.readString(source)).find(),
        () -> "no @Test " + test.method() + " in " + source);
  }

  private static void assertAnchorExists(Path file, String anchor) throws IOException {
    assertTrue(Files.exists(file), () -> "no file " + file);
    var text = Files.readString(file);
    assertTrue(
        text.contains("[#" + anchor + "]") || text.contains("[[" + anchor + "]]"),
        () -> "no anchor " + anchor + " in " + file);
  }
}
