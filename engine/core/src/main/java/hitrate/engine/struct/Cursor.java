package hitrate.engine.struct;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A place in a [QuickList]: on an element, or behind an end of the list. Any change to the list
/// that does not go through this cursor makes it invalid.
public final class Cursor {
  private final QuickList list;
  private @Nullable QuickNode node;
  private QuickNode expanded; // the node, or an expanded copy of one that is compressed
  private int offset; // of the element within its node
  private int position; // of the element within the node's listpack

  Cursor(QuickList list, QuickNode node, int offset) {
    this.list = list;
    this.node = node;
    this.offset = offset;
    this.expanded = node.expanded();
    this.position = expanded.position(offset);
  }

  QuickNode node() {
    if (node == null) {
      throw new IllegalStateException("the cursor is behind an end of the list");
    }
    return node;
  }

  private QuickNode content() {
    node(); // there must be one
    return expanded;
  }

  int offset() {
    return offset;
  }

  /// Steps to the element behind; false when there is none, and then the cursor is good for
  /// nothing.
  public boolean next() {
    QuickNode here = node();
    offset++;
    if (offset < here.count) {
      position = expanded.packed().next(position);
      return true;
    }
    return enter(here.next, false);
  }

  /// Steps to the element ahead; false when there is none, and then the cursor is good for nothing.
  public boolean previous() {
    QuickNode here = node();
    offset--;
    if (offset >= 0) {
      position = expanded.packed().previous(position);
      return true;
    }
    return enter(here.previous, true);
  }

  private boolean enter(@Nullable QuickNode other, boolean atLast) {
    node = other;
    if (other == null) {
      return false;
    }
    offset = atLast ? other.count - 1 : 0;
    expanded = other.expanded();
    position = expanded.position(offset);
    return true;
  }

  /// True when the element is stored as an integer.
  public boolean isInteger() {
    return !content().isPlain() && content().packed().isInteger(position);
  }

  /// The integer where [#isInteger] holds.
  public long longValue() {
    return content().packed().longAt(position);
  }

  /// The array that holds the element where it is no integer: not to be written to.
  public byte[] array() {
    return content().array();
  }

  /// Where in [#array()] the element starts.
  public int start() {
    return content().isPlain() ? 0 : content().packed().start(position);
  }

  /// The element's length, an integer's in its decimal form.
  public int length() {
    return content().isPlain() ? content().length() : content().packed().size(position);
  }

  /// The element as a fresh array, an integer in its decimal form.
  public byte[] toArray() {
    return content().toArray(position);
  }

  /// True when the element is this string.
  public boolean matches(byte[] other, int from, int size) {
    return content().isPlain()
        ? Arrays.equals(array(), 0, length(), other, from, from + size)
        : content().packed().matches(position, other, from, size);
  }

  /// Puts an element ahead of this one. The cursor is good for nothing afterwards.
  public void insertBefore(byte[] source, int from, int length) {
    list.insert(node(), offset, source, from, length, false);
    node = null;
  }

  /// Puts an element behind this one. The cursor is good for nothing afterwards.
  public void insertAfter(byte[] source, int from, int length) {
    list.insert(node(), offset, source, from, length, true);
    node = null;
  }

  /// Puts another element in this one's place. The cursor is good for nothing afterwards.
  public void replace(byte[] source, int from, int length) {
    list.replace(node(), offset, source, from, length);
    node = null;
  }

  /// Takes the element out and steps to the one behind; false when there is none.
  public boolean deleteAndNext() {
    QuickNode here = node();
    QuickNode behind = here.next;
    boolean wasLast = offset == here.count - 1;
    list.delete(here, offset, 1);
    if (wasLast) {
      return enter(behind, false);
    }
    expanded = here.expanded();
    position = expanded.position(offset);
    return true;
  }

  /// Takes the element out and steps to the one ahead; false when there is none.
  public boolean deleteAndPrevious() {
    QuickNode here = node();
    QuickNode before = here.previous;
    list.delete(here, offset, 1);
    offset--;
    if (offset < 0) {
      return enter(before, true);
    }
    expanded = here.expanded();
    position = expanded.position(offset);
    return true;
  }
}
