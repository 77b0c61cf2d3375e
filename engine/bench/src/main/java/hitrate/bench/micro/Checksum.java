package hitrate.bench.micro;

import hitrate.engine.bytes.Crc64;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// The checksum of snapshots and of DUMP.
@State(Scope.Thread)
public class Checksum {
  private final byte[] block = new byte[64 * 1024];

  public Checksum() {
    new SplittableRandom(1).nextBytes(block);
  }

  /// 64 KiB.
  @Benchmark
  public long crc64() {
    return Crc64.update(0, block, 0, block.length);
  }
}
