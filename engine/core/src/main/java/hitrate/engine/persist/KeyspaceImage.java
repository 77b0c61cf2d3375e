package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Server;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Writes the base of an append-only file: the keyspace as a snapshot or as commands, and the
/// libraries of functions before it.
public final class KeyspaceImage implements ImageWriter {
  private final Server server;
  private final Supplier<List<Bytes>> libraries;
  private final RdbImages images;
  private final BackgroundImage.Place beside;
  private final BackgroundImage.Place here;

  /// @param nodeThread runs tasks on the node's thread
  /// @param lane where the file is written
  public KeyspaceImage(
      Server server,
      Keyspace keyspace,
      Supplier<List<Bytes>> libraries,
      Disk disk,
      Executor nodeThread,
      Executor lane) {
    this.server = server;
    this.libraries = libraries;
    this.images = new RdbImages(server, keyspace, libraries);
    Supplier<KeyDelay> delay = () -> KeyDelay.of(server, "rdb-key-save-delay");
    this.beside = new BackgroundImage.Place(keyspace, disk, nodeThread, lane, delay);
    this.here = new BackgroundImage.Place(keyspace, disk, Runnable::run, Runnable::run, delay);
  }

  @Override
  public void write(Path file, boolean asCommands) throws IOException {
    var result = new IOException[1];
    new BackgroundImage(here, file, null, form(asCommands), failure -> result[0] = failure);
    here.keyspace().snapshots().step(() -> true);
    if (result[0] != null) {
      throw result[0];
    }
  }

  @Override
  public Writing begin(Path file, boolean asCommands, Consumer<@Nullable IOException> ended) {
    return new BackgroundImage(beside, file, null, form(asCommands), ended)::cancel;
  }

  private ImageForm form(boolean asCommands) {
    return asCommands
        ? new CommandsForm(this::beginCommands)
        : images.form(Map.of(), true, "aof-rewrite-incremental-fsync");
  }

  private void beginCommands(CommandBuffer buffer) {
    if (isOn("aof-timestamp-enabled")) {
      buffer.annotate(second());
    }
    libraries.get().forEach(new ValueCommands(buffer)::library);
  }

  private long second() {
    return server.clock().millis() / 1000;
  }

  private boolean isOn(String setting) {
    return "yes".equals(server.settings().get(setting));
  }
}
