package hitrate.kernel;

import hitrate.grader.text.Messages;
import hitrate.kernel.wire.Message;
import tools.jackson.databind.node.ObjectNode;

/// How the kernel introduces itself.
final class KernelInfo {
  /// The version of the kernel, which is Hitrate's.
  static final String VERSION = "0.1.0";

  private KernelInfo() {}

  static ObjectNode content(Messages messages) {
    var content =
        Message.json()
            .put("status", "ok")
            .put("protocol_version", Message.PROTOCOL_VERSION)
            .put("implementation", "hitrate")
            .put("implementation_version", VERSION)
            .put("banner", messages.text("start.banner", Runtime.version()))
            .put("debugger", false);
    content
        .putObject("language_info")
        .put("name", "java")
        .put("version", Runtime.version().toString())
        .put("mimetype", "text/x-java")
        .put("file_extension", ".java")
        .put("pygments_lexer", "java")
        .put("codemirror_mode", "text/x-java")
        .put("nbconvert_exporter", "script");
    content
        .putArray("help_links")
        .addObject()
        .put("text", "Redis commands")
        .put("url", "https://redis.io/docs/latest/commands/");
    return content;
  }
}
