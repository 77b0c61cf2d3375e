package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Server;
import java.util.function.Consumer;

/// Takes what a snapshot has beside keys: its lines go to the node's log, its libraries of
/// functions to `libraries`.
record ImageRest(Server server, Loading loading, Consumer<Bytes> libraries)
    implements RdbFileReader.Rest {
  @Override
  public void log(String level, String message) {
    server.log(level, message);
  }

  @Override
  public void library(Bytes code) {
    libraries.accept(code);
  }

  @Override
  public void key() throws LoadError {
    loading.read(1);
  }

  @Override
  public void lookedThrough(long packs) {
    server.sanitized(packs);
  }

  @Override
  public void usedThen(long bytes) {
    loading.usedThen(bytes);
  }
}
