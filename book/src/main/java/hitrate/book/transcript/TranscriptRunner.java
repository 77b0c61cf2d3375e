package hitrate.book.transcript;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.ReplyText;
import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.resp.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Runs transcripts on a [Stage]. One runner is one sitting at the console: its clients stay
/// connected from one transcript to the next.
public final class TranscriptRunner implements AutoCloseable {

  private final Stage stage;
  private final Map<String, RespClient> clients = new HashMap<>();

  /// A sitting at the console of `stage`, which stays open when the sitting ends.
  public TranscriptRunner(Stage stage) {
    this.stage = stage;
  }

  /// Runs a transcript and returns what came back, whatever the author expected.
  public Run run(Transcript transcript) throws IOException, InterruptedException {
    var events = new ArrayList<Run.Event>();
    for (Transcript.Step step : transcript.steps()) {
      events.add(
          switch (step) {
            case Transcript.Command command -> type(command);
            case Transcript.Remark(var text) -> new Run.Said(text);
            case Transcript.Pause pause -> {
              stage.pass(pause.duration());
              yield new Run.Passed(pause);
            }
          });
    }
    return new Run(events);
  }

  /// Runs a transcript and holds it against the output its author wrote. A command without written
  /// output may answer anything but an error: an error the author did not expect is a mistake in
  /// the text.
  ///
  /// @throws TranscriptException at the first difference
  public Run runAndCheck(Transcript transcript) throws IOException, InterruptedException {
    Run run = run(transcript);
    check(run);
    return run;
  }

  /// Holds a run against the output its author wrote.
  ///
  /// @throws TranscriptException at the first difference
  public static void check(Run run) {
    for (Run.Event event : run.events()) {
      if (event instanceof Run.Exchange exchange) {
        check(exchange);
      }
    }
  }

  private Run.Exchange type(Transcript.Command command) throws IOException {
    List<Bytes> words;
    try {
      words = Words.split(command.text());
    } catch (IllegalArgumentException e) {
      throw new TranscriptException(command.line(), "'" + command.text() + "': " + e.getMessage());
    }
    if (words.isEmpty()) {
      throw new TranscriptException(command.line(), "a prompt without a command");
    }
    Reply reply = client(command.client()).call(words);
    List<String> output = ReplyText.render(words, reply).lines().toList();
    return new Run.Exchange(command, output, reply instanceof Reply.Error);
  }

  private RespClient client(String name) throws IOException {
    RespClient client = clients.get(name);
    if (client == null) {
      client = stage.connect();
      clients.put(name, client);
    }
    return client;
  }

  private static void check(Run.Exchange exchange) {
    var command = exchange.command();
    var expected = command.expected();
    if (expected.isEmpty()) {
      if (exchange.error()) {
        String message = command.text() + " answered " + exchange.output().getFirst();
        throw new TranscriptException(command.line(), message + ", which the text does not expect");
      }
      return;
    }
    boolean same = expected.size() == exchange.output().size();
    for (int i = 0; same && i < expected.size(); i++) {
      same = Masks.matches(expected.get(i), exchange.output().get(i));
    }
    if (!same) {
      throw new TranscriptException(command.line(), difference(command, exchange.output()));
    }
  }

  private static String difference(Transcript.Command command, List<String> output) {
    var message = new StringBuilder(command.prompt()).append(command.text());
    command.expected().forEach(line -> message.append("\n  - ").append(line));
    output.forEach(line -> message.append("\n  + ").append(line));
    return message.append("\n  (- the text, + the run)").toString();
  }

  @Override
  public void close() {
    clients.values().forEach(RespClient::close);
    clients.clear();
  }
}
