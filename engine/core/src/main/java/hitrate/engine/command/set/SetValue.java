package hitrate.engine.command.set;

import hitrate.engine.bytes.Decimal;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Execution;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.keyspace.LazyFreeing;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.struct.IntSet;
import hitrate.engine.struct.Listpack;
import hitrate.engine.struct.MemberAction;
import hitrate.engine.struct.MemberTable;
import hitrate.engine.world.Entropy;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A set while a command works on it, in one of three forms: an intset while all members are
/// integers and not too many, a listpack while it is small, a table from then on. Never back, as in
/// the real server, which has no listpack here and calls that form a hash table.
///
/// Changes of a packed set are made in a copy: [#store] puts them in place.
public final class SetValue {
  /// The most members of a listpack, and the most bytes of one of them: finding a member takes a
  /// walk over all.
  private static final int PACKED_MEMBERS = 128;

  private static final int PACKED_BYTES = 64;

  private final Execution x;
  private @Nullable IntSet ints;
  private @Nullable MemberTable table;
  private @Nullable Listpack pack; // the form where neither of the others is there
  private long entry; // that a table came from
  private boolean isNew;

  private SetValue(Execution x) {
    this.x = x;
  }

  /// An empty set that is under no key yet.
  static SetValue fresh(Execution x) {
    var set = new SetValue(x);
    set.ints = new IntSet();
    set.isNew = true;
    return set;
  }

  /// The set for reading, null when there is none: counts a hit or a miss. Good until the next set
  /// is read or changed.
  static @Nullable SetValue read(Key key, Execution x) {
    long entry = x.database().read(key);
    return entry == 0 ? null : of(entry, x, x.intSet(), x.listpack());
  }

  /// The same, for commands that work on several sets.
  static @Nullable SetValue readBeside(Key key, Execution x) {
    long entry = x.database().read(key);
    return entry == 0 ? null : readBeside(entry, x);
  }

  /// The set of an entry that was found for reading.
  public static SetValue readBeside(long entry, Execution x) {
    return of(entry, x, null, null);
  }

  /// The set for changing it, null when there is none.
  static @Nullable SetValue modify(Key key, Execution x) {
    long entry = x.database().modify(key);
    return entry == 0 ? null : of(entry, x, x.intSet(), x.listpack());
  }

  /// The same, for commands that work on several sets.
  static @Nullable SetValue modifyBeside(Key key, Execution x) {
    long entry = x.database().modify(key);
    return entry == 0 ? null : of(entry, x, null, null);
  }

  /// The set for changing it, an empty one when there is none yet.
  static SetValue modifyOrCreate(Key key, Execution x) {
    SetValue known = modify(key, x);
    if (known != null) {
      return known;
    }
    var set = new SetValue(x);
    IntSet empty = x.intSet();
    empty.clear();
    set.ints = empty;
    set.isNew = true;
    return set;
  }

  private static SetValue of(
      long entry, Execution x, @Nullable IntSet intScratch, @Nullable Listpack packScratch) {
    var set = new SetValue(x);
    Database database = x.database();
    var region = database.region();
    int kind = Entry.kind(region, entry);
    if (kind == Kind.SET_PACKED) {
      Listpack pack = packScratch == null ? new Listpack() : packScratch;
      pack.load(region, Entry.valueAt(region, entry), Entry.valueLength(region, entry));
      set.pack = pack;
    } else if (kind == Kind.SET_INTS) {
      IntSet ints = intScratch == null ? new IntSet() : intScratch;
      ints.load(region, Entry.valueAt(region, entry), Entry.valueLength(region, entry));
      set.ints = ints;
    } else if (kind == Kind.SET_TABLE) {
      set.table = (MemberTable) database.large(entry);
      set.entry = entry;
    } else {
      throw CommandError.WRONG_TYPE;
    }
    return set;
  }

  public int size() {
    if (ints != null) {
      return ints.count();
    }
    return table != null ? table.size() : packed().count();
  }

  /// The table of a large set, null for another.
  @Nullable MemberTable table() {
    return table;
  }

  private Listpack packed() {
    return Objects.requireNonNull(pack);
  }

  public boolean has(byte[] array, int offset, int length) {
    IntSet numbers = ints;
    if (numbers != null) {
      return Decimal.isLong(array, offset, length)
          && numbers.contains(Decimal.parse(array, offset, length));
    }
    MemberTable large = table;
    if (large != null) {
      return large.contains(array, offset, length);
    }
    Listpack small = packed();
    return small.find(array, offset, length, small.first(), 0) >= 0;
  }

  /// Puts a copy of a member in; false when it is there already.
  boolean add(byte[] array, int offset, int length) {
    IntSet numbers = ints;
    if (numbers != null) {
      if (Decimal.isLong(array, offset, length)) {
        boolean isAdded = numbers.add(Decimal.parse(array, offset, length));
        if (isAdded && numbers.count() > x.packing().setIntegers()) {
          leaveInts(numbers);
        }
        return isAdded;
      }
      leaveInts(numbers);
    }
    MemberTable large = table;
    if (large != null) {
      return large.add(array, offset, length);
    }
    Listpack small = packed();
    if (small.find(array, offset, length, small.first(), 0) >= 0) {
      return false;
    }
    if (small.count() < PACKED_MEMBERS && length <= PACKED_BYTES) {
      small.append(array, offset, length);
      return true;
    }
    return unpack(small).add(array, offset, length);
  }

