package hitrate.labs.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.text.Paint;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// What `./lab COMMAND --help` says, for every command.
class HelpTest {
  private static final int NARROW = 60;

  static List<List<String>> commands() {
    var all = new ArrayList<List<String>>();
    all.add(List.of());
    collect(Lab.commandLine(Paint.PLAIN, Map.of()), List.of(), all);
    return all;
  }

  private static void collect(CommandLine line, List<String> words, List<List<String>> into) {
    line.getSubcommands()
        .forEach((name, command) -> {
          var longer = new ArrayList<>(words);
          longer.add(name);
          into.add(longer);
          collect(command, longer, into);
        });
  }

  @ParameterizedTest
  @MethodSource("commands")
  void itExplainsEachOptionAndFitsANarrowTerminal(List<String> command) {
    var out = new StringWriter();
    var line = Lab.commandLine(Paint.PLAIN, Map.of());
    Lab.fit(line, NARROW);
    var words = new ArrayList<>(command);
    words.add("--help");
    line.setOut(new PrintWriter(out, true));
    assertEquals(0, line.execute(words.toArray(String[]::new)));
    var typed = String.join(" ", command);
    assertTrue(out.toString().startsWith(("Usage: ./lab " + typed).strip()), out::toString);
    var wide = out.toString().lines().filter(each -> each.length() > NARROW).toList();
    assertEquals(List.of(), wide);

    var named = line;
    for (var name : command) {
      named = Objects.requireNonNull(named.getSubcommands().get(name));
    }
    for (var option : named.getCommandSpec().options()) {
      var described = option.longestName() + "(=\\S+)?( +[^ \\[]|\\n {6,}[^ -])";
      assertTrue(Pattern.compile(described).matcher(out.toString()).find(), option::longestName);
      assertFalse(out.toString().contains("=<"), out::toString);
    }
  }
}
