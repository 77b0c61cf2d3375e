package hitrate.kernel;

import hitrate.grader.text.Messages;
import hitrate.kernel.display.Rendering;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Map;
import tools.jackson.databind.ObjectMapper;

/// A kernel's first minute without Jupyter: starts what a notebook needs, runs a few cells, and
/// ends. The JDK's ahead-of-time cache keeps what was loaded meanwhile, and the next kernel starts
/// in half the time.
public final class Rehearsal {
  private Rehearsal() {}

  public static void main(String[] arguments) {
    Main.prepareJvm();
    var messages = Messages.load(Main.class, Main.BUNDLE);
    try (var session = Session.start(new Nobody(), Target.Own.started(), messages)) {
      int number = 0;
      for (String cell :
          new String[] {
            "%%redis\nSET a 1\nGET a",
            "String greet(String name) { return \"hi \" + name; }\ngreet(jedis.get(\"a\"))",
            "List.of(Map.of(\"a\", 1))",
            "Charts.lines(\"a\", \"b\", \"c\")",
            "int wrong = \"\";",
            "throw new IllegalStateException();"
          }) {
        session.run(++number, cell);
      }
      session.complete("jedis.ge", 8);
      session.inspect("Math.max(1, 2)", 6);
    }
    new ObjectMapper().writeValueAsString(Map.of("rehearsed", true));
    System.exit(0);
  }

  /// A front end that nobody looks at.
  private record Nobody() implements FrontEnd {
    @Override
    public void display(Rendering value) {}

    @Override
    public PrintStream out() {
      return new PrintStream(OutputStream.nullOutputStream());
    }

    @Override
    public PrintStream err() {
      return out();
    }

    @Override
    public InputStream in() {
      return InputStream.nullInputStream();
    }
  }
}
