package hitrate.grader.target;

import java.io.IOException;
import java.util.List;
import redis.clients.jedis.UnifiedJedis;

/// A cache that is there to be used, for the length of one test.
public interface Target extends AutoCloseable {
  /// A client of the grader's own, past the [Gateway].
  UnifiedJedis redis();

  /// Whether others may use this cache too, so that what a test wrote has to be taken away again.
  boolean isShared();

  /// A connection on which the commands of one client of the learner are carried out.
  Upstream connect() throws IOException;

  @Override
  void close();

  /// Carries out commands, one at a time, in the state of one client connection.
  interface Upstream extends AutoCloseable {
    /// Carries out one command, given both as it came and as words, and answers the reply in RESP.
    byte[] execute(byte[] request, List<byte[]> words) throws IOException;

    @Override
    void close() throws IOException;
  }
}
