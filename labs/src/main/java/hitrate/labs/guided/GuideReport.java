package hitrate.labs.guided;

import hitrate.book.transcript.Stage;
import hitrate.labs.guided.GuidedLab.Box;
import hitrate.labs.guided.GuidedLab.Listing;
import hitrate.labs.guided.GuidedLab.Part;
import hitrate.labs.guided.GuidedLab.Predict;
import hitrate.labs.guided.GuidedLab.Prose;
import hitrate.labs.guided.GuidedLab.Run;
import hitrate.labs.guided.GuidedLab.Step;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Runs a whole lab without asking anybody anything: as text, or as JSON for other programs.
final class GuideReport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final GuidedLab lab;
  private final Target target;

  GuideReport(GuidedLab lab, Target target) {
    this.lab = lab;
    this.target = target;
  }

  /// Prints the steps and says whether every run was as the text says.
  boolean print(List<Step> steps, Screen screen) throws IOException, InterruptedException {
    boolean asWritten = true;
    for (Step step : steps) {
      screen.heading(lab, step);
      try (Stage stage = target.stage();
          StepRunner runner = new StepRunner(lab, stage)) {
        for (Part part : step.parts()) {
          if (part instanceof Run run) {
            var outcome = runner.run(run);
            asWritten &= outcome.asWritten();
            screen.outcome(outcome);
          } else {
            screen.part(part);
          }
        }
      }
    }
    return asWritten;
  }

  /// The steps and their runs as one JSON object; `asWritten` says whether every run was as the
  /// text says.
  ObjectNode json(List<Step> steps) throws IOException, InterruptedException {
    ObjectNode root = JSON.createObjectNode();
    root.put("lab", lab.id());
    root.put("title", Inline.plain(lab.title()));
    root.put("summary", Inline.plain(lab.summary()));
    ArrayNode list = root.putArray("steps");
    boolean asWritten = true;
    for (Step step : steps) {
      ObjectNode node = list.addObject();
      node.put("id", step.id());
      node.put("title", Inline.plain(step.title()));
      asWritten &= parts(step, node.putArray("parts"));
    }
    root.put("asWritten", asWritten);
    return root;
  }

  private boolean parts(Step step, ArrayNode list) throws IOException, InterruptedException {
    boolean asWritten = true;
    try (Stage stage = target.stage();
        StepRunner runner = new StepRunner(lab, stage)) {
      for (Part part : step.parts()) {
        ObjectNode node = list.addObject();
        if (part instanceof Run run) {
          var outcome = runner.run(run);
          asWritten &= outcome.asWritten();
          run(outcome, node);
        } else {
          reading(part, node);
        }
      }
    }
    return asWritten;
  }

  private static void run(StepRunner.Outcome outcome, ObjectNode node) {
    node.put("kind", "run");
    ArrayNode lines = node.putArray("lines");
    outcome.lines().forEach(line -> lines.add(line.text()));
    node.put("asWritten", outcome.asWritten());
    if (!outcome.asWritten()) {
      node.put("difference", outcome.difference());
    }
  }

  private static void reading(Part part, ObjectNode node) {
    switch (part) {
      case Prose(String text) -> node.put("kind", "prose").put("text", Inline.plain(text));
      case Box(String title, String text) ->
          node.put("kind", "box").put("title", title).put("text", Inline.plain(text));
      case Listing(var lines) -> {
        node.put("kind", "listing");
        lines.forEach(node.putArray("lines")::add);
      }
      case Predict(String question, var choices, int answer) -> {
        node.put("kind", "predict").put("question", Inline.plain(question));
        ArrayNode list = node.putArray("choices");
        choices.forEach(choice -> list.add(Inline.plain(choice)));
        node.put("answer", String.valueOf(Predict.letter(answer)));
      }
      case Run run -> throw new IllegalArgumentException("not for reading: " + run);
    }
  }

  /// JSON as text.
  static String text(ObjectNode node) {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
  }
}
