package hitrate.engine.struct;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.testing.Choices;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Random changes to a [QuickList] and to its oracle, and the list commands that do the same.
final class ListHistory {
  private ListHistory() {}

  /// Changes both lists the same way and answers the words of the command that does so, the key
  /// left out.
  static List<Bytes> change(QuickList list, List<String> oracle, Choices random, boolean growing) {
    String element = ListpackTest.element(random);
    var bytes = element.getBytes(ISO_8859_1);
    int what = random.below(growing ? 8 : 12);
    int index = oracle.isEmpty() ? 0 : random.below(oracle.size());
    if (oracle.isEmpty() || what < 3) {
      list.addLast(bytes, 0, bytes.length);
      oracle.addLast(element);
      return words("RPUSH", element);
    }
    return switch (what) {
      case 3, 4 -> {
        list.addFirst(bytes, 0, bytes.length);
        oracle.addFirst(element);
        yield words("LPUSH", element);
      }
      case 5, 6 -> insert(list, oracle, oracle.get(index), element, random.percent(50));
      case 7 -> {
        cursor(list, index).replace(bytes, 0, bytes.length);
        oracle.set(index, element);
        yield words("LSET", "" + index, element);
      }
      case 8 -> {
        assertEquals(oracle.removeFirst(), text(list.removeFirst()));
        yield words("LPOP");
      }
      case 9 -> {
        assertEquals(oracle.removeLast(), text(list.removeLast()));
        yield words("RPOP");
      }
      case 10 -> remove(list, oracle, oracle.get(index), 1 + random.below(3), random.percent(50));
      default -> trim(list, oracle, random.below(8), random.below(8));
    };
  }

  private static List<Bytes> insert(
      QuickList list, List<String> oracle, String pivot, String element, boolean after) {
    var bytes = element.getBytes(ISO_8859_1);
    int at = oracle.indexOf(pivot);
    if (after) {
      cursor(list, at).insertAfter(bytes, 0, bytes.length);
    } else {
      cursor(list, at).insertBefore(bytes, 0, bytes.length);
    }
    oracle.add(after ? at + 1 : at, element);
    return words("LINSERT", after ? "AFTER" : "BEFORE", pivot, element);
  }

  private static List<Bytes> remove(
      QuickList list, List<String> oracle, String element, int most, boolean fromTail) {
    var bytes = element.getBytes(ISO_8859_1);
    var cursor = cursor(list, fromTail ? -1 : 0);
    int left = most;
    boolean more = true;
    while (more && left > 0) {
      if (cursor.matches(bytes, 0, bytes.length)) {
        more = fromTail ? cursor.deleteAndPrevious() : cursor.deleteAndNext();
        oracle.remove(fromTail ? oracle.lastIndexOf(element) : oracle.indexOf(element));
        left--;
      } else {
        more = fromTail ? cursor.previous() : cursor.next();
      }
    }
    return words("LREM", "" + (fromTail ? -most : most), element);
  }

  private static List<Bytes> trim(QuickList list, List<String> oracle, int ahead, int behind) {
    int from = Math.min(ahead, oracle.size());
    list.removeRange(0, from);
    oracle.subList(0, from).clear();
    int last = Math.min(behind, oracle.size());
    list.removeRange(oracle.size() - last, last);
    oracle.subList(oracle.size() - last, oracle.size()).clear();
    return words("LTRIM", "" + ahead, "" + (-behind - 1));
  }

  private static Cursor cursor(QuickList list, int index) {
    var cursor = list.at(index);
    if (cursor == null) {
      throw new AssertionError("no element at " + index);
    }
    return cursor;
  }

  private static @Nullable String text(byte @Nullable [] bytes) {
    return bytes == null ? null : new String(bytes, ISO_8859_1);
  }

  static List<Bytes> words(String... words) {
    return Stream.of(words).map(word -> Bytes.wrap(word.getBytes(ISO_8859_1))).toList();
  }
}
