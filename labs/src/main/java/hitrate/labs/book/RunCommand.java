package hitrate.labs.book;

import hitrate.book.BookFiles;
import hitrate.book.experiment.Experiment;
import hitrate.book.experiment.Experiments;
import hitrate.book.experiment.Findings;
import hitrate.grader.text.Messages;
import hitrate.labs.cli.Home;
import hitrate.labs.cli.UserError;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./lab book run NAME`: repeats a run that the book quotes.
@Command(name = "run", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  @Parameters(paramLabel = "NAME", arity = "0..1", descriptionKey = "name")
  private @Nullable String name;

  @Option(names = "--record")
  private boolean record;

  @Spec private @Nullable CommandSpec spec;

  private final Messages messages = Messages.load(BookCommand.class, BookCommand.BUNDLE);

  @Override
  public Integer call() throws Exception {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    if (name == null) {
      for (Experiment each : Experiments.all()) {
        out.println("%-14s %s".formatted(each.name(), each.summary()));
      }
      out.flush();
      return CommandLine.ExitCode.OK;
    }
    Experiment experiment;
    try {
      experiment = Experiments.named(name);
    } catch (IllegalArgumentException e) {
      throw UserError.usage(String.valueOf(e.getMessage()));
    }
    if (record && experiment.repeatable()) {
      throw UserError.usage(messages.text("record.needless", name));
    }
    Findings findings = experiment.run();
    findings.lines().forEach(out::println);
    if (record) {
      var files = new BookFiles(Home.find().root(), BookCommand.language(messages));
      findings.write(files.record(name));
      out.println(messages.text("recorded", files.record(name)));
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
