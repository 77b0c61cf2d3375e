package hitrate.grader.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ChannelTest {
  private static byte[] sent(Message... messages) throws IOException {
    var out = new ByteArrayOutputStream();
    var channel = new Channel(InputStream.nullInputStream(), out);
    for (var message : messages) {
      channel.send(message);
    }
    return out.toByteArray();
  }

  private static Channel reading(byte[] bytes) {
    return new Channel(new ByteArrayInputStream(bytes), new ByteArrayOutputStream());
  }

  @Test
  void everyMessageComesBackAsItWasSent() throws IOException {
    List<@Nullable Object> values =
        Arrays.asList(
            null,
            true,
            7,
            -7L,
            2.5,
            "text \uD83D\uDE80",
            Duration.ofMillis(-1),
            Instant.ofEpochSecond(5, 6),
            Optional.of("x"),
            Optional.empty(),
            List.of(1, List.of("deep")),
            Set.of("s"),
            Map.of("k", 1L),
            new Handle.Callback(3, "java.util.function.Supplier"),
            new Handle.Client("redis://127.0.0.1:1"));
    var messages =
        new Message[] {
          new Message.Load("/classes"),
          new Message.Create(1, 2, "a.B", List.of("long"), values),
          new Message.Call(3, 2, "m", List.of(), List.of()),
          new Message.Answer(4, null),
          new Message.AnswerFailed(5, "no"),
          new Message.Where(6),
          new Message.Ready(List.of("stray")),
          new Message.Returned(7, values),
          new Message.Threw(8, "E", "text", List.of("f (F.java:1)")),
          new Message.Unusable(9, Message.Fault.NO_METHOD, "m"),
          new Message.Ask(10, 3, "get", List.of()),
          new Message.At(11, "RUNNABLE", List.of())
        };
    var channel = reading(sent(messages));
    for (var message : messages) {
      assertEquals(message, channel.receive());
    }
    assertNull(channel.receive());
  }

  @Test
  void aFrameCutShortIsTheEndOfTheStreamNotAMessage() throws IOException {
    var whole = sent(new Message.Returned(1, "text"));
    for (int length = 1; length < whole.length; length++) {
      var channel = reading(Arrays.copyOf(whole, length));
      assertThrows(EOFException.class, channel::receive, "cut after " + length);
    }
  }

  @Test
  void aLengthBeyondTheLimitIsRefusedBeforeItIsRead() {
    for (int length : new int[] {0, -1, Channel.MAX_FRAME + 1, Integer.MAX_VALUE}) {
      var bytes = ByteBuffer.allocate(4).putInt(length).array();
      assertThrows(IOException.class, reading(bytes)::receive, "length " + length);
    }
  }

  @Test
  void whatIsTooLargeOrOfAnotherTypeSendsNothing() {
    assertThrows(
        FrameTooLong.class, () -> sent(new Message.Returned(1, "x".repeat(Channel.MAX_FRAME))));
    assertThrows(UnsupportedValue.class, () -> sent(new Message.Returned(1, UUID.randomUUID())));
    Object nested = "core";
    for (int i = 0; i < 40; i++) {
      nested = List.of(nested);
    }
    var deep = nested;
    assertThrows(UnsupportedValue.class, () -> sent(new Message.Returned(1, deep)));
  }

  @Test
  void bytesAtRandomAreAMessageOrAnIoExceptionAndNothingElse() throws IOException {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    var example = sent(new Message.Returned(1, List.of("a", Map.of("k", List.of(1, 2L)))));
    for (int round = 0; round < 20_000; round++) {
      var bytes = example.clone();
      for (int i = 0; i <= random.nextInt(4); i++) {
        bytes[4 + random.nextInt(bytes.length - 4)] = (byte) random.nextInt(256);
      }
      var seen = new ArrayList<Object>();
      try {
        seen.add(String.valueOf(reading(bytes).receive()));
      } catch (IOException e) {
        seen.add(e);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("seed " + seed + ", round " + round, e);
      }
      assertEquals(1, seen.size());
    }
  }
}
