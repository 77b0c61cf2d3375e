package hitrate.engine.command.server;

import hitrate.engine.command.Args;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Execution;
import hitrate.engine.resp.ReplyWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// DEBUG PROTOCOL: a reply of each type, for tests of clients.
final class DebugProtocol {
  private DebugProtocol() {}

  static void reply(Args args, Execution x) {
    ReplyWriter reply = x.reply();
    boolean isThird = x.client().protocol() == 3;
    switch (args.text(2).toLowerCase(Locale.ROOT)) {
      case "string" -> reply.bulk("Hello World");
      case "integer" -> reply.integer(12345);
      case "double" -> reply.decimal("3.141");
      case "bignum" -> reply.bigNumber("1234567999999999999999999999999999999");
      case "null" -> reply.nil();
      case "array" -> {
        reply.array(3);
        threeNumbers(reply);
      }
      case "set" -> {
        reply.set(3);
        threeNumbers(reply);
      }
      case "map" -> {
        reply.map(3);
        for (int i = 0; i < 3; i++) {
          reply.integer(i);
          reply.bool(i == 1);
        }
      }
      case "attrib" -> {
        if (isThird) {
          reply.raw("|1\r\n".getBytes(StandardCharsets.US_ASCII));
          reply.bulk("key-popularity");
          reply.array(2);
          reply.bulk("key:123");
          reply.integer(90);
        }
        reply.bulk("Some real reply following the attribute");
      }
      case "push" -> {
        if (!isThird) {
          throw CommandError.of("ERR RESP2 is not supported by this command");
        }
        reply.push(2);
        reply.bulk("server-cpu-usage");
        reply.integer(42);
        reply.bulk("Some real reply following the push reply");
      }
      case "verbatim" -> reply.verbatim("txt", "This is a verbatim\nstring");
      case "true" -> reply.bool(true);
      case "false" -> reply.bool(false);
      default ->
          throw CommandError.of(
              "ERR Wrong protocol type name. Please use one of the following:"
                  + " string|integer|double|bignum|null|array|set|map|attrib|push|verbatim|true|false");
    }
  }

  private static void threeNumbers(ReplyWriter reply) {
    for (int i = 0; i < 3; i++) {
      reply.integer(i);
    }
  }
}
