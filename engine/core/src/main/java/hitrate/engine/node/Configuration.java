package hitrate.engine.node;

import hitrate.engine.command.CommandError;
import hitrate.engine.command.Server;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of one node and their values.
final class Configuration implements Server.Settings {
  private final Map<String, String> values = new LinkedHashMap<>();

  Configuration() {
    values.put("port", "6379");
    values.put("bind", "127.0.0.1 -::1");
    values.put("databases", "16");
    values.put("tcp-backlog", "511");
    values.put("timeout", "0");
    values.put("hz", "10");
    values.put("maxclients", "10000");
    values.put("requirepass", "");
    values.put("proto-max-bulk-len", "536870912");
  }

  String value(String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no such parameter: " + name);
    }
    return value;
  }

  int intValue(String name) {
    return Integer.parseInt(value(name));
  }

  long longValue(String name) {
    return Long.parseLong(value(name));
  }

  /// The addresses to listen on. One with a minus in front may be missing on the machine.
  List<String> bindAddresses() {
    return Arrays.stream(value("bind").split(" ")).filter(a -> !a.startsWith("-")).toList();
  }

  void override(String name, String value) {
    values.put(name, value);
  }

  @Override
  public @Nullable String get(String name) {
    return values.get(name.toLowerCase(Locale.ROOT));
  }

  @Override
  public Map<String, String> all() {
    return Collections.unmodifiableMap(values);
  }

  @Override
  public void set(Map<String, String> changes) {
    for (String name : changes.keySet()) {
      if (!values.containsKey(name)) {
        throw CommandError.of(
            "ERR Unknown option or number of arguments for CONFIG SET - '" + name + "'");
      }
    }
    values.putAll(changes);
  }

  @Override
  public void rewrite() {
    throw CommandError.of("ERR The server is running without a config file");
  }
}
