package hitrate.engine.struct;

import hitrate.engine.world.Entropy;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One segment of a [HashTable]: a small open-addressing table with linear probing, whose elements
/// share the top `depth` bits of their hashes. The hashes are kept beside the elements, so that
/// growing, splitting and most mismatches look at no element.
final class Segment<E> {
  /// The most elements before a segment is split.
  static final int MAX_SIZE = 896;

  /// Two neighbours with at most so many elements together are joined.
  static final int THIN = 320;

  private static final int MIN_SLOTS = 16;

  final int depth;
  int prefix; // the bits that all hashes share, the others 0
  int index; // where the table keeps it
  private @Nullable E[] elements;
  private int[] hashes;
  private int size;

  /// An empty segment with room for so many elements.
  Segment(int depth, int room) {
    this.depth = depth;
    int slots = MIN_SLOTS;
    while (room > slots / 8 * 7) {
      slots *= 2;
    }
    elements = elementArray(slots);
    hashes = new int[slots];
  }

  @SuppressWarnings("unchecked") // only elements of type E are put in
  private static <E> @Nullable E[] elementArray(int length) {
    return (@Nullable E[]) new Object[length];
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size >= MAX_SIZE;
  }

  /// Heap bytes of the segment, its elements not counted.
  long bytes() {
    return HeapSize.object(24)
        + HeapSize.array(elements.length, HeapSize.REFERENCE)
        + HeapSize.array(hashes.length, Integer.BYTES);
  }

  /// The first slot whose element has this hash, -1 if there is none.
  int first(int hash) {
    return find(hash, hash & hashes.length - 1);
  }

  /// The next slot whose element has this hash, -1 if there is none.
  int next(int hash, int slot) {
    return find(hash, slot + 1 & hashes.length - 1);
  }

  private int find(int hash, int start) {
    int mask = hashes.length - 1;
    for (int slot = start; elements[slot] != null; slot = slot + 1 & mask) {
      if (hashes[slot] == hash) {
        return slot;
      }
    }
    return -1;
  }

  /// The slot of this very element, which is in the segment.
  int slotOf(int hash, E element) {
    int slot = first(hash);
    while (elements[slot] != element) {
      slot = next(hash, slot);
    }
    return slot;
  }

  /// The element in a slot that is taken.
  E element(int slot) {
    E element = elements[slot];
    if (element == null) {
      throw new IllegalStateException("slot " + slot + " is empty");
    }
    return element;
  }

  void set(int slot, E element) {
    elements[slot] = element;
  }

  void add(int hash, E element) {
    if (size >= hashes.length / 8 * 7) {
      resize(hashes.length * 2);
    }
    place(hash, element);
    size++;
  }

  private void place(int hash, E element) {
    int mask = hashes.length - 1;
    int slot = hash & mask;
    while (elements[slot] != null) {
      slot = slot + 1 & mask;
    }
    elements[slot] = element;
    hashes[slot] = hash;
  }

  private void resize(int slots) {
    var oldElements = elements;
    var oldHashes = hashes;
    elements = elementArray(slots);
    hashes = new int[slots];
    for (int slot = 0; slot < oldElements.length; slot++) {
      E element = oldElements[slot];
      if (element != null) {
        place(oldHashes[slot], element);
      }
    }
  }

  /// Empties a slot and moves later elements of its probe sequence up.
  void remove(int slot) {
    int mask = hashes.length - 1;
    int hole = slot;
    for (int at = slot + 1 & mask; elements[at] != null; at = at + 1 & mask) {
      int home = hashes[at] & mask;
      if ((at - home & mask) >= (at - hole & mask)) {
        elements[hole] = elements[at];
        hashes[hole] = hashes[at];
        hole = at;
      }
    }
    elements[hole] = null;
    size--;
  }

  /// Adds every element to one of two others, chosen by one bit of its hash.
  void moveTo(Segment<E> low, Segment<E> high, int bit) {
    for (int slot = 0; slot < hashes.length; slot++) {
      E element = elements[slot];
      if (element != null) {
        ((hashes[slot] >>> bit & 1) == 0 ? low : high).add(hashes[slot], element);
      }
    }
  }

  void forEach(Consumer<? super E> action) {
    for (E element : elements) {
      if (element != null) {
        action.accept(element);
      }
    }
  }

  void forEachHashed(HashTable.HashedAction<? super E> action) {
    for (int slot = 0; slot < hashes.length; slot++) {
      E element = elements[slot];
      if (element != null) {
        action.accept(hashes[slot], element);
      }
    }
  }

  /// Some element, each as likely as any other. The segment must not be empty.
  E random(Entropy entropy) {
    while (true) {
      E element = elements[entropy.below(elements.length)];
      if (element != null) {
        return element;
      }
    }
  }

  /// Visits the elements with hashes from `from` to below `end` and answers how many there are.
  int visit(long from, long end, Consumer<? super E> action) {
    int visited = 0;
    for (int slot = 0; slot < hashes.length; slot++) {
      long hash = hashes[slot] & 0xffffffffL;
      E element = elements[slot];
      if (element != null && hash >= from && hash < end) {
        action.accept(element);
        visited++;
      }
    }
    return visited;
  }

  /// Gives slots back when few are taken.
  void shrinkIfThin() {
    if (hashes.length > MIN_SLOTS && size <= hashes.length / 8) {
      resize(Math.max(MIN_SLOTS, Integer.highestOneBit(size) * 4));
    }
  }
}
