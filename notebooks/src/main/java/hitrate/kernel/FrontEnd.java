package hitrate.kernel;

import hitrate.kernel.display.Rendering;
import java.io.InputStream;
import java.io.PrintStream;

/// What a running cell can reach of the person in front of it.
public interface FrontEnd {

  /// Shows a value now, above whatever follows.
  void display(Rendering value);

  /// Ordinary output.
  PrintStream out();

  /// Warnings and the like.
  PrintStream err();

  /// What the person types when asked; fails where nobody can be asked.
  InputStream in();
}
