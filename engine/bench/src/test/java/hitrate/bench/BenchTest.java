package hitrate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchTest {
  @ParameterizedTest
  @CsvSource({
    "--keys, -1",
    "--clients, 0",
    "--pairs, 0",
    "--rate, 0",
    "--pipelines, 0",
    "--sizes, 0",
    "--seconds, 0",
    "--seconds, -2",
  })
  void aNumberThatCannotBeMeasuredWithIsRefusedBeforeAnythingStarts(String option, String value) {
    var err = new StringWriter();
    var line = new CommandLine(new Bench()).setErr(new PrintWriter(err, true));
    assertEquals(CommandLine.ExitCode.USAGE, line.execute(option, value));
    assertTrue(err.toString().startsWith(option + " must be "), err::toString);
  }

  @Test
  void aPartThatIsNotThereIsRefused() {
    var err = new StringWriter();
    var line = new CommandLine(new Bench()).setErr(new PrintWriter(err, true));
    assertEquals(CommandLine.ExitCode.USAGE, line.execute("--parts", "start,nonsense"));
    assertTrue(err.toString().startsWith("there is no part 'nonsense'"), err::toString);
  }
}