  /// Takes a member out; false when it is not there.
  boolean remove(byte[] array, int offset, int length) {
    IntSet numbers = ints;
    if (numbers != null) {
      return Decimal.isLong(array, offset, length)
          && numbers.remove(Decimal.parse(array, offset, length));
    }
    MemberTable large = table;
    if (large != null) {
      return large.remove(array, offset, length);
    }
    Listpack small = packed();
    int found = small.find(array, offset, length, small.first(), 0);
    if (found >= 0) {
      small.delete(found);
    }
    return found >= 0;
  }

  private void leaveInts(IntSet numbers) {
    ints = null;
    isNew = true;
    if (numbers.count() <= PACKED_MEMBERS) {
      var small = new Listpack(16 + numbers.length());
      for (int i = 0; i < numbers.count(); i++) {
        small.append(numbers.get(i));
      }
      pack = small;
      return;
    }
    var large = new MemberTable(x.keyspace().hash());
    forEach(numbers, large::add);
    table = large;
  }

  private MemberTable unpack(Listpack small) {
    var large = new MemberTable(x.keyspace().hash());
    forEach(small, large::add);
    table = large;
    isNew = true;
    return large;
  }

  /// Calls `action` with every member: integers of an intset in their order. The action must not
  /// change the set.
  public void forEach(MemberAction action) {
    MemberTable large = table;
    if (ints != null) {
      forEach(ints, action);
    } else if (large != null) {
      large.forEach(action);
    } else {
      forEach(packed(), action);
    }
  }

  private static void forEach(IntSet numbers, MemberAction action) {
    var digits = new byte[Decimal.MAX_LENGTH];
    for (int i = 0; i < numbers.count(); i++) {
      action.accept(digits, 0, Decimal.write(numbers.get(i), digits, 0));
    }
  }

  private static void forEach(Listpack small, MemberAction action) {
    var digits = new byte[Decimal.MAX_LENGTH];
    for (int at = small.first(); at >= 0; at = small.next(at)) {
      if (small.isInteger(at)) {
        action.accept(digits, 0, small.copyInto(at, digits, 0));
      } else {
        action.accept(small.array(), small.start(at), small.size(at));
      }
    }
  }

  /// Replies with all members, without a head.
  void replyAll() {
    ReplyWriter reply = x.reply();
    IntSet numbers = ints;
    if (numbers != null) {
      for (int i = 0; i < numbers.count(); i++) {
        reply.bulkInteger(numbers.get(i));
      }
    } else {
      forEach(reply::bulk);
    }
  }

  /// A copy of some member, each as likely as any other. The set must not be empty.
  byte[] random() {
    Entropy entropy = x.keyspace().entropy();
    if (ints != null) {
      return Decimal.bytes(ints.random(entropy));
    }
    MemberTable large = table;
    return large != null
        ? Objects.requireNonNull(large.random(entropy))
        : packed().toArray(packed().at(entropy.below(packed().count())));
  }

  /// Puts the changes in place under the key that the set came from; an empty set goes, which the
  /// answer tells.
  boolean store(Key key) {
    Database database = x.database();
    if (size() == 0) {
      database.delete(key, LazyFreeing.Cause.EMPTIED);
      return true;
    }
    if (ints != null) {
      database.putPacked(key, Kind.SET_INTS, ints.array(), ints.length());
    } else if (table == null) {
      database.putPacked(key, Kind.SET_PACKED, packed().array(), packed().length());
    } else if (isNew) {
      database.putLarge(key, Kind.SET_TABLE, table);
    } else {
      database.largeChanged(entry);
    }
    return false;
  }

  /// Counts a set that was only made for a reply, as the real server does when it frees that.
  void passes() {
    if (ints == null) {
      x.keyspace().lazyFreeing().leaving(size(), LazyFreeing.Cause.COMMAND);
    }
  }

  /// Puts this set, which is not empty and under no other key, in the place of whatever is under a
  /// key, its expiry too.
  void storeOver(Key key) {
    Database database = x.database();
    long old = database.find(key);
    if (old != 0 && Entry.kind(database.region(), old) == Kind.SET_PACKED) {
      var lazy = x.keyspace().lazyFreeing(); // which takes a set in place of a set for a change
      lazy.leavingPacked(database.region(), old, LazyFreeing.Cause.COMMAND);
    }
    long never = Entry.NO_EXPIRY;
    if (ints != null) {
      database.put(key, Kind.SET_INTS, ints.array(), 0, ints.length(), never);
    } else if (table == null) {
      database.put(key, Kind.SET_PACKED, packed().array(), 0, packed().length(), never);
    } else {
      database.putLarge(key, Kind.SET_TABLE, table, never);
    }
  }
}
