package hitrate.engine.differential;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.differential.CaseFile.Case;
import hitrate.engine.differential.CaseFile.Step;
import hitrate.engine.differential.Transcript.Observation;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import hitrate.engine.testing.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs one case against one server and writes down what happens.
final class CaseRun {

  private static final Pattern REPEATED = Pattern.compile("@(\\d{1,9})\\*(.*)", Pattern.DOTALL);
  private static final Pattern SHOWN =
      Pattern.compile("\\+\\d{10}\\.\\d{6} \\[(\\d+) (?:(lua)|\\d+\\.\\d+\\.\\d+\\.\\d+:\\d+)]");
  private static final String OWN = "+TIME [0 ] \"PING\"\r\n";
  private static final Pattern NAMED = Pattern.compile("\\$\\{(\\w+)([+-]\\d+)?}");

  private final Side side;
  private final int version;
  private final long startMillis;
  private final Map<Integer, Wire> wires = new LinkedHashMap<>();
  private final Map<String, String> names = new HashMap<>();
  private final Map<String, String> parametersBefore = new LinkedHashMap<>();
  private final List<Observation> observations = new ArrayList<>();
  private int current = 1;

  private CaseRun(Side side, int version, long startMillis) {
    this.side = side;
    this.version = version;
    this.startMillis = startMillis;
  }

  /// What two servers do with the same case, one beside the other: a case that waits, waits once.
  record Both(Transcript expected, Transcript actual) {
    List<String> differences() {
      return actual.differencesFrom(expected);
    }
  }

