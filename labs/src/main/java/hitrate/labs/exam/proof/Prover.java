package hitrate.labs.exam.proof;

import hitrate.grader.text.Messages;
import hitrate.labs.exam.bank.Proof;
import java.io.IOException;
import java.util.function.Consumer;

/// Runs the proof of an answer. Transcripts run here and now; of a test or a lab step it says how
/// to run it.
public final class Prover {
  /// Runs one test of this module. The modules that it needs have no test of that name, which Maven
  /// would take for a mistake.
  private static final String MAVEN =
      "mvn test -pl labs -am -Dsurefire.failIfNoSpecifiedTests=false -Dtest=";

  private final ProofServer.Starter servers;
  private final Messages messages;

  /// @param servers starts the server that commands run against
  /// @param messages with the keys `proved.test` and `proved.lab`
  public Prover(ProofServer.Starter servers, Messages messages) {
    this.servers = servers;
    this.messages = messages;
  }

  /// Runs a proof.
  ///
  /// @param print gets every line as it happens
  public Outcome run(Proof proof, Consumer<String> print) {
    return switch (proof) {
      case Proof.Commands(String _, String transcript) -> runCommands(transcript, print);
      case Proof.Java(String _, String transcript) -> JavaRun.run(transcript, print);
      case Proof.Test test -> {
        print.accept(MAVEN + test.className() + "#" + test.method());
        yield Outcome.proved(messages.text("proved.test"));
      }
      case Proof.Lab lab -> {
        print.accept(lab.reference());
        yield Outcome.proved(messages.text("proved.lab"));
      }
    };
  }

  private Outcome runCommands(String transcript, Consumer<String> print) {
    try {
      return CommandsRun.run(Transcript.parse(transcript), servers, print);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
