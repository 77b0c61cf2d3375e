package hitrate.labs.guided;

import hitrate.book.transcript.Transcript;
import java.nio.file.Path;
import java.util.List;

/// A guided lab as its text describes it.
///
/// @param id the lab's folder and curriculum id, such as `d1-strings`
/// @param folder where its text and programs are
/// @param summary one line
/// @param opening what stands before the first step
/// @param steps the steps; the last one may hold no run and say where to go next
public record GuidedLab(
    String id, Path folder, String title, String summary, List<Part> opening, List<Step> steps) {

  public GuidedLab {
    opening = List.copyOf(opening);
    steps = List.copyOf(steps);
  }

  /// One step. It is complete in itself: its commands begin on an empty node.
  public record Step(String id, String title, List<Part> parts) {
    public Step {
      parts = List.copyOf(parts);
    }

    /// Whether there is something to run in it.
    public boolean runs() {
      return parts.stream().anyMatch(part -> part instanceof Run);
    }
  }

  /// A piece of a step, in the order of reading.
  public sealed interface Part {}

  /// A paragraph or an item of a list, with AsciiDoc's inline marks.
  public record Prose(String text) implements Part {}

  /// A box with a title, such as "Often taught wrong".
  public record Box(String title, String text) implements Part {}

  /// Lines of a program, for reading.
  public record Listing(List<String> lines) implements Part {
    public Listing {
      lines = List.copyOf(lines);
    }
  }

  /// A question to answer before the run.
  ///
  /// @param answer the index of the choice that the run will show to be right
  public record Predict(String question, List<String> choices, int answer) implements Part {
    public Predict {
      choices = List.copyOf(choices);
    }

    /// The letter before a choice: `a` for the first.
    public static char letter(int choice) {
      return (char) ('a' + choice);
    }
  }

  /// Something that runs and shows output.
  public sealed interface Run extends Part {}

  /// Commands and the output that is expected of them.
  public record Commands(Transcript transcript) implements Run {}

  /// A program of one Java file and the lines that it is expected to print.
  public record Program(String file, List<String> expected) implements Run {
    public Program {
      expected = List.copyOf(expected);
    }
  }
}
