package hitrate.grader.wire;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes and reads the values that may cross the pipe: null, Boolean, Integer, Long, Double,
/// String, `byte[]`, Duration, Instant, Optional, List, Set, Map and [Handle].
///
/// One tag byte, then the content; strings are UTF-8 with a length in bytes. Reading trusts
/// nothing: an unknown tag, a length beyond the frame or nesting beyond [#MAX_DEPTH] is an
/// `IOException`.
final class Values {
  static final int MAX_DEPTH = 16;

  private static final int NULL = 0;
  private static final int FALSE = 1;
  private static final int TRUE = 2;
  private static final int INT = 3;
  private static final int LONG = 4;
  private static final int DOUBLE = 5;
  private static final int STRING = 6;
  private static final int BYTES = 7;
  private static final int DURATION = 8;
  private static final int INSTANT = 9;
  private static final int EMPTY = 10;
  private static final int PRESENT = 11;
  private static final int LIST = 12;
  private static final int SET = 13;
  private static final int MAP = 14;
  private static final int CALLBACK = 15;
  private static final int CLIENT = 16;

  private Values() {}

  /// Whether `value` itself, its elements aside, can cross the pipe.
  static boolean canCross(@Nullable Object value) {
    return switch (value) {
      case null -> true;
      case Boolean _, Integer _, Long _, Double _, String _, byte[] _ -> true;
      case Duration _, Instant _, Optional<?> _, List<?> _, Set<?> _, Map<?, ?> _ -> true;
      case Handle _ -> true;
      default -> false;
    };
  }

  static void write(DataOutput out, @Nullable Object value) throws IOException {
    write(out, value, 0);
  }

  private static void write(DataOutput out, @Nullable Object value, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new UnsupportedValue("a value nested more than " + MAX_DEPTH + " deep");
    }
    switch (value) {
      case null -> out.writeByte(NULL);
      case Boolean truth -> out.writeByte(truth ? TRUE : FALSE);
      case Integer number -> {
        out.writeByte(INT);
        out.writeInt(number);
      }
      case Long number -> {
        out.writeByte(LONG);
        out.writeLong(number);
      }
      case Double number -> {
        out.writeByte(DOUBLE);
        out.writeDouble(number);
      }
      case String text -> {
        out.writeByte(STRING);
        writeText(out, text);
      }
      case byte[] bytes -> {
        out.writeByte(BYTES);
        writeBytes(out, bytes);
      }
      case Duration duration -> {
        out.writeByte(DURATION);
        out.writeLong(duration.getSeconds());
        out.writeInt(duration.getNano());
      }
      case Instant instant -> {
        out.writeByte(INSTANT);
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
      }
      case Optional<?> optional -> {
        out.writeByte(optional.isPresent() ? PRESENT : EMPTY);
        if (optional.isPresent()) {
          write(out, optional.get(), depth + 1);
        }
      }
      case List<?> list -> writeAll(out, LIST, list.toArray(), depth);
      case Set<?> set -> writeAll(out, SET, set.toArray(), depth);
      case Map<?, ?> map -> {
        var flat = new ArrayList<@Nullable Object>();
        map.forEach((key, item) -> {
          flat.add(key);
          flat.add(item);
        });
        writeAll(out, MAP, flat.toArray(), depth);
      }
      case Handle.Callback callback -> {
        out.writeByte(CALLBACK);
        out.writeInt(callback.number());
        writeText(out, callback.type());
      }
      case Handle.Client client -> {
        out.writeByte(CLIENT);
        writeText(out, client.uri());
      }
      default -> throw new UnsupportedValue(value.getClass().getName());
    }
  }

  private static void writeAll(DataOutput out, int tag, @Nullable Object[] items, int depth)
      throws IOException {
    out.writeByte(tag);
    out.writeInt(items.length);
    for (var item : items) {
      write(out, item, depth + 1);
    }
  }

  static void writeText(DataOutput out, String text) throws IOException {
    writeBytes(out, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void writeBytes(DataOutput out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  static @Nullable Object read(DataInput in) throws IOException {
    return read(in, 0);
  }

  private static @Nullable Object read(DataInput in, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("nested too deeply");
    }
    int tag = in.readUnsignedByte();
    return switch (tag) {
      case NULL -> null;
      case FALSE -> false;
      case TRUE -> true;
      case INT -> in.readInt();
      case LONG -> in.readLong();
      case DOUBLE -> in.readDouble();
      case STRING -> readText(in);
      case BYTES -> readBytes(in);
      case DURATION -> Duration.ofSeconds(in.readLong(), nanos(in));
      case INSTANT -> instant(in.readLong(), nanos(in));
      case EMPTY -> Optional.empty();
      case PRESENT -> Optional.ofNullable(read(in, depth + 1));
      case LIST -> Collections.unmodifiableList(readAll(in, depth));
      case SET -> Collections.unmodifiableSet(new LinkedHashSet<>(readAll(in, depth)));
      case MAP -> map(readAll(in, depth));
      case CALLBACK -> new Handle.Callback(in.readInt(), readText(in));
      case CLIENT -> new Handle.Client(readText(in));
      default -> throw new IOException("unknown value tag " + tag);
    };
  }

  private static List<@Nullable Object> readAll(DataInput in, int depth) throws IOException {
    int count = in.readInt();
    if (count < 0) {
      throw new IOException("negative count " + count);
    }
    // Not sized by count: the sender may lie, and every item costs it at least one byte.
    var items = new ArrayList<@Nullable Object>();
    for (int i = 0; i < count; i++) {
      items.add(read(in, depth + 1));
    }
    return items;
  }

  private static Map<@Nullable Object, @Nullable Object> map(List<@Nullable Object> flat)
      throws IOException {
    if (flat.size() % 2 != 0) {
      throw new IOException("a map with a key and no value");
    }
    var map = new LinkedHashMap<@Nullable Object, @Nullable Object>();
    for (int i = 0; i < flat.size(); i += 2) {
      map.put(flat.get(i), flat.get(i + 1));
    }
    return Collections.unmodifiableMap(map);
  }

  static String readText(DataInput in) throws IOException {
    return new String(readBytes(in), StandardCharsets.UTF_8);
  }

  private static byte[] readBytes(DataInput in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > Channel.MAX_FRAME) {
      throw new IOException("length out of range: " + length);
    }
    var bytes = new byte[length];
    in.readFully(bytes);
    return bytes;
  }

  private static int nanos(DataInput in) throws IOException {
    int nanos = in.readInt();
    if (nanos < 0 || nanos > 999_999_999) {
      throw new IOException("nanoseconds out of range: " + nanos);
    }
    return nanos;
  }

  private static Instant instant(long seconds, int nanos) throws IOException {
    if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
      throw new IOException("instant out of range: " + seconds);
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }
}