  /// Runs a case on the server that is right and on the one that should do the same.
  static Both onBoth(Case todo, Side reference, Side side, int version) throws IOException {
    long start = System.currentTimeMillis();
    try (var beside = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      var expected = beside.submit(() -> of(todo, reference, version, start));
      Transcript actual = of(todo, side, version, start);
      return new Both(expected.get(), actual);
    } catch (ExecutionException failure) {
      throw new IOException(failure.getCause());
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  /// Runs a case over RESP2 or RESP3. The start, a Unix time, is what `${now}` stands for: the same
  /// for both servers.
  private static Transcript of(Case todo, Side side, int version, long startMillis)
      throws IOException {
    var run = new CaseRun(side, version, startMillis);
    try {
      side.clear();
      Side.Counts before = side.counts();
      run.wire();
      for (Step step : todo.steps()) {
        run.stepOf(todo, step);
      }
      run.observeAllConnections();
      boolean comparable = todo.steps().stream().allMatch(CaseRun::countsAlike);
      Side.Counts counted = comparable ? side.counts().minus(before) : Side.Counts.NONE;
      return new Transcript(List.copyOf(run.observations), counted, side.state());
    } finally {
      run.cleanUp();
    }
  }

  /// False where the counts depend on time or chance, or are set back.
  private static boolean countsAlike(Step step) {
    return switch (step) {
      case Step.Past _, Step.Scan _, Step.Reload _ -> false;
      case Step.Command command -> !command.words().contains(Bytes.of("RESETSTAT"));
      default -> true;
    };
  }

  private void cleanUp() throws IOException {
    for (Wire wire : wires.values()) {
      wire.close();
    }
    side.settle(0);
    for (var parameter : parametersBefore.entrySet()) {
      side.configure(parameter.getKey(), parameter.getValue());
    }
  }

  private void stepOf(Case todo, Step step) throws IOException {
    try {
      step(step);
    } catch (IOException e) {
      throw new IOException(
          "%s:%d: %s: %s".formatted(todo.file(), todo.line(), step.text(), e.getMessage()), e);
    }
  }

  private void step(Step step) throws IOException {
    switch (step) {
      case Step.Command command -> command(command);
      case Step.Raw raw -> raw(raw);
      case Step.Send send -> {
        wire().send(RespClient.encode(send.words().stream().map(this::expand).toList()));
        side.settle(0);
      }
      case Step.Arrived arrived -> observeArrived(arrived.text(), 0);
      case Step.Scan scan -> scan(scan);
      case Step.Let let -> let(let);
      case Step.EndInput end -> {
        wire().endInput();
        observeArrived(end.text(), 0);
      }
      case Step.Use(String text, int connection) -> {
        current = connection;
        wire();
      }
      case Step.Close(String text, int connection) -> close(connection);
      case Step.Config config -> config(config);
      case Step.Past(String text, int millis) -> Await.passing(Duration.ofMillis(millis));
      case Step.Reload _ -> {
        if (side.call("DEBUG", "RELOAD") instanceof Reply.Error(String message)) {
          throw new IOException(side.name() + ": DEBUG RELOAD: " + message);
        }
      }
    }
  }

  private Wire wire() throws IOException {
    Wire wire = wires.get(current);
    if (wire == null) {
      wire = side.connect();
      wires.put(current, wire);
      if (version == 3) {
        wire.send(RespClient.encode(Side.words("HELLO", "3")));
        wire.reply();
      }
    }
    return wire;
  }

  private void command(Step.Command command) throws IOException {
    List<Bytes> words = command.words().stream().map(this::expand).toList();
    var rules = new ArrayList<>(Masks.of(words));
    rules.addAll(command.rules());
    byte[] reply = exchange(words);
    if (reply == null) {
      observe(command.text(), Bytes.EMPTY, true, rules);
    } else {
      observe(command.text(), Bytes.wrap(reply), false, rules);
    }
  }

  private void observe(String line, Bytes bytes, boolean closed, List<Masks.Rule> rules) {
    observations.add(new Observation(line, withoutTimes(bytes), closed, rules));
  }

  /// The same bytes without the times and ports in the lines of MONITOR, and without those about
  /// the harness's own connection: when that looks whether the server is done is a matter of time.
  private static Bytes withoutTimes(Bytes bytes) {
    String text = new String(bytes.toArray(), ISO_8859_1);
    String masked = SHOWN.matcher(text).replaceAll("+TIME [$1 $2]").replace(OWN, "");
    return masked.equals(text) ? bytes : Bytes.wrap(masked.getBytes(ISO_8859_1));
  }

  private byte @Nullable [] exchange(List<Bytes> words) throws IOException {
    Wire wire = wire();
    return wire.send(RespClient.encode(words)) ? wire.reply() : null;
  }

  private void raw(Step.Raw raw) throws IOException {
    var bytes = new ByteArrayOutputStream();
    raw.words().forEach(word -> bytes.writeBytes(expand(word).toArray()));
    wire().send(bytes.toByteArray());
    observeArrived(raw.text(), bytes.size());
  }

  private void observeArrived(String line, int pending) throws IOException {
    side.settle(pending);
    Wire.Arrived arrived = wire().arrived();
    observe(line, arrived.bytes(), arrived.closed(), List.of());
  }

  /// Notes what no line of the case has waited for: more replies than commands, closed connections.
  private void observeAllConnections() throws IOException {
    side.settle(0);
    for (var wire : wires.entrySet()) {
      Wire.Arrived arrived = wire.getValue().arrived();
      String line = "(in the end, connection " + wire.getKey() + ")";
      observe(line, arrived.bytes(), arrived.closed(), List.of());
    }
  }

  private void scan(Step.Scan scan) throws IOException {
    var found = new TreeSet<String>();
    Bytes cursor = Bytes.of("0");
    int cursorAt = scan.words().getFirst().toString().equalsIgnoreCase("SCAN") ? 1 : 2;
    int calls = 0;
    do {
      var words = new ArrayList<>(scan.words().stream().map(this::expand).toList());
      words.set(cursorAt, cursor);
      byte[] raw = exchange(words);
      if (raw == null
          || !(ReplyReader.parse(raw) instanceof Reply.Array(var parts))
          || !(parts.get(0) instanceof Reply.Bulk(Bytes next))
          || !(parts.get(1) instanceof Reply.Array(var items))) {
        throw new IOException(side.name() + ": not a cursor and items: " + scan.text());
      }
      items.forEach(item -> found.add(item.toString()));
      cursor = next;
      calls++;
    } while (!cursor.equals(Bytes.of("0")) && calls < 100_000);
    Bytes items = Bytes.of(String.join(" ", found));
    observe(scan.text(), items, false, List.of());
  }

  private void let(Step.Let let) throws IOException {
    byte[] raw = exchange(let.words().stream().map(this::expand).toList());
    Reply reply = raw == null ? new Reply.Null() : ReplyReader.parse(raw);
    String text =
        switch (reply) {
          case Reply.Int(long value) -> Long.toString(value);
          case Reply.Bulk(Bytes value) -> value.toString();
          case Reply.Verbatim(String format, Bytes value) -> value.toString();
          default -> throw new IOException(side.name() + " answers " + reply + ": " + let.text());
        };
    if (!let.field().isEmpty()) {
      Matcher field =
          Pattern.compile("\\b" + Pattern.quote(let.field()) + "[=:]([^ \\r\\n,]*)").matcher(text);
      if (!field.find()) {
        throw new IOException(side.name() + " tells no " + let.field() + ": " + let.text());
      }
      text = field.group(1);
    }
    names.put(let.name(), text);
  }

  private void close(int connection) throws IOException {
    Wire wire = wires.remove(connection);
    if (wire != null) {
      wire.close();
      side.settle(0);
    }
  }

  private void config(Step.Config config) throws IOException {
    String before = side.parameter(config.name());
    parametersBefore.putIfAbsent(config.name(), before);
    if (!config.value().isEmpty()) {
      side.configure(config.name(), config.value().getFirst().toString());
    }
  }

  private Bytes expand(Bytes word) {
    String text = new String(word.toArray(), ISO_8859_1);
    if (text.indexOf('$') < 0 && !text.startsWith("@")) {
      return word;
    }
    text = NAMED.matcher(text).replaceAll(this::replacement);
    Matcher repeated = REPEATED.matcher(text);
    if (repeated.matches()) {
      text = repeated.group(2).repeat(Integer.parseInt(repeated.group(1)));
    }
    return Bytes.wrap(text.getBytes(ISO_8859_1));
  }

  private String replacement(MatchResult found) {
    String name = found.group(1);
    long offset = found.group(2) == null ? 0 : Long.parseLong(found.group(2));
    String value =
        switch (name) {
          case "now" -> Long.toString(startMillis / 1000 + offset);
          case "nowms" -> Long.toString(startMillis + offset);
          default -> names.get(name);
        };
    if (value == null) {
      throw new IllegalArgumentException("nothing is named " + name);
    }
    return value;
  }
}
