package hitrate.engine.command.generic;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Execution;
import hitrate.engine.command.hash.HashAt;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What BY and GET of SORT name: for each element another value. `weight_*` is the string under
/// that key with the element in place of the star, `object_*->field` the field of a hash, and `#`
/// the element itself. A pattern without a star names nothing.
final class SortPattern {
  private final byte[] text;
  private final int star; // -1 when there is none
  private final int arrow; // of "->field", the text's end when there is none

  SortPattern(Bytes pattern) {
    text = pattern.toArray();
    star = indexOf('*', 0);
    int found = star < 0 ? text.length : indexOf('-', star + 1);
    while (found >= 0 && found < text.length - 1 && text[found + 1] != '>') {
      found = indexOf('-', found + 1);
    }
    boolean hasField = found >= 0 && found < text.length - 2;
    arrow = hasField ? found : text.length;
  }

  private int indexOf(char wanted, int from) {
    for (int i = from; i < text.length; i++) {
      if (text[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /// True when the pattern is the same for all elements.
  boolean isConstant() {
    return star < 0;
  }

  /// The value for an element; null when there is none.
  byte @Nullable [] valueFor(byte[] element, Execution x) {
    if (text.length == 1 && text[0] == '#') {
      return element;
    }
    if (star < 0) {
      return null;
    }
    byte[] name = Arrays.copyOf(text, arrow - 1 + element.length);
    System.arraycopy(element, 0, name, star, element.length);
    System.arraycopy(text, star + 1, name, star + element.length, arrow - star - 1);
    Key key = Key.of(Bytes.wrap(name), x.keyspace().hash());
    Database database = x.database();
    long entry = database.read(key);
    if (entry == 0) {
      return null;
    }
    int kind = Entry.kind(database.region(), entry);
    if (arrow == text.length) {
      return Kind.isString(kind) ? Entry.value(database.region(), entry) : null;
    }
    return Kind.isHash(kind)
        ? HashAt.read(entry, key, x).value(text, arrow + 2, text.length - arrow - 2)
        : null;
  }
}
