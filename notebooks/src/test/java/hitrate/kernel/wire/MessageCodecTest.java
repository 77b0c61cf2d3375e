package hitrate.kernel.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
  private final MessageCodec codec = new MessageCodec("hmac-sha256", "a key");

  @Test
  void whatIsEncodedDecodesToTheSame() throws BadMessageException {
    var request =
        Message.unprompted("s1", "execute_request", Message.json().put("code", "\"é𝄞\""));
    var routed =
        new Message(
            List.of("peer".getBytes(UTF_8)),
            request.header(),
            request.parent(),
            request.metadata(),
            request.content());

    var decoded = codec.decode(codec.encode(routed));

    assertEquals(routed.header(), decoded.header());
    assertEquals(routed.content(), decoded.content());
    assertEquals("peer", new String(decoded.route().getFirst(), UTF_8));
  }

  @Test
  void theSignatureIsTheHmacOfTheFourJsonFrames() throws BadMessageException {
    // printf '{}{}{}{}' | openssl dgst -sha256 -hmac 'a key'
    var signature = "e2c27855d41353957c8555d30463a97e6a6ea497e6ebb3f7824503c3b64f2c0b";
    var frames = frames("<IDS|MSG>", signature, "{}", "{}", "{}", "{}");

    assertEquals("", codec.decode(frames).type());
  }

  @Test
  void aMessageSignedWithAnotherKeyIsRefused() {
    var other = new MessageCodec("hmac-sha256", "another key");
    var frames = other.encode(Message.unprompted("s", "execute_request", Message.json()));

    var refused = assertThrows(BadMessageException.class, () -> codec.decode(frames));
    assertEquals("a message is signed with another key", refused.getMessage());
  }

  @Test
  void anEmptyKeyNeitherSignsNorChecks() throws BadMessageException {
    var open = new MessageCodec("hmac-sha256", "");
    var frames = open.encode(Message.unprompted("s", "status", Message.json()));

    assertEquals(0, frames.get(1).length);
    assertEquals("status", open.decode(frames).type());
  }

  @Test
  void framesThatAreNoMessageAreRefused() {
    var open = new MessageCodec("hmac-sha256", "");
    for (var frames :
        List.of(
            frames("hello"),
            frames("<IDS|MSG>", "", "{}", "{}"),
            frames("<IDS|MSG>", "", "{", "{}", "{}", "{}"),
            frames("<IDS|MSG>", "", "[1]", "{}", "{}", "{}"))) {
      assertThrows(BadMessageException.class, () -> open.decode(frames));
    }
  }

  @Test
  void buffersOfWidgetsAreReadPast() throws BadMessageException {
    var frames = new ArrayList<>(codec.encode(Message.unprompted("s", "comm_msg", Message.json())));
    frames.add(new byte[] {0, 1, 2});

    assertEquals("comm_msg", codec.decode(frames).type());
  }

  @Test
  void aReplyNamesItsRequestAndGoesBackWhereItCameFrom() {
    var request = Message.unprompted("s1", "execute_request", Message.json());
    var reply = request.reply("execute_reply", Message.json());

    assertEquals(request.header(), reply.parent());
    assertEquals(request.route(), reply.route());
    assertEquals("s1", reply.header().path("session").asString());
    assertTrue(!reply.id().equals(request.id()), "a reply has an id of its own");
  }

  private static List<byte[]> frames(String... texts) {
    var frames = new ArrayList<byte[]>();
    for (String text : texts) {
      frames.add(text.getBytes(US_ASCII));
    }
    return frames;
  }
}
