package hitrate.labs.exam.proof;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.ReplyText;
import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.labs.exam.proof.Transcript.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Runs a transcript of commands against a server of its own, printing what really comes back.
final class CommandsRun implements AutoCloseable {
  private final ProofServer server;
  private final Consumer<String> print;
  private final Map<String, RespClient> clients = new LinkedHashMap<>();
  private final List<String> differences = new ArrayList<>();

  private CommandsRun(ProofServer server, Consumer<String> print) {
    this.server = server;
    this.print = print;
  }

  /// Runs the transcript and says what came out differently.
  static Outcome run(Transcript transcript, ProofServer.Starter starter, Consumer<String> print)
      throws IOException {
    try (var server = starter.start();
        var run = new CommandsRun(server, print)) {
      for (var step : transcript.steps()) {
        run.step(step);
      }
      return Outcome.differs(run.differences);
    }
  }

  private void step(Step step) throws IOException {
    switch (step) {
      case Step.Remark(String text) -> print.accept(text);
      case Step.Later later -> {
        print.accept(later.text());
        server.advance(later.by());
      }
      case Step.Command command -> run(command);
    }
  }

  private void run(Step.Command command) throws IOException {
    print.accept(command.client() + "> " + command.line());
    List<Bytes> words = Words.split(command.line());
    var reply = client(command.client()).call(words);
    var observed = ReplyText.render(words, reply).lines().toList();
    observed.forEach(print);
    if (!observed.equals(command.expected())) {
      differences.add(
          "'%s' gave %s, expected %s".formatted(command.line(), observed, command.expected()));
    }
  }

  private RespClient client(String name) throws IOException {
    var client = clients.get(name);
    if (client == null) {
      client = RespClient.connect(server.host(), server.port());
      clients.put(name, client);
    }
    return client;
  }

  @Override
  public void close() {
    clients.values().forEach(RespClient::close);
  }
}
