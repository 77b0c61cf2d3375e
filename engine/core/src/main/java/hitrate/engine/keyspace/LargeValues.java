package hitrate.engine.keyspace;

import hitrate.engine.struct.LargeValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The large values of a keyspace, each under a handle: a small number that the key's entry holds
/// in place of the value. Adds up the bytes that they take on the heap.
final class LargeValues {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long TABLE_BYTES = 4 + 8; // of one place in the two arrays

  private @Nullable LargeValue[] values = new LargeValue[16];
  private long[] counted = new long[16]; // bytes in the sum; of a free place: the next free one
  private int used;
  private int free = -1;
  private long bytes;

  /// Keeps a value; answers its handle.
  long add(LargeValue value) {
    int handle = free;
    if (handle >= 0) {
      free = (int) counted[handle];
    } else {
      if (used == values.length) {
        values = Arrays.copyOf(values, used * 2);
        counted = Arrays.copyOf(counted, used * 2);
      }
      handle = used++;
    }
    values[handle] = value;
    counted[handle] = value.bytes();
    bytes += counted[handle];
    return handle;
  }

  /// A handle as the bytes that stand in the entry in the value's place.
  static byte[] bytesOf(long handle) {
    var bytes = new byte[Long.BYTES];
    LONGS.set(bytes, 0, handle);
    return bytes;
  }

  LargeValue get(long handle) {
    LargeValue value = values[(int) handle];
    if (value == null) {
      throw new IllegalStateException("no value under handle " + handle);
    }
    return value;
  }

  /// Counts the value's bytes anew, after a change.
  void changed(long handle) {
    long now = get(handle).bytes();
    bytes += now - counted[(int) handle];
    counted[(int) handle] = now;
  }

  void remove(long handle) {
    int place = (int) handle;
    bytes -= counted[place];
    values[place] = null;
    counted[place] = free;
    free = place;
  }

  void clear() {
    values = new LargeValue[16];
    counted = new long[16];
    used = 0;
    free = -1;
    bytes = 0;
  }

  /// Bytes of all values and of this table.
  long bytes() {
    return bytes + values.length * TABLE_BYTES;
  }
}
