package hitrate.bench.micro;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.resp.RequestBatch;
import hitrate.engine.resp.RespCodec;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// Reading requests off the bytes that a client has sent ahead.
@State(Scope.Thread)
public class RequestParsing {
  private static final int REQUESTS = RequestBatch.LIMIT;

  private final RespCodec codec = new RespCodec();
  private final RequestBatch batch = new RequestBatch();
  private final byte[] sent = sent();

  private static byte[] sent() {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < REQUESTS; i++) {
      var words = List.of("SET", "key:%012d".formatted(i), "x".repeat(32));
      bytes.writeBytes(RespClient.encode(words.stream().map(Bytes::of).toList()));
    }
    return bytes.toByteArray();
  }

  /// One SET of a batch of 16.
  @Benchmark
  @OperationsPerInvocation(REQUESTS)
  public int set() {
    batch.clear();
    return codec.decode(batch, sent, 0, sent.length);
  }
}
