package hitrate.engine.differential;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/// Reads a file of cases. A case is a list of commands, one a line, quoted as in redis-cli:
///
/// ```
/// --- GETDEL takes the key away
/// SET k "a\x00b"
/// GETDEL k
/// GET k
/// ```
///
/// A line of dashes and a title begins a case, with an empty keyspace and a fresh connection; `#`
/// begins a comment. Each case runs twice, over RESP2 and over RESP3. In a command, `${name}`
/// stands for what `@let` kept, `${now+100}` and `${nowms-5}` for the time the case began, in
/// seconds or milliseconds, and a word `@7*ab` for `ab` seven times. Lines that begin with `@` are
/// directions:
///
/// - `@resp 2` or `@resp 3`: this case only makes sense over that version (written first);
/// - `@conn 2`: what follows goes over another connection, opened when first used;
/// - `@close 2`: closes a connection;
/// - `@config name value`: sets a parameter and puts the old value back after the case; without a
///   value it only puts it back;
/// - `@let name word ...`: sends the command and keeps its reply, an integer or a text; `@let
///   name.field word ...` keeps the value of `field=value` in the reply;
/// - `@raw bytes ...`: sends the bytes as they are and compares all that comes back, and whether
///   the connection is closed then;
/// - `@send word ...`: sends a command and waits for no reply;
/// - `@arrived`: compares all that has come over the connection by now, and whether it is closed;
/// - `@endinput`: tells the server that nothing more will come, then as `@raw`;
/// - `@past 5`: lets five milliseconds of wall-clock time pass;
/// - `@scan word ...`: repeats a command of the SCAN family until its cursor is 0 and compares the
///   distinct items;
///
/// and for the reply to the next command only:
///
/// - `@sorted`: the order of items means nothing;
/// - `@near 1000`: positive integers may differ by so much;
/// - `@mask name ...`: the values of these fields are not compared;
/// - `@any`: only the type of the reply is compared.
record CaseFile(String name, List<Case> cases) {

  /// One case: a title, where it stands in its file, and its steps.
  record Case(String file, int line, String title, Set<Integer> versions, List<Step> steps) {

    /// The names of the commands it needs, other than as raw bytes.
    Set<String> commands() {
      var names = new TreeSet<>(State.COMMANDS);
      for (Step step : steps) {
        switch (step) {
          case Step.Command command -> names.add(command.words().getFirst().toString());
          case Step.Scan scan -> names.add(scan.words().getFirst().toString());
          case Step.Let let -> names.add(let.words().getFirst().toString());
          case Step.Send send -> names.add(send.words().getFirst().toString());
          case Step.Config config -> names.add("CONFIG");
          default -> {}
        }
      }
      return names;
    }
  }

  /// One line of a case.
  sealed interface Step {

    /// Sends a command and compares its reply by the rules.
    record Command(String text, List<Bytes> words, List<Masks.Rule> rules) implements Step {}

    /// Sends a command until its cursor is 0.
    record Scan(String text, List<Bytes> words) implements Step {}

    /// Sends a command and keeps its reply, or one field of it, under a name.
    record Let(String text, String name, String field, List<Bytes> words) implements Step {}

    /// Sends bytes and compares all that comes back.
    record Raw(String text, List<Bytes> words) implements Step {}

    /// Sends a command without waiting for its reply.
    record Send(String text, List<Bytes> words) implements Step {}

    /// Compares what has arrived.
    record Arrived(String text) implements Step {}

    /// Ends the input of the connection.
    record EndInput(String text) implements Step {}

    /// Goes on over another connection.
    record Use(String text, int connection) implements Step {}

    /// Closes a connection.
    record Close(String text, int connection) implements Step {}

    /// Sets a parameter for the time of the case, or only protects it when the value is missing.
    record Config(String text, String name, List<Bytes> value) implements Step {}

    /// Lets time pass.
    record Past(String text, int millis) implements Step {}

    /// Has the server save its data and read it again; no file says so.
    record Reload() implements Step {
      @Override
      public String text() {
        return "(reload)";
      }
    }

    /// The line as it stands in the file.
    String text();
  }

