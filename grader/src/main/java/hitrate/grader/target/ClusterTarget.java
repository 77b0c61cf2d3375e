package hitrate.grader.target;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;

/// A cluster. The learner's code sees one server that speaks RESP2: each command goes, by a cluster
/// client, to the node that owns its first key; MGET is asked key by key, since its keys may live
/// in different slots.
final class ClusterTarget implements Target {
  private final RedisClusterClient client;

  ClusterTarget(TargetAddress address) {
    var config = DefaultJedisClientConfig.builder().timeoutMillis(ServerTarget.TIMEOUT_MILLIS);
    if (!address.user().isEmpty()) {
      config.user(address.user());
    }
    if (!address.password().isEmpty()) {
      config.password(address.password());
    }
    client =
        RedisClusterClient.builder()
            .nodes(Set.of(new HostAndPort(address.host(), address.port())))
            .clientConfig(config.build())
            .build();
  }

  @Override
  public UnifiedJedis redis() {
    return client;
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public Upstream connect() {
    return new Connection(client);
  }

  @Override
  public void close() {
    client.close();
  }

  private record Connection(RedisClusterClient client) implements Upstream {
    private static final Set<String> NEEDS_ONE_NODE =
        Set.of("MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH", "SUBSCRIBE", "PSUBSCRIBE");

    @Override
    public byte[] execute(byte[] request, List<byte[]> words) {
      var name = new String(words.getFirst(), StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
      var reply = new ByteArrayOutputStream();
      try {
        if (name.equals("HELLO")) {
          // As a server without RESP3 does: the client then speaks RESP2.
          error(reply, "ERR unknown command 'HELLO'");
        } else if (name.equals("CLIENT") || name.equals("PING")) {
          reply.writeBytes(ascii(name.equals("PING") ? "+PONG\r\n" : "+OK\r\n"));
        } else if (NEEDS_ONE_NODE.contains(name)) {
          error(reply, "ERR " + name + " spans no cluster; use another target for it");
        } else if (name.equals("MGET")) {
          reply.writeBytes(ascii("*" + (words.size() - 1) + "\r\n"));
          for (var key : words.subList(1, words.size())) {
            encode(reply, send(ascii("GET"), List.of(key)));
          }
        } else {
          encode(reply, send(words.getFirst(), words.subList(1, words.size())));
        }
      } catch (JedisDataException e) {
        error(reply, String.valueOf(e.getMessage()));
      }
      return reply.toByteArray();
    }

    private @Nullable Object send(byte[] name, List<byte[]> arguments) {
      var command = new CommandArguments(() -> name);
      if (!arguments.isEmpty()) {
        command.key(arguments.getFirst());
        arguments.subList(1, arguments.size()).forEach(command::add);
      }
      return client.executeCommand(command);
    }

    private static void encode(ByteArrayOutputStream out, @Nullable Object value) {
      switch (value) {
        case null -> out.writeBytes(ascii("$-1\r\n"));
        case byte[] bytes -> bulk(out, bytes);
        case Number number -> out.writeBytes(ascii(":" + number.longValue() + "\r\n"));
        case Boolean truth -> out.writeBytes(ascii(truth ? ":1\r\n" : ":0\r\n"));
        case JedisDataException e -> error(out, String.valueOf(e.getMessage()));
        case List<?> list -> {
          out.writeBytes(ascii("*" + list.size() + "\r\n"));
          new ArrayList<@Nullable Object>(list).forEach(item -> encode(out, item));
        }
        default -> bulk(out, value.toString().getBytes(StandardCharsets.UTF_8));
      }
    }

    private static void bulk(ByteArrayOutputStream out, byte[] bytes) {
      out.writeBytes(ascii("$" + bytes.length + "\r\n"));
      out.writeBytes(bytes);
      out.writeBytes(ascii("\r\n"));
    }

    private static void error(ByteArrayOutputStream out, String message) {
      var line = "-" + message.replaceAll("[\\r\\n]", " ") + "\r\n";
      out.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
      // The cluster client belongs to the target.
    }
  }
}
