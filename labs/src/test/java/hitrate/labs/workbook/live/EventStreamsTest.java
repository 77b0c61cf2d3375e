package hitrate.labs.workbook.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EventStreamsTest {
  private final EventStreams streams = new EventStreams();

  @Test
  void aPageGetsTheGreetingAndThenTheEventsInOrder() {
    var page = EventStreams.page();
    assertTrue(streams.admit(page));
    streams.publish("figures", "{\"hits\":1}");
    streams.publish("figures", "{\"hits\":2}");
    page.add(""); // ends the stream
    var sent = new ByteArrayOutputStream();
    streams.serve(page, "picture", "{}", sent);
    assertEquals(
        """
        retry: 1000

        event: picture
        data: {}

        event: figures
        data: {"hits":1}

        event: figures
        data: {"hits":2}

        """,
        sent.toString(UTF_8));
  }

  @Test
  void onlySoManyPagesAreAdmitted() {
    for (int i = 0; i < EventStreams.MOST_PAGES; i++) {
      assertTrue(streams.admit(EventStreams.page()));
    }
    assertFalse(streams.admit(EventStreams.page()));
  }

  @Test
  void aPageThatDoesNotKeepUpIsLetGo() {
    var page = EventStreams.page();
    assertTrue(streams.admit(page));
    for (int i = 0; i < 10_000; i++) {
      streams.publish("figures", "{}");
    }
    var sent = new ByteArrayOutputStream();
    streams.serve(page, "picture", "{}", sent);
    assertTrue(streams.isEmpty());
  }

  @Test
  void aPageThatWasClosedGivesItsPlaceBack() {
    var page = EventStreams.page();
    assertTrue(streams.admit(page));
    streams.serve(
        page,
        "picture",
        "{}",
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
          }
        });
    assertTrue(streams.isEmpty());
  }

  @Test
  void closingEndsEveryStreamAndAdmitsNobody() {
    var page = EventStreams.page();
    assertTrue(streams.admit(page));
    streams.close();
    streams.serve(page, "picture", "{}", new ByteArrayOutputStream());
    assertFalse(streams.admit(EventStreams.page()));
  }
}
