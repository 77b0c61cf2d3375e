package hitrate.labs.workbook.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// The open pages: each has one stream of server-sent events.
///
/// A page that does not keep up is let go; its browser connects again and gets a fresh picture. A
/// bound on their number keeps a runaway script from holding connections without end.
public final class EventStreams implements AutoCloseable {
  /// How many pages may be open at a time.
  public static final int MOST_PAGES = 12;

  private static final int QUEUE = 256;
  private static final long HEARTBEAT_SECONDS = 10;
  private static final String END = "";

  private final List<BlockingQueue<String>> open = new CopyOnWriteArrayList<>();
  private boolean closed;

  /// Whether anybody looks.
  public boolean isEmpty() {
    return open.isEmpty();
  }

  /// Sends `json` as an event called `name` to every page.
  public void publish(String name, String json) {
    String frame = frame(name, json);
    for (var page : open) {
      if (!page.offer(frame)) {
        page.clear();
        page.add(END);
      }
    }
  }

  /// Reserves a place for one more page; `false` when there is none left.
  public synchronized boolean admit(BlockingQueue<String> page) {
    if (closed || open.size() >= MOST_PAGES) {
      return false;
    }
    open.add(page);
    return true;
  }

  /// A queue for [#admit] and [#serve].
  public static BlockingQueue<String> page() {
    return new LinkedBlockingQueue<>(QUEUE);
  }

  /// Writes the events of an admitted page to `out`, the ones in `greeting` first, until the
  /// browser goes away or [#close].
  public void serve(
      BlockingQueue<String> page, String greetingName, String greeting, OutputStream out) {
    try {
      out.write(("retry: 1000\n\n" + frame(greetingName, greeting)).getBytes(UTF_8));
      out.flush();
      while (true) {
        String frame = page.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        if (frame != null && frame.isEmpty()) {
          return;
        }
        out.write((frame == null ? ": still here\n\n" : frame).getBytes(UTF_8));
        out.flush();
      }
    } catch (IOException gone) {
      // The page was closed; there is nobody left to tell.
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(page);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    for (var page : open) {
      page.clear();
      page.add(END);
    }
  }

  private static String frame(String name, String json) {
    return "event: " + name + "\ndata: " + json + "\n\n";
  }
}
