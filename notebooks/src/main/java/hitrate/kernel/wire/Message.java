package hitrate.kernel.wire;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// One message of the Jupyter protocol.
///
/// @param route the ZeroMQ identities that lead back to the sender, or the topic of a broadcast
/// @param header its id, session, type and time
/// @param parent the header of the request that caused it; empty where there is none
/// @param content what it says, by its type
public record Message(
    List<byte[]> route,
    ObjectNode header,
    ObjectNode parent,
    ObjectNode metadata,
    ObjectNode content) {

  /// The version of the protocol that this package speaks.
  public static final String PROTOCOL_VERSION = "5.3";

  /// The kind of message, such as `execute_request`.
  public String type() {
    return header.path("msg_type").asString("");
  }

  /// The id that replies refer to.
  public String id() {
    return header.path("msg_id").asString("");
  }

  /// The answer to this message, along the way it came.
  public Message reply(String type, ObjectNode content) {
    return new Message(route, header(type, session(), username()), header, json(), content);
  }

  /// A broadcast caused by this message.
  public Message broadcast(String type, ObjectNode content) {
    return new Message(List.of(), header(type, session(), username()), header, json(), content);
  }

  /// A message that no other one caused.
  public static Message unprompted(String session, String type, ObjectNode content) {
    return new Message(List.of(), header(type, session, "kernel"), json(), json(), content);
  }

  /// An empty JSON object.
  public static ObjectNode json() {
    return JsonNodeFactory.instance.objectNode();
  }

  private String session() {
    return header.path("session").asString("");
  }

  private String username() {
    return header.path("username").asString("kernel");
  }

  private static ObjectNode header(String type, String session, String username) {
    return json()
        .put("msg_id", UUID.randomUUID().toString())
        .put("session", session)
        .put("username", username)
        .put("date", Instant.now().truncatedTo(ChronoUnit.MICROS).toString())
        .put("msg_type", type)
        .put("version", PROTOCOL_VERSION);
  }
}
