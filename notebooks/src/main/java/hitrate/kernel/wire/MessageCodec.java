package hitrate.kernel.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/// Turns messages into ZeroMQ frames and back:
///
/// ```
/// route...  <IDS|MSG>  signature  header  parent header  metadata  content  buffers...
/// ```
///
/// The signature is an HMAC over the four JSON frames. Buffers carry binary data of widgets, which
/// this kernel does not have; they are read past.
public final class MessageCodec {
  private static final byte[] DELIMITER = "<IDS|MSG>".getBytes(US_ASCII);

  private final ObjectMapper json = new ObjectMapper();
  private final String algorithm;
  private final byte[] key;

  /// A codec that signs with `key`, by a scheme such as `hmac-sha256`; an empty key signs nothing.
  public MessageCodec(String scheme, String key) {
    this.algorithm = scheme.toLowerCase(Locale.ROOT).replaceFirst("^hmac-", "Hmac");
    this.key = key.getBytes(UTF_8);
  }

  /// The frames of a message.
  public List<byte[]> encode(Message message) {
    var frames = new ArrayList<byte[]>(message.route());
    byte[][] parts = {
      bytes(message.header()),
      bytes(message.parent()),
      bytes(message.metadata()),
      bytes(message.content())
    };
    frames.add(DELIMITER);
    frames.add(sign(parts).getBytes(US_ASCII));
    frames.addAll(Arrays.asList(parts));
    return frames;
  }

  /// The message that frames hold.
  public Message decode(List<byte[]> frames) throws BadMessageException {
    int delimiter = 0;
    while (delimiter < frames.size() && !Arrays.equals(frames.get(delimiter), DELIMITER)) {
      delimiter++;
    }
    if (frames.size() < delimiter + 6) {
      throw new BadMessageException("a message has too few frames: " + frames.size());
    }
    byte[][] parts = frames.subList(delimiter + 2, delimiter + 6).toArray(byte[][]::new);
    if (!MessageDigest.isEqual(frames.get(delimiter + 1), sign(parts).getBytes(US_ASCII))) {
      throw new BadMessageException("a message is signed with another key");
    }
    var route = List.copyOf(frames.subList(0, delimiter));
    return new Message(
        route, object(parts[0]), object(parts[1]), object(parts[2]), object(parts[3]));
  }

  private String sign(byte[][] parts) {
    if (key.length == 0) {
      return "";
    }
    try {
      var mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(key, algorithm));
      for (byte[] part : parts) {
        mac.update(part);
      }
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("unknown signature scheme " + algorithm, e);
    }
  }

  private byte[] bytes(ObjectNode node) {
    return json.writeValueAsBytes(node);
  }

  private ObjectNode object(byte[] part) throws BadMessageException {
    try {
      if (json.readTree(part) instanceof ObjectNode object) {
        return object;
      }
    } catch (JacksonException e) {
      throw new BadMessageException("a message is not JSON: " + e.getOriginalMessage());
    }
    throw new BadMessageException("a part of a message is no JSON object");
  }
}
