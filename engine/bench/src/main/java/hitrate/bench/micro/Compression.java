package hitrate.bench.micro;

import hitrate.engine.bytes.Lzf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// LZF, which shortens strings in snapshots, on 4 KiB of a kind that web caches hold.
@State(Scope.Thread)
public class Compression {
  private final byte[] plain = json();
  private final byte[] packed = Objects.requireNonNull(Lzf.compress(plain, plain.length));
  private final byte[] target = new byte[plain.length];
  private final Lzf lzf = new Lzf();

  private static byte[] json() {
    var text = new StringBuilder();
    for (int i = 0; text.length() < 4096; i++) {
      text.append("{\"id\":%d,\"title\":\"News of %d\",\"views\":%d},".formatted(i, i * 31, i * i));
    }
    return text.substring(0, 4096).getBytes(StandardCharsets.US_ASCII);
  }

  @Benchmark
  public int compress() {
    return lzf.compress(plain, 0, plain.length, target, 0, target.length);
  }

  @Benchmark
  public boolean expand() {
    return Lzf.expand(packed, 0, packed.length, target, target.length);
  }
}
