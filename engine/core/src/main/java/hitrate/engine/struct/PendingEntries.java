package hitrate.engine.struct;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/// Pending entries in the order of their ids, in blocks of some hundred each.
///
/// They mostly come at the end and go at the beginning, and so the blocks are full. A frozen stream
/// shares the blocks with the one that goes on, which copies a block before it changes it for the
/// first time: a million entries are frozen in 0.1 ms, where copying them takes a second.
public final class PendingEntries implements Iterable<PendingEntry> {
  /// What an entry takes in a block, of which some part is empty.
  static final int PLACE_BYTES = 6;

  private static final int MOST = 512;
  private static final int FIRST_ROOM = 4;

  private final List<Block> blocks;
  private int size;

  /// Neighbouring entries.
  private static final class Block {
    private @Nullable PendingEntry[] entries;
    private int count;
    private boolean isShared; // the array is in a frozen stream, too

    Block(@Nullable PendingEntry[] entries, int count) {
      this.entries = entries;
      this.count = count;
    }

    PendingEntry at(int index) {
      PendingEntry entry = entries[index];
      if (entry == null) {
        throw new IllegalStateException("no entry at " + index + " of " + count);
      }
      return entry;
    }

    /// Where the first entry is that has this id or a greater one; the count if there is none.
    int ceiling(StreamId id) {
      int low = 0;
      int high = count;
      while (low < high) {
        int middle = low + high >>> 1;
        if (at(middle).id().isBefore(id)) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low;
    }

    /// To be called before anything changes: has an array of its own with so much room.
    void own(int room) {
      if (isShared || room > entries.length) {
        int length = room <= entries.length ? entries.length : Math.min(2 * room, MOST);
        entries = Arrays.copyOf(entries, length);
        isShared = false;
      }
    }

    void insert(int index, PendingEntry entry) {
      own(count + 1);
      System.arraycopy(entries, index, entries, index + 1, count - index);
      entries[index] = entry;
      count++;
    }

    void remove(int index) {
      own(count);
      System.arraycopy(entries, index + 1, entries, index, count - index - 1);
      entries[--count] = null;
    }

    /// Gives the second half of the entries to a new block.
    Block split() {
      int kept = count / 2;
      var upper = new Block(Arrays.copyOfRange(entries, kept, kept + MOST), count - kept);
      own(count);
      Arrays.fill(entries, kept, count, null);
      count = kept;
      return upper;
    }

    /// Takes in the entries of the block behind.
    void join(Block behind) {
      own(count + behind.count);
      System.arraycopy(behind.entries, 0, entries, count, behind.count);
      count += behind.count;
    }

    Block frozen() {
      isShared = true;
      return new Block(entries, count);
    }
  }

  /// None.
  PendingEntries() {
    blocks = new ArrayList<>(1);
  }

  private PendingEntries(PendingEntries live) {
    blocks = new ArrayList<>(live.blocks.size());
    size = live.size;
    live.blocks.forEach(block -> blocks.add(block.frozen()));
  }

  /// The same entries, to be read only by any one thread, whatever becomes of these.
  PendingEntries frozen() {
    return new PendingEntries(this);
  }

  public int size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /// The entry of this id, null if there is none.
  public @Nullable PendingEntry get(StreamId id) {
    PendingEntry found = ceiling(id);
    return found != null && found.id().equals(id) ? found : null;
  }

  /// The first entry of this id or a greater one.
  public @Nullable PendingEntry ceiling(StreamId id) {
    if (size == 0) {
      return null;
    }
    int index = blockOf(id);
    Block block = blocks.get(index);
    int place = block.ceiling(id);
    if (place < block.count) {
      return block.at(place);
    }
    return index + 1 < blocks.size() ? blocks.get(index + 1).at(0) : null;
  }

  /// The first entry of a greater id.
  public @Nullable PendingEntry higher(StreamId id) {
    StreamId next = id.next();
    return next == null ? null : ceiling(next);
  }

  public PendingEntry first() {
    return blocks.getFirst().at(0);
  }

  public PendingEntry last() {
    Block block = blocks.getLast();
    return block.at(block.count - 1);
  }

  /// The last block that begins with this id or a smaller one, or the first block.
  private int blockOf(StreamId id) {
    int low = 1;
    int high = blocks.size();
    while (low < high) {
      int middle = low + high >>> 1;
      if (blocks.get(middle).at(0).id().isAfter(id)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low - 1;
  }

  /// Adds an entry, in the place of one that has its id.
  void put(PendingEntry entry) {
    if (size == 0) {
      blocks.add(new Block(new PendingEntry[FIRST_ROOM], 0));
    }
    int index = blockOf(entry.id());
    Block block = blocks.get(index);
    int place = block.ceiling(entry.id());
    if (place < block.count && block.at(place).id().equals(entry.id())) {
      block.own(block.count);
      block.entries[place] = entry;
      return;
    }
    size++;
    if (block.count == MOST) {
      boolean isAtEnd = place == MOST && index == blocks.size() - 1;
      Block behind = isAtEnd ? new Block(new PendingEntry[MOST], 0) : block.split();
      blocks.add(index + 1, behind);
      if (place > block.count || isAtEnd) {
        place -= block.count;
        block = behind;
      }
    }
    block.insert(place, entry);
  }

  /// Takes the entry of this id out, if there is one.
  void remove(StreamId id) {
    if (size == 0) {
      return;
    }
    int index = blockOf(id);
    Block block = blocks.get(index);
    int place = block.ceiling(id);
    if (place == block.count || !block.at(place).id().equals(id)) {
      return;
    }
    block.remove(place);
    size--;
    if (block.count == 0) {
      blocks.remove(index);
    } else if (!joinBehind(index)) {
      joinBehind(index - 1);
    }
  }

  /// Joins a block with the one behind it when both are thin.
  private boolean joinBehind(int index) {
    if (index < 0
        || index + 1 >= blocks.size()
        || blocks.get(index).count + blocks.get(index + 1).count > MOST / 2) {
      return false;
    }
    blocks.get(index).join(blocks.remove(index + 1));
    return true;
  }

  @Override
  public Iterator<PendingEntry> iterator() {
    return new Walk(0, 0);
  }

  /// The entries from an id on, this one included. An entry may be replaced meanwhile.
  public Iterable<PendingEntry> from(StreamId id) {
    return () -> {
      int index = size == 0 ? 0 : blockOf(id);
      return new Walk(index, size == 0 ? 0 : blocks.get(index).ceiling(id));
    };
  }

  /// On the way from one entry to the next.
  private final class Walk implements Iterator<PendingEntry> {
    private int block;
    private int place;

    Walk(int block, int place) {
      this.block = block;
      this.place = place;
    }

    @Override
    public boolean hasNext() {
      while (block < blocks.size() && place >= blocks.get(block).count) {
        block++;
        place = 0;
      }
      return block < blocks.size();
    }

    @Override
    public PendingEntry next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return blocks.get(block).at(place++);
    }
  }
}
