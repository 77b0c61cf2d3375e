package hitrate.labs.exercise;

import hitrate.grader.exercise.Exercise;
import hitrate.grader.run.Grader;
import hitrate.labs.terminal.Wrap;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `./lab list`: the exercises, what is done, and what comes next.
@Command(name = "list", mixinStandardHelpOptions = true)
public final class ListCommand implements Callable<Integer> {
  private static final String UNDER = "        ";

  @Option(names = "--json", descriptionKey = "json")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    return run(Desk.open(spec));
  }

  int run(Desk desk) throws IOException {
    if (json) {
      printJson(desk);
    } else {
      print(desk);
    }
    return CommandLine.ExitCode.OK;
  }

  /// Prints the list on a desk; `watch` does so too.
  static void print(Desk desk) throws IOException {
    var so = desk.progress().load();
    var all = desk.catalog().all();
    long done = all.stream().filter(exercise -> so.of(exercise.id()).isDone()).count();
    int earned = all.stream().mapToInt(exercise -> so.of(exercise.id()).best()).sum();
    int points = all.stream().mapToInt(Grader::maxScore).sum();
    int width = all.stream().mapToInt(exercise -> exercise.id().length()).max().orElse(0);
    desk.tell(
        desk.paint()::strong, desk.messages().text("list.total", done, all.size(), earned, points));
    var next = desk.next(so);
    var topic = "";
    for (var exercise : all) {
      var row = exercise.topic().replaceAll("[0-9]+$", "");
      if (!row.equals(topic)) {
        desk.out().println();
        topic = row;
      }
      row(desk, exercise, so.of(exercise.id()), exercise.equals(next), width);
    }
    desk.out().println();
    if (done == all.size()) {
      desk.tell("list.allDone");
    } else {
      desk.say("list.next", next.id());
    }
    desk.out().flush();
  }

  private static void row(
      Desk desk, Exercise exercise, Progress.Entry entry, boolean next, int width) {
    var paint = desk.paint();
    var mark =
        entry.isDone()
            ? paint.good(desk.messages().text("list.mark.done"))
            : next
                ? paint.note(desk.messages().text("list.mark.next"))
                : paint.faint(desk.messages().text("list.mark.open"));
    var id = exercise.id() + " ".repeat(width - exercise.id().length());
    var points = "%3d/%-3d".formatted(entry.best(), Grader.maxScore(exercise));
    var before = "  " + mark + "  " + id + "  " + points + "  ";
    Wrap.beside(before, UNDER, exercise.title(), desk.width(), paint).forEach(desk.out()::println);
  }

  private static void printJson(Desk desk) throws IOException {
    var so = desk.progress().load();
    var root = JsonMapper.shared().createObjectNode();
    root.put("next", desk.next(so).id());
    var list = root.putArray("exercises");
    for (var exercise : desk.catalog().all()) {
      var entry = so.of(exercise.id());
      var node = list.addObject();
      node.put("id", exercise.id());
      node.put("topic", exercise.topic());
      node.put("title", exercise.title());
      node.put("done", entry.isDone());
      node.put("best", entry.best());
      node.put("maxScore", Grader.maxScore(exercise));
      node.put("attempts", entry.attempts());
      node.put("failing", entry.failing());
    }
    desk.out().println(root);
    desk.out().flush();
  }
}
