package hitrate.labs.exercise;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Notices that the Java files of one folder have changed.
///
/// File events only wake it up early: what counts is that the files differ from last time. So a
/// folder that sends no events, on a network say, is merely noticed a little later, and a save that
/// sends five events is noticed once.
final class SourceWatcher implements AutoCloseable {
  private static final Duration PAUSE_WITH_EVENTS = Duration.ofSeconds(1);
  private static final Duration PAUSE_BY_POLLING = Duration.ofMillis(300);
  private static final Duration SETTLE = Duration.ofMillis(100);

  private final Path folder;
  private final @Nullable WatchService events;
  private Map<String, Integer> last;

  /// Watches `folder` from now on; with `poll` without asking for file events.
  SourceWatcher(Path folder, boolean poll) throws IOException {
    this.folder = folder;
    this.events = poll ? null : register(folder);
    this.last = look();
  }

  private static @Nullable WatchService register(Path folder) {
    try {
      var service = FileSystems.getDefault().newWatchService();
      folder.register(
          service,
          StandardWatchEventKinds.ENTRY_CREATE,
          StandardWatchEventKinds.ENTRY_MODIFY,
          StandardWatchEventKinds.ENTRY_DELETE);
      return service;
    } catch (IOException | UnsupportedOperationException e) {
      // No events here (a limit of the system, a strange file system): polling does as well.
      return null;
    }
  }

  /// Waits until the files have changed and then been still for a moment, so that an editor's save
  /// in several steps counts once.
  void awaitChange() throws InterruptedException, IOException {
    var now = look();
    while (now.equals(last)) {
      pause();
      now = look();
    }
    Map<String, Integer> before;
    do {
      before = now;
      Thread.sleep(SETTLE);
      now = look();
    } while (!now.equals(before));
    last = now;
  }

  private void pause() throws InterruptedException {
    if (events == null) {
      Thread.sleep(PAUSE_BY_POLLING);
      return;
    }
    var key = events.poll(PAUSE_WITH_EVENTS.toMillis(), TimeUnit.MILLISECONDS);
    if (key != null) {
      key.pollEvents();
      key.reset();
    }
  }

  /// The name, time and content of each file, in short.
  private Map<String, Integer> look() throws IOException {
    var seen = new TreeMap<String, Integer>();
    try (var files = Files.newDirectoryStream(folder, "*.java")) {
      for (var file : files) {
        int content = Arrays.hashCode(Files.readAllBytes(file));
        int time = Files.getLastModifiedTime(file).hashCode();
        seen.put(String.valueOf(file.getFileName()), 31 * content + time);
      }
    } catch (NoSuchFileException e) {
      // In the middle of a save: the next look sees it.
    }
    return seen;
  }

  @Override
  public void close() throws IOException {
    if (events != null) {
      events.close();
    }
  }
}
