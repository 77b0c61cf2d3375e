package hitrate.labs.exercise;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Keeps [Progress] in `.lab/progress.json`.
///
/// The file is always replaced whole, and two commands that run at once wait for each other, so it
/// is never half written and no change is lost. One that cannot be read is moved aside, not
/// overwritten.
final class ProgressFile {
  private static final int VERSION = 1;

  private final Path file;
  private final Consumer<Path> movedAside;

  /// Progress below the folder `state`; `movedAside` hears where an unreadable file went.
  ProgressFile(Path state, Consumer<Path> movedAside) {
    this.file = state.resolve("progress.json");
    this.movedAside = movedAside;
  }

  /// The progress so far; none where there is no file.
  Progress load() throws IOException {
    if (!Files.exists(file)) {
      return Progress.NONE;
    }
    var text = Files.readString(file, StandardCharsets.ISO_8859_1);
    try {
      return parse(JsonMapper.shared().readTree(text));
    } catch (JacksonException | IllegalArgumentException | DateTimeParseException e) {
      movedAside.accept(moveAside());
      return Progress.NONE;
    }
  }

  /// Changes the progress and answers the new one.
  Progress update(UnaryOperator<Progress> change) throws IOException {
    var folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    var lock = file.resolveSibling("progress.lock");
    try (var channel = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var _ = channel.lock()) {
      var changed = change.apply(load());
      save(changed);
      return changed;
    }
  }

  private Path moveAside() throws IOException {
    int number = 1;
    while (Files.exists(aside(number))) {
      number++;
    }
    return Files.move(file, aside(number));
  }

  private Path aside(int number) {
    return file.resolveSibling("progress.json.unreadable-" + number);
  }

  private void save(Progress progress) throws IOException {
    var draft = file.resolveSibling("progress.json.new");
    Files.writeString(draft, render(progress));
    try {
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String render(Progress progress) {
    var root = JsonMapper.shared().createObjectNode();
    root.put("version", VERSION);
    var exercises = root.putObject("exercises");
    new TreeMap<>(progress.exercises())
        .forEach((id, entry) -> {
          var node = exercises.putObject(id);
          node.put("best", entry.best());
          node.put("maxScore", entry.maxScore());
          node.put("attempts", entry.attempts());
          node.put("passed", text(entry.passed()));
          node.put("failing", entry.failing());
          var hints = node.putObject("hints");
          new TreeMap<>(entry.hints()).forEach(hints::put);
          node.put("forced", text(entry.forced()));
        });
    return root.toPrettyString() + "\n";
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static Progress parse(JsonNode root) {
    if (!root.isObject() || root.path("version").asInt(0) != VERSION) {
      throw new IllegalArgumentException("not a progress file of version " + VERSION);
    }
    var exercises = new LinkedHashMap<String, Progress.Entry>();
    root.path("exercises")
        .properties()
        .forEach(each -> exercises.put(each.getKey(), entry(each.getValue())));
    return new Progress(exercises);
  }

  private static Progress.Entry entry(JsonNode node) {
    var hints = new LinkedHashMap<String, Integer>();
    node.path("hints")
        .properties()
        .forEach(each -> hints.put(each.getKey(), each.getValue().asInt(0)));
    return new Progress.Entry(
        node.path("best").asInt(0),
        node.path("maxScore").asInt(0),
        node.path("attempts").asInt(0),
        instant(node.path("passed")),
        node.path("failing").asString(""),
        hints,
        instant(node.path("forced")));
  }

  private static @Nullable Instant instant(JsonNode node) {
    return node.isNull() || node.isMissingNode() ? null : Instant.parse(node.asString());
  }
}
