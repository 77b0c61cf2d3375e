package hitrate.labs.guided;

import hitrate.grader.text.Messages;
import hitrate.grader.text.Paint;
import hitrate.labs.cli.Home;
import hitrate.labs.cli.UserError;
import hitrate.labs.terminal.TerminalWidth;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `./lab guide`: the guided labs, one step at a time on a terminal, or a whole lab at once.
@Command(name = "guide", mixinStandardHelpOptions = true)
public final class GuideCommand implements Callable<Integer> {
  private static final String BUNDLE = "hitrate.labs.guided.messages";

  @Parameters(paramLabel = "LAB", arity = "0..1", descriptionKey = "lab")
  private @Nullable String lab;

  @Option(names = "--step", paramLabel = "N")
  private @Nullable Integer step;

  @Option(names = "--restart")
  private boolean restart;

  @Option(names = "--target", paramLabel = "TARGET", defaultValue = "embedded")
  private String target = "embedded";

  @Option(names = "--flush")
  private boolean flush;

  @Option(names = "--print")
  private boolean print;

  @Option(names = "--json")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  private final Messages messages = Messages.load(GuideCommand.class, BUNDLE);

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path home = Home.find().root();
    Path state = Home.find().state();
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    boolean conversation = !print && !json && interactive();
    var screen =
        conversation
            ? new Screen(out, messages, Paint.forTerminal(), TerminalWidth.now())
            : new Screen(out, messages, Paint.PLAIN, Screen.WIDEST);
    if (lab == null) {
      return list(home, state, screen);
    }
    GuidedLab chosen = read(home, lab);
    GuideProgress progress = GuideProgress.load(state, chosen.id());
    if (restart) {
      progress.restart();
    }
    int from = from(chosen, progress, conversation);
    try {
      if (conversation) {
        new GuideSession(chosen, target(), progress, screen, keyboard()).run(from);
        return CommandLine.ExitCode.OK;
      }
      return report(chosen, from, screen, out);
    } catch (Target.NotEmptyException e) {
      throw new UserError(messages.text("target.notEmpty", target, e.keys()));
    }
  }

  private int report(GuidedLab chosen, int from, Screen screen, PrintWriter out)
      throws IOException, InterruptedException {
    List<GuidedLab.Step> steps = step == null ? chosen.steps() : List.of(chosen.steps().get(from));
    var report = new GuideReport(chosen, target());
    boolean asWritten;
    if (json) {
      var node = report.json(steps);
      out.println(GuideReport.text(node));
      asWritten = node.path("asWritten").asBoolean();
    } else {
      if (step == null) {
        screen.title(chosen);
      }
      asWritten = report.print(steps, screen);
    }
    out.flush();
    return asWritten ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private int list(Path home, Path state, Screen screen) throws IOException {
    List<String> ids = ids(home);
    if (json) {
      throw UserError.usage(messages.text("lab.missing", String.join(", ", ids)));
    }
    for (String id : ids) {
      GuidedLab each = read(home, id);
      int next = GuideProgress.load(state, id).next(each);
      int all = each.steps().size();
      String place =
          next == 0
              ? messages.text("list.new", all)
              : next >= all
                  ? messages.text("list.done", all)
                  : messages.text("list.at", next + 1, all);
      screen.line("%-14s %-40s %s".formatted(id, Inline.plain(each.title()), place));
    }
    screen.line("");
    screen.say("list.how", ids.isEmpty() ? "LAB" : ids.getFirst());
    return CommandLine.ExitCode.OK;
  }

  private GuidedLab read(Path home, String id) throws IOException {
    Path folder = home.resolve("labs").resolve(id);
    if (!id.matches("[a-z0-9-]+") || !Files.exists(folder.resolve("lab.adoc"))) {
      throw UserError.usage(messages.text("lab.unknown", id, String.join(", ", ids(home))));
    }
    try {
      return LabReader.read(folder);
    } catch (LabTextException e) {
      throw new UserError(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> ids(Path home) throws IOException {
    try (var folders = Files.list(home.resolve("labs"))) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("lab.adoc")))
          .map(folder -> String.valueOf(folder.getFileName()))
          .sorted()
          .toList();
    }
  }

  /// The index of the first step to show.
  private int from(GuidedLab chosen, GuideProgress progress, boolean conversation) {
    int all = chosen.steps().size();
    Integer wanted = step;
    if (wanted != null) {
      if (wanted < 1 || wanted > all) {
        throw UserError.usage(messages.text("step.unknown", chosen.id(), all));
      }
      return wanted - 1;
    }
    int next = progress.next(chosen);
    return conversation && next < all ? next : 0;
  }

  private Target target() {
    try {
      return Target.named(target, flush);
    } catch (IllegalArgumentException e) {
      throw UserError.usage(messages.text("target.unknown", target));
    }
  }

  private static boolean interactive() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  private static BufferedReader keyboard() {
    return new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset()));
  }
}