  /// All files of cases whose names begin with one of the given beginnings.
  static List<Path> files(List<String> beginnings) throws IOException {
    try {
      URL folder = Objects.requireNonNull(CaseFile.class.getResource("/differential"));
      try (var files = Files.list(Path.of(folder.toURI()))) {
        return files
            .filter(file -> file.toString().endsWith(".cases"))
            .filter(file -> beginnings.stream().anyMatch(file.getFileName().toString()::startsWith))
            .sorted()
            .toList();
      }
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  static CaseFile read(Path file) throws IOException {
    return parse(file.getFileName().toString(), Files.readAllLines(file));
  }

  static CaseFile parse(String name, List<String> lines) {
    return new Parser(name).parse(lines);
  }

  private static final class Parser {

    private final String file;
    private final List<Case> cases = new ArrayList<>();
    private String title = "";
    private int titleLine = 1;
    private int lineNumber;
    private Set<Integer> versions = Set.of(2, 3);
    private List<Step> steps = new ArrayList<>();
    private List<Masks.Rule> rules = new ArrayList<>();

    Parser(String file) {
      this.file = file;
    }

    CaseFile parse(List<String> lines) {
      for (String line : lines) {
        lineNumber++;
        try {
          line(line.strip());
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(file + ":" + lineNumber + ": " + e.getMessage(), e);
        }
      }
      endCase();
      return new CaseFile(file, List.copyOf(cases));
    }

    private void line(String line) {
      if (line.startsWith("---")) {
        endCase();
        title = line.replaceFirst("^-+\\s*", "");
        titleLine = lineNumber;
      } else if (line.matches("@[a-z].*")) {
        direction(line);
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        steps.add(new Step.Command(line, Words.split(line), List.copyOf(rules)));
        rules = new ArrayList<>();
      }
    }

    private void endCase() {
      if (!rules.isEmpty()) {
        throw new IllegalArgumentException("no command follows the direction");
      }
      if (!steps.isEmpty()) {
        cases.add(new Case(file, titleLine, title, versions, List.copyOf(steps)));
      }
      steps = new ArrayList<>();
      versions = Set.of(2, 3);
    }

    private void direction(String line) {
      List<Bytes> words = Words.split(line);
      String name = words.getFirst().toString();
      List<Bytes> rest = words.subList(1, words.size());
      switch (name) {
        case "@resp" -> versions = Set.of(number(rest));
        case "@conn" -> steps.add(new Step.Use(line, number(rest)));
        case "@close" -> steps.add(new Step.Close(line, number(rest)));
        case "@past" -> steps.add(new Step.Past(line, number(rest)));
        case "@raw" -> steps.add(raw(line, rest));
        case "@send" -> steps.add(new Step.Send(line, rest));
        case "@arrived" -> steps.add(new Step.Arrived(line));
        case "@endinput" -> steps.add(new Step.EndInput(line));
        case "@scan" -> steps.add(new Step.Scan(line, rest));
        case "@let" -> steps.add(let(line, rest));
        case "@config" ->
            steps.add(
                new Step.Config(line, rest.getFirst().toString(), rest.subList(1, rest.size())));
        case "@sorted" -> rules.add(new Masks.Sorted());
        case "@near" -> rules.add(new Masks.Near(number(rest)));
        case "@mask" -> rules.add(Masks.fields(rest.stream().map(Bytes::toString).toList()));
        case "@any" -> rules.add(new Masks.Anything());
        default -> throw new IllegalArgumentException("unknown direction " + name);
      }
    }

    private static Step raw(String line, List<Bytes> rest) {
      if (rest.stream().anyMatch(word -> word.toString().contains("\\r\\n"))) {
        throw new IllegalArgumentException("the ends of lines need double quotes around them");
      }
      return new Step.Raw(line, rest);
    }

    private static Step let(String line, List<Bytes> rest) {
      String[] name = rest.getFirst().toString().split("\\.", 2);
      return new Step.Let(
          line, name[0], name.length == 1 ? "" : name[1], rest.subList(1, rest.size()));
    }

    private static int number(List<Bytes> rest) {
      if (rest.size() != 1 || !rest.getFirst().toString().matches("\\d{1,9}")) {
        throw new IllegalArgumentException("expected a number");
      }
      return Integer.parseInt(rest.getFirst().toString());
    }
  }
}
