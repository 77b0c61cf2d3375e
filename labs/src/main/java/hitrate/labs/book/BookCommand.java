package hitrate.labs.book;

import hitrate.book.BookBuild.Format;
import hitrate.book.BookFiles;
import hitrate.grader.text.Messages;
import hitrate.labs.cli.Home;
import hitrate.labs.cli.UserError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `./lab book`: builds what is out of date and opens it.
@Command(
    name = "book",
    mixinStandardHelpOptions = true,
    subcommands = {RunCommand.class})
public final class BookCommand implements Callable<Integer> {
  /// The texts about building the book.
  public static final String BUNDLE = "hitrate.labs.book.messages";

  @Option(names = "--html")
  private boolean html;

  @Option(names = "--pdf")
  private boolean pdf;

  @Option(names = "--no-open")
  private boolean noOpen;

  @Option(names = "--force")
  private boolean force;

  @Spec private @Nullable CommandSpec spec;

  private final Messages messages = Messages.load(BookCommand.class, BUNDLE);

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    var files = Workshop.files(Home.find(), language(messages));
    List<Format> formats = formats();
    if (!new Workshop(files).build(formats, force, out, messages)) {
      throw new UserError(messages.text("failed"));
    }
    for (Format format : formats) {
      out.println(result(files, format));
    }
    out.flush();
    Path first = result(files, formats.getFirst());
    if (!noOpen && !Opener.open(first)) {
      out.println(messages.text("open.byHand", first.toUri()));
      out.flush();
    }
    return CommandLine.ExitCode.OK;
  }

  /// The pages, unless only the PDF is asked for.
  private List<Format> formats() {
    var formats = new ArrayList<Format>();
    if (html || !pdf) {
      formats.add(Format.HTML);
    }
    if (pdf) {
      formats.add(Format.PDF);
    }
    return formats;
  }

  private static Path result(BookFiles files, Format format) {
    return format == Format.HTML ? files.html().resolve("index.html") : files.pdf();
  }

  /// The language folder of the book: the reader's own where it has been translated, else English.
  static String language(Messages messages) {
    String wanted = messages.locale().toLanguageTag();
    var files = new BookFiles(Home.find().root(), wanted);
    return Files.exists(files.whole()) ? wanted : "en";
  }
}
