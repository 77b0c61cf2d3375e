package hitrate.bench.micro;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hitrate.engine.struct.Listpack;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// A field in a packed hash, which has no index: 128 fields and values are gone through.
@State(Scope.Thread)
public class PackedScan {
  private static final int FIELDS = 128; // hash-max-listpack-entries

  private final Listpack packed = new Listpack();
  private final byte[] last = field(FIELDS - 1);

  public PackedScan() {
    for (int i = 0; i < FIELDS; i++) {
      byte[] field = field(i);
      packed.append(field, 0, field.length);
      packed.append(i * 1000L);
    }
  }

  private static byte[] field(int number) {
    return "field:%03d".formatted(number).getBytes(US_ASCII);
  }

  /// The last field, by name.
  @Benchmark
  public int findLast() {
    return packed.find(last, 0, last.length, packed.first(), 1);
  }
}
