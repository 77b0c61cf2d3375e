package hitrate.bench.micro;

import static java.nio.charset.StandardCharsets.US_ASCII;

import hitrate.engine.keyspace.KeyHash;
import hitrate.engine.struct.SortedSet;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// A sorted set of a hundred thousand members.
@State(Scope.Thread)
public class Ranking {
  private static final int MEMBERS = 100_000;
  private static final int MEMBER_BYTES = 13;
  private static final int STRIDE = 7919; // a prime, so that every member gets its turn

  private final SortedSet set = new SortedSet(new KeyHash(1));
  private final byte[] names = new byte[MEMBERS * MEMBER_BYTES];
  private final SplittableRandom scores = new SplittableRandom(1);
  private int next;

  public Ranking() {
    for (int i = 0; i < MEMBERS; i++) {
      byte[] name = "player:%06d".formatted(i).getBytes(US_ASCII);
      System.arraycopy(name, 0, names, i * MEMBER_BYTES, MEMBER_BYTES);
      set.put(names, i * MEMBER_BYTES, MEMBER_BYTES, scores.nextInt(MEMBERS));
    }
  }

  private int nextName() {
    next = (next + STRIDE) % MEMBERS;
    return next * MEMBER_BYTES;
  }

  /// A new score for a member that is there.
  @Benchmark
  public boolean put() {
    return set.put(names, nextName(), MEMBER_BYTES, scores.nextInt(MEMBERS));
  }

  /// A member goes and comes back.
  @Benchmark
  public boolean removeAndInsert() {
    int name = nextName();
    set.remove(names, name, MEMBER_BYTES);
    return set.put(names, name, MEMBER_BYTES, scores.nextInt(MEMBERS));
  }

  /// What ZRANK asks: the member, then how many are before it.
  @Benchmark
  public int rank() {
    return set.rank(set.find(names, nextName(), MEMBER_BYTES));
  }
}
