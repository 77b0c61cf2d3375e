package hitrate.engine.struct;

import java.util.List;
import java.util.function.LongPredicate;

/// A small hash some of whose fields expire: a listpack of triples, as redis-server 7.4 has it.
///
/// ```
/// field | value | time     in milliseconds since 1970, 0 for a field that stays
/// ```
///
/// The triples are in the order of their times, and fields that stay come last. So the first one
/// says when the next field expires, and all that have expired are together at the front.
///
/// Static functions over a [Listpack], which holds the bytes; a field is named by its position.
public final class TimedFields {
  /// The time of a field that stays: later than any other.
  public static final long NEVER = Long.MAX_VALUE;

  /// The latest time that a file may give a field, 48 bits.
  public static final long LATEST = (1L << 48) - 1;

  private static final int WORDS = 3;

  private TimedFields() {}

  /// Makes triples of pairs of fields and values; none of them expires.
  public static void ofPairs(Listpack pairs) {
    int value = pairs.last();
    while (value >= 0) {
      pairs.insertAfter(value, 0);
      value = pairs.previous(pairs.previous(value));
    }
  }

  /// Makes pairs of fields and values of triples.
  public static void toPairs(Listpack fields) {
    int field = fields.first();
    while (field >= 0) {
      field = fields.delete(fields.next(fields.next(field)));
    }
  }

  /// How many fields there are.
  public static int size(Listpack fields) {
    return fields.count() / WORDS;
  }

  /// The field with this name from the position `from` on, -1 if there is none.
  public static int find(Listpack fields, byte[] name, int offset, int length, int from) {
    return from < 0 ? -1 : fields.find(name, offset, length, from, WORDS - 1);
  }

  /// The field behind this one, -1 if it was the last.
  public static int next(Listpack fields, int field) {
    return fields.next(fields.next(fields.next(field)));
  }

  /// When a field expires.
  public static long time(Listpack fields, int field) {
    long time = fields.longAt(fields.next(fields.next(field)));
    return time == 0 ? NEVER : time;
  }

  /// When the next field expires.
  public static long earliest(Listpack fields) {
    return fields.isEmpty() ? NEVER : time(fields, fields.first());
  }

  /// How many fields at the front have a time of which this is true.
  public static int countFirst(Listpack fields, LongPredicate isOver) {
    int count = 0;
    int field = fields.first();
    while (field >= 0 && isOver.test(time(fields, field))) {
      count++;
      field = next(fields, field);
    }
    return count;
  }

  /// Takes out so many fields at the front, whose names go to `names`.
  public static void removeFirst(Listpack fields, int count, List<? super byte[]> names) {
    int field = fields.first();
    for (int i = 0; i < count; i++) {
      names.add(fields.toArray(field));
      field = next(fields, field);
    }
    fields.deleteRange(fields.first(), (long) WORDS * count);
  }

  /// Takes a field out.
  public static void remove(Listpack fields, int field) {
    fields.deleteRange(field, WORDS);
  }

  /// Adds a field that is not there yet.
  public static void add(
      Listpack fields,
      byte[] name,
      int offset,
      int length,
      byte[] value,
      int valueOffset,
      int valueLength,
      long time) {
    int behind = fields.first();
    while (time != NEVER && behind >= 0 && time(fields, behind) <= time) {
      behind = next(fields, behind);
    }
    if (time == NEVER || behind < 0) {
      fields.append(name, offset, length);
      fields.append(value, valueOffset, valueLength);
      fields.append(time == NEVER ? 0 : time);
    } else {
      fields.insertBefore(behind, time);
      fields.insertBefore(behind, value, valueOffset, valueLength);
      fields.insertBefore(behind, name, offset, length);
    }
  }

  /// Gives a field another time, and with it another place.
  public static void move(Listpack fields, int field, long time) {
    byte[] name = fields.toArray(field);
    byte[] value = fields.toArray(fields.next(field));
    remove(fields, field);
    add(fields, name, 0, name.length, value, 0, value.length, time);
  }
}
