package hitrate.engine.differential;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.differential.CallShapes.Shape;
import hitrate.engine.node.CacheNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Other names for nearly all commands, as `rename-command` gives them: `GET` is called `MYGET`,
/// and a few cannot be called at all.
final class OtherNames {
  /// What the harness calls itself.
  private static final Set<String> KEPT =
      Set.of("client", "config", "debug", "echo", "hello", "info", "ping", "reset");

  /// Names that make another command of it, see [CalledNamesTest].
  private static final Map<String, String> TELLING = Map.of("xread", "myownxread", "hmset", "ashm");

  /// What loses its name.
  private static final Set<String> HIDDEN = Set.of("touch", "lolwut", "sdiff", "xinfo", "type");

  private final Map<String, String> names = new TreeMap<>();

  OtherNames(List<Shape> shapes) {
    for (Shape shape : shapes) {
      String name = shape.words().getFirst();
      if (!KEPT.contains(name)) {
        names.put(name, HIDDEN.contains(name) ? "" : TELLING.getOrDefault(name, "my" + name));
      }
    }
  }

  /// How a real server is told.
  String[] arguments(String... before) {
    var all = new ArrayList<>(List.of(before));
    names.forEach((name, other) -> all.addAll(List.of("--rename-command", name, other)));
    return all.toArray(String[]::new);
  }

  /// How a node of ours is told.
  CacheNode.Builder rename(CacheNode.Builder node) {
    names.forEach(node::renameCommand);
    return node;
  }

  /// A call, and one that a script makes of its arguments, by the other names.
  List<Bytes> called(List<Bytes> words) {
    var called = new ArrayList<>(words);
    rename(called, 0);
    if (words.size() > 3 && words.getFirst().equals(Bytes.of("EVAL"))) {
      rename(called, 3);
    }
    return called;
  }

  private void rename(List<Bytes> words, int index) {
    String name = names.get(words.get(index).toString().toLowerCase(Locale.ROOT));
    if (name != null && !name.isEmpty()) {
      words.set(index, Bytes.of(name));
    }
  }
}
