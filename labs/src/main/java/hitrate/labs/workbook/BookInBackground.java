package hitrate.labs.workbook;

import hitrate.book.BookBuild.Format;
import hitrate.grader.text.Messages;
import hitrate.labs.book.BookCommand;
import hitrate.labs.book.Workshop;
import hitrate.labs.cli.Home;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.util.List;

/// Builds the chapters while the learner takes the first steps, when they are missing or out of
/// date: half a minute of work that nobody should have to wait for.
final class BookInBackground implements AutoCloseable {
  private final Thread thread;

  private BookInBackground(Thread thread) {
    this.thread = thread;
  }

  /// True when this checkout has a book whose pages are not up to date.
  static boolean isDue(Home home, String language) throws IOException {
    var files = Workshop.files(home, language);
    return Files.exists(files.whole()) && !new Workshop(files).isUpToDate(List.of(Format.HTML));
  }

  /// Starts to build. A mistake in the sources is explained on standard error.
  ///
  /// @param whenDone runs at the end, whether the chapters are there or not
  static BookInBackground start(Home home, String language, Runnable whenDone) throws IOException {
    var workshop = new Workshop(Workshop.files(home, language));
    var messages = Messages.load(BookCommand.class, BookCommand.BUNDLE);
    var nowhere = new PrintWriter(Writer.nullWriter());
    return new BookInBackground(
        Thread.ofVirtual()
            .name("book")
            .start(() -> {
              try {
                workshop.build(List.of(Format.HTML), false, nowhere, messages);
              } catch (InterruptedException ended) {
                Thread.currentThread().interrupt();
              } catch (IOException failure) {
                System.err.println(messages.text("failed") + " " + failure.getMessage());
              } finally {
                whenDone.run();
              }
            }));
  }

  /// Ends the build, if it still runs.
  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(2_000);
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
