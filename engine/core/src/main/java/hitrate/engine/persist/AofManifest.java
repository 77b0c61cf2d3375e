package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Quoted;
import hitrate.engine.resp.InlineWords;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the append-only file consists of: a base that holds everything up to some moment,
/// increments with what was done since, and files that a rewrite has made superfluous and that are
/// still to be removed.
///
/// As text it has a line for each file, `file appendonly.aof.2.base.rdb seq 2 type b`, the base
/// first, increments last and in the order in which they were written.
///
/// @param base null when there is none
/// @param history files that are no longer needed
/// @param increments in order
/// @param baseSequence the highest number that a base has had
/// @param incrementSequence the highest number that an increment has had
record AofManifest(
    @Nullable Part base,
    List<Part> history,
    List<Part> increments,
    long baseSequence,
    long incrementSequence) {
  static final AofManifest EMPTY = new AofManifest(null, List.of(), List.of(), 0, 0);

  private static final int LONGEST_LINE = 1024;
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+");

  AofManifest {
    history = List.copyOf(history);
    increments = List.copyOf(increments);
  }

  /// One of the files.
  ///
  /// @param name without a folder
  record Part(String name, long sequence, char type) {
    static final char BASE = 'b';
    static final char INCREMENT = 'i';
    static final char HISTORY = 'h';

    private Part asHistory() {
      return new Part(name, sequence, HISTORY);
    }

    private void describe(StringBuilder text) {
      text.append("file ");
      byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
      if (needsQuotes(bytes)) {
        Quoted.append(text, bytes, 0, bytes.length);
      } else {
        text.append(name);
      }
      text.append(" seq ").append(sequence).append(" type ").append(type).append('\n');
    }

    private static boolean needsQuotes(byte[] bytes) {
      for (byte b : bytes) {
        if (b <= ' ' || b > '~' || b == '\\' || b == '"') {
          return true;
        }
      }
      return false;
    }
  }

  /// A line that is no part of a manifest.
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    private final int number;
    private final String line;

    private Malformed(String reason, int number, String line) {
      super(reason);
      this.number = number;
      this.line = line;
    }

    /// What the real server logs about it.
    List<String> report() {
      var lines = new ArrayList<String>();
      lines.add("\n*** FATAL AOF MANIFEST FILE ERROR ***\n");
      if (number > 0) {
        lines.add("Reading the manifest file, at line " + number + "\n");
        lines.add(">>> '" + line + "'\n");
      }
      lines.add(getMessage() + "\n");
      return lines;
    }
  }

  /// Reads the text of a manifest.
  static AofManifest parse(String text) throws Malformed {
    if (text.isEmpty()) {
      throw new Malformed("Found an empty AOF manifest", 0, "");
    }
    var manifest = EMPTY;
    int number = 0;
    for (int at = 0; at < text.length(); ) {
      int end = text.indexOf('\n', at);
      number++;
      boolean isWhole = end >= 0 && end - at < LONGEST_LINE;
      boolean isComment = text.charAt(at) == '#';
      if (!isComment && !isWhole) {
        throw new Malformed("The AOF manifest file contains too long line", 0, "");
      }
      if (!isComment) {
        String line = text.substring(at, end).strip();
        manifest = manifest.with(part(line, number), number, line);
      }
      at = isWhole ? end + 1 : at + LONGEST_LINE; // what is left of a comment is the next line
    }
    return manifest;
  }

  private static Part part(String line, int number) throws Malformed {
    List<Bytes> words = InlineWords.split(line.getBytes(StandardCharsets.UTF_8));
    if (words == null || words.size() < 6 || words.size() % 2 != 0) {
      throw new Malformed("Invalid AOF manifest file format", number, line);
    }
    String name = "";
    long sequence = 0;
    char type = 0;
    for (int i = 0; i < words.size(); i += 2) {
      String value = words.get(i + 1).toString();
      switch (words.get(i).toString().toLowerCase(Locale.ROOT)) {
        case "file" -> name = value;
        case "seq" -> sequence = beginning(value);
        case "type" -> type = value.isEmpty() ? 0 : value.charAt(0);
        default -> {} // for versions to come
      }
    }
    if (name.contains("/") || name.contains("\\")) {
      throw new Malformed("File can't be a path, just a filename", number, line);
    }
    if (name.isEmpty() || sequence == 0 || type == 0) {
      throw new Malformed("Invalid AOF manifest file format", number, line);
    }
    return new Part(name, sequence, type);
  }

  /// The number that a word begins with, whatever follows; 0 when there is none.
  private static long beginning(String word) {
    Matcher digits = NUMBER.matcher(word);
    if (!digits.lookingAt()) {
      return 0;
    }
    var number = new BigInteger(digits.group());
    return number.bitLength() < Long.SIZE ? number.longValue() : Long.MAX_VALUE;
  }

  private AofManifest with(Part part, int number, String line) throws Malformed {
    return switch (part.type) {
      case Part.BASE -> {
        if (base != null) {
          throw new Malformed("Found duplicate base file information", number, line);
        }
        yield new AofManifest(part, history, increments, part.sequence, incrementSequence);
      }
      case Part.INCREMENT -> {
        if (part.sequence <= incrementSequence) {
          throw new Malformed("Found a non-monotonic sequence number", number, line);
        }
        yield new AofManifest(base, history, plus(increments, part), baseSequence, part.sequence);
      }
      case Part.HISTORY ->
          new AofManifest(base, plus(history, part), increments, baseSequence, incrementSequence);
      default -> throw new Malformed("Unknown AOF file type", number, line);
    };
  }

  private static List<Part> plus(List<Part> parts, Part last) {
    var all = new ArrayList<>(parts);
    all.add(last);
    return all;
  }

  /// True when there is nothing to load.
  boolean isEmpty() {
    return base == null && increments.isEmpty();
  }

  /// Base and increments in the order in which they are read.
  List<Part> parts() {
    return base == null ? increments : first(base, increments);
  }

  private static List<Part> first(Part first, List<Part> others) {
    var all = new ArrayList<Part>();
    all.add(first);
    all.addAll(others);
    return all;
  }

  /// A single file of older versions as the base.
  static AofManifest upgraded(String name) {
    return new AofManifest(new Part(name, 1, Part.BASE), List.of(), List.of(), 1, 0);
  }

  /// With one more increment behind the others; its name begins with `fileName`.
  AofManifest withIncrement(String fileName) {
    var part = free(fileName, incrementSequence, ".incr.aof", Part.INCREMENT);
    long sequence = part.sequence;
    return new AofManifest(base, history, plus(increments, part), baseSequence, sequence);
  }

  /// With another base in place of the one that there is; its name begins with `fileName` and ends
  /// with `suffix`.
  AofManifest withBase(String fileName, String suffix) {
    var part = free(fileName, baseSequence, ".base" + suffix, Part.BASE);
    long sequence = part.sequence;
    var past = base == null ? history : first(base.asHistory(), history);
    return new AofManifest(part, past, increments, sequence, incrementSequence);
  }

  /// The next of its kind whose name no file has that is still to be removed: the numbers of those
  /// are not known any more after a restart.
  private Part free(String fileName, long last, String suffix, char type) {
    long sequence = last + 1;
    while (isHistory(fileName + "." + sequence + suffix)) {
      sequence++;
    }
    return new Part(fileName + "." + sequence + suffix, sequence, type);
  }

  private boolean isHistory(String name) {
    return history.stream().anyMatch(part -> part.name.equals(name));
  }

  /// With all increments but the last so many as history.
  AofManifest withoutIncrementsBefore(int kept) {
    int end = Math.max(increments.size() - kept, 0);
    var past = new ArrayList<Part>();
    increments.subList(0, end).forEach(part -> past.add(part.asHistory()));
    past.addAll(history);
    return new AofManifest(
        base, past, increments.subList(end, increments.size()), baseSequence, incrementSequence);
  }

  /// With no history, once those files have been removed.
  AofManifest withoutHistory() {
    return new AofManifest(base, List.of(), increments, baseSequence, incrementSequence);
  }

  /// What holds after an attempt to replace this manifest failed half-way, so that the disk has
  /// either of the two: this one goes on, and no file that only the other one names is touched
  /// before a third one is safe on the disk.
  AofManifest after(AofManifest attempt) {
    var past = new ArrayList<>(history);
    var known = parts();
    for (Part part : attempt.parts()) {
      if (!known.contains(part)) {
        past.add(part.asHistory());
      }
    }
    return new AofManifest(base, past, increments, attempt.baseSequence, attempt.incrementSequence);
  }

  /// Its text.
  String text() {
    var text = new StringBuilder();
    if (base != null) {
      base.describe(text);
    }
    history.forEach(part -> part.describe(text));
    increments.forEach(part -> part.describe(text));
    return text.toString();
  }
}
