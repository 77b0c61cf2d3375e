package hitrate.labs.console;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.resp.Reply;
import java.util.List;

/// Where a console shows what happens: a terminal, a pipe, a web page.
public interface Screen {
  /// A reply of the server to `command`; an error of the server is a reply too.
  void reply(List<Bytes> command, Reply reply);

  /// A word from the console itself.
  void note(String text);

  /// The line could not be carried out: bad quotes, no connection.
  void problem(String text);

  /// Empties the screen.
  void clear();
}
