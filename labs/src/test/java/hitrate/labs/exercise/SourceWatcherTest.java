package hitrate.labs.exercise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real files; the only waiting is for the watcher itself, with a deadline.
class SourceWatcherTest {
  @TempDir private Path folder;

  /// Hears of changes until it is closed.
  private static final class Listener implements AutoCloseable {
    final LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final Thread thread;

    Listener(SourceWatcher watcher) {
      thread = Thread.ofPlatform().daemon().start(() -> listen(watcher));
    }

    private void listen(SourceWatcher watcher) {
      try {
        while (true) {
          watcher.awaitChange();
          heard.add("changed");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        heard.add(e.toString());
      }
    }

    @Override
    public void close() {
      thread.interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSaveIsNoticedOnceHoweverTheEditorSaves(boolean poll) throws Exception {
    var file = folder.resolve("NewsSite.java");
    Files.writeString(file, "one");
    try (var watcher = new SourceWatcher(folder, poll);
        var listener = new Listener(watcher)) {
      Files.writeString(file, "two", StandardOpenOption.WRITE); // as long, so without a cut before
      assertEquals("changed", listener.heard.poll(20, TimeUnit.SECONDS));

      var draft = folder.resolve("NewsSite.java.swp");
      Files.writeString(draft, "three");
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
      assertEquals("changed", listener.heard.poll(20, TimeUnit.SECONDS));
      assertNull(listener.heard.poll(1_500, TimeUnit.MILLISECONDS), "noticed twice");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void newAndRemovedFilesCountOthersDoNot(boolean poll) throws Exception {
    Files.writeString(folder.resolve("NewsSite.java"), "one");
    try (var watcher = new SourceWatcher(folder, poll);
        var listener = new Listener(watcher)) {
      Files.writeString(folder.resolve("notes.txt"), "text");
      Files.move(folder.resolve("notes.txt"), folder.resolve("More.java")); // all of it at once
      assertEquals("changed", listener.heard.poll(20, TimeUnit.SECONDS));
      Files.delete(folder.resolve("More.java"));
      assertEquals("changed", listener.heard.poll(20, TimeUnit.SECONDS));
      assertTrue(listener.heard.isEmpty());
    }
  }
}
