package hitrate.bench.micro;

import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.keyspace.Kind;
import hitrate.engine.memory.Region;
import hitrate.engine.world.Entropy;
import java.nio.charset.StandardCharsets;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Finding a key in the entry table. A million keys fit no processor cache, ten thousand do.
@State(Scope.Thread)
public class KeyLookup {
  private static final int KEY_BYTES = 16;
  private static final int STRIDE = 7919; // a prime, so that every key gets its turn

  @Param({"10000", "1000000"})
  public int keys;

  private final Keyspace keyspace = new Keyspace(1, Region.reserve(1L << 34), Entropy.seeded(1));
  private final Database database = keyspace.database(0);
  private final Key key = new Key();
  private byte[] names = {};
  private int next;

  @Setup
  public void fill() {
    names = new byte[keys * KEY_BYTES];
    byte[] value = "x".repeat(32).getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < keys; i++) {
      byte[] name = "key:%012d".formatted(i).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(name, 0, names, i * KEY_BYTES, KEY_BYTES);
      database.put(at(i), Kind.STRING_EMBEDDED, value, 0, value.length, Entry.NO_EXPIRY);
    }
  }

  @TearDown
  public void close() {
    keyspace.close();
  }

  private Key at(int number) {
    return key.point(names, number * KEY_BYTES, KEY_BYTES, keyspace.hash());
  }

  /// Hashing a key that is there, and its entry.
  @Benchmark
  public long find() {
    next = (next + STRIDE) % keys;
    return database.find(at(next));
  }
}
