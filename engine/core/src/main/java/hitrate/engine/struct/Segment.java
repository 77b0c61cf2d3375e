package hitrate.engine.struct;

import hitrate.engine.world.Entropy;

/// One segment of a [HashTable]: a small open-addressing table with linear probing, whose elements
/// share the top `depth` bits of their hashes.
///
/// ```
/// slot:  hash 32 | reference 32          0 = empty
/// ```
///
/// What a reference means is the table's matter: a place in the segment's own [Records], or a node
/// elsewhere. The hash beside it spares looking at nearly every other element, and at all of them
/// when the segment grows or is split.
final class Segment {
  /// The most elements before a segment is split.
  static final int MAX_SIZE = 896;

  /// Two neighbours with at most so many elements together are joined.
  static final int THIN = 320;

  private static final int MIN_SLOTS = 16;

  final int depth;
  final int age; // of the table when it was made, see HashTable
  int prefix; // the bits that all hashes share, the others 0
  int index; // where the table keeps it
  final Records records;
  private long[] slots;
  private int size;

  /// What is done with an element: its hash, which every table of a node agrees on, and its
  /// reference, good until the table changes.
  interface Action {
    void accept(Segment segment, int hash, int reference);
  }

  /// Moves an element's content to another segment and answers its reference there.
  interface Mover {
    int moved(Segment from, int reference, Segment to);
  }

  /// An empty segment with room for so many elements.
  Segment(int depth, int room, int age) {
    this.depth = depth;
    this.age = age;
    this.records = new Records();
    int length = MIN_SLOTS;
    while (room > length / 8 * 7) {
      length *= 2;
    }
    slots = new long[length];
  }

  private Segment(Segment original, int age) {
    this.depth = original.depth;
    this.age = age;
    this.prefix = original.prefix;
    this.index = original.index;
    this.records = original.records.copy();
    this.slots = original.slots.clone();
    this.size = original.size;
  }

  /// The same elements in arrays of their own.
  Segment copy(int newAge) {
    return new Segment(this, newAge);
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size >= MAX_SIZE;
  }

  /// Heap bytes of the segment with its records.
  long bytes() {
    return HeapSize.object(28) + HeapSize.array(slots.length, Long.BYTES) + records.heapBytes();
  }

  private static int hash(long slot) {
    return (int) (slot >>> 32);
  }

  private static long slot(int hash, int reference) {
    return (long) hash << 32 | reference & 0xffffffffL;
  }

  /// The first slot whose element has this hash, -1 if there is none.
  int first(int hash) {
    return find(hash, hash & slots.length - 1);
  }

  /// The next slot whose element has this hash, -1 if there is none.
  int next(int hash, int slot) {
    return find(hash, slot + 1 & slots.length - 1);
  }

  private int find(int hash, int start) {
    long[] table = slots;
    int mask = table.length - 1;
    for (int slot = start; table[slot & mask] != 0; slot = slot + 1 & mask) {
      if (hash(table[slot & mask]) == hash) {
        return slot;
      }
    }
    return -1;
  }

  /// The slot of this very element, which is in the segment.
  int slotOf(int hash, int reference) {
    int slot = first(hash);
    while (reference(slot) != reference) {
      slot = next(hash, slot);
    }
    return slot;
  }

  /// The reference in a slot that is taken.
  int reference(int slot) {
    return (int) slots[slot];
  }

  void refer(int slot, int reference) {
    slots[slot] = slots[slot] & 0xffffffff00000000L | reference & 0xffffffffL;
  }

  void add(int hash, int reference) {
    if (size >= slots.length / 8 * 7) {
      resize(slots.length * 2);
    }
    place(slot(hash, reference));
    size++;
  }

  private void place(long element) {
    int mask = slots.length - 1;
    int slot = hash(element) & mask;
    while (slots[slot] != 0) {
      slot = slot + 1 & mask;
    }
    slots[slot] = element;
  }

  private void resize(int length) {
    long[] old = slots;
    slots = new long[length];
    for (long element : old) {
      if (element != 0) {
        place(element);
      }
    }
  }

  /// Empties a slot and moves later elements of its probe sequence up.
  void remove(int slot) {
    int mask = slots.length - 1;
    int hole = slot;
    for (int at = slot + 1 & mask; slots[at] != 0; at = at + 1 & mask) {
      int home = hash(slots[at]) & mask;
      if ((at - home & mask) >= (at - hole & mask)) {
        slots[hole] = slots[at];
        hole = at;
      }
    }
    slots[hole] = 0;
    size--;
  }

  /// Adds every element to one of two others, chosen by one bit of its hash.
  void moveTo(Segment low, Segment high, int bit, Mover mover) {
    for (long element : slots) {
      if (element != 0) {
        int hash = hash(element);
        Segment target = (hash >>> bit & 1) == 0 ? low : high;
        target.add(hash, mover.moved(this, (int) element, target));
      }
    }
  }

  /// Gives every element the reference that `mover` answers, within this segment.
  void moveWithin(Mover mover) {
    for (int slot = 0; slot < slots.length; slot++) {
      if (slots[slot] != 0) {
        refer(slot, mover.moved(this, reference(slot), this));
      }
    }
  }

  void forEach(Action action) {
    for (long element : slots) {
      if (element != 0) {
        action.accept(this, hash(element), (int) element);
      }
    }
  }

  /// The slot of some element, each as likely as any other. The segment must not be empty.
  int random(Entropy entropy) {
    while (true) {
      int slot = entropy.below(slots.length);
      if (slots[slot] != 0) {
        return slot;
      }
    }
  }

  /// Visits the elements with hashes from `from` to below `end` and answers how many there are.
  int visit(long from, long end, Action action) {
    int visited = 0;
    for (long element : slots) {
      long hash = element >>> 32;
      if (element != 0 && hash >= from && hash < end) {
        action.accept(this, (int) hash, (int) element);
        visited++;
      }
    }
    return visited;
  }

  /// Gives slots back when few are taken.
  void shrinkIfThin() {
    if (slots.length > MIN_SLOTS && size <= slots.length / 8) {
      resize(Math.max(MIN_SLOTS, Integer.highestOneBit(size) * 4));
    }
  }
}
