package hitrate.grader.report;

import java.time.Duration;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// JSON, indented and ending with a newline.
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static String text(ObjectNode node) {
    return MAPPER.writeValueAsString(node).replace("\r\n", "\n") + "\n";
  }

  static String compact(ObjectNode node) {
    return JsonMapper.shared().writeValueAsString(node);
  }

  /// Seconds with three decimals.
  static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
