package hitrate.book.experiment;

import hitrate.book.transcript.Stage;
import hitrate.book.transcript.Stages;
import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a thousand values cost when they are asked for one by one, by MGET of a hundred, and in
/// pipelines of a hundred GETs.
final class RoundTrips implements Experiment {

  private static final int VALUES = 1_000;
  private static final int BATCH = 100;
  private static final int ROUNDS = 40;

  @Override
  public String name() {
    return "round-trips";
  }

  @Override
  public String summary() {
    return "a thousand values: one by one, by MGET, in a pipeline; timed on this machine";
  }

  @Override
  public boolean repeatable() {
    return false;
  }

  @Override
  public Findings run() throws Exception {
    var best = new LinkedHashMap<String, Long>();
    try (Stage stage = Stages.fresh();
        RespClient client = stage.connect()) {
      for (int i = 0; i < VALUES; i++) {
        client.call("SET", "product:" + i, Integer.toString(1000 + i));
      }
      for (int round = 0; round < ROUNDS; round++) {
        best.merge("single", time(() -> oneByOne(client)), Math::min);
        best.merge("mget", time(() -> byMget(client)), Math::min);
        best.merge("pipeline", time(() -> inPipelines(client)), Math::min);
      }
    }
    return findings(best);
  }

  private static void oneByOne(RespClient client) {
    for (int i = 0; i < VALUES; i++) {
      client.call("GET", "product:" + i);
    }
  }

  private static void byMget(RespClient client) {
    for (int from = 0; from < VALUES; from += BATCH) {
      List<Bytes> words = new ArrayList<>();
      words.add(Bytes.of("MGET"));
      for (int i = from; i < from + BATCH; i++) {
        words.add(Bytes.of("product:" + i));
      }
      client.call(words);
    }
  }

  private static void inPipelines(RespClient client) {
    for (int from = 0; from < VALUES; from += BATCH) {
      var commands = new ByteArrayOutputStream();
      for (int i = from; i < from + BATCH; i++) {
        commands.writeBytes(RespClient.encode(List.of(Bytes.of("GET"), Bytes.of("product:" + i))));
      }
      client.sendRaw(commands.toByteArray());
      for (int i = 0; i < BATCH; i++) {
        client.receive();
      }
    }
  }

  private static long time(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return System.nanoTime() - start;
  }

  private static Findings findings(Map<String, Long> best) {
    long single = best.getOrDefault("single", 1L);
    var labels = new HashMap<String, String>();
    labels.put("single", "1,000 x GET, one after the other");
    labels.put("mget", "10 x MGET of 100 keys");
    labels.put("pipeline", "10 pipelines of 100 GETs");
    List<String> lines = new ArrayList<>();
    var figures = new HashMap<String, String>();
    lines.add(row("time", "faster", "a thousand values by ..."));
    best.forEach((way, nanos) -> {
      String faster = Figures.ratio((double) single / nanos);
      String label = labels.getOrDefault(way, way);
      lines.add(row(Figures.time(nanos), faster + "x", label));
      figures.put(way, Figures.time(nanos));
      figures.put(way + "-faster", faster);
    });
    return new Findings(lines, figures);
  }

  private static String row(String time, String faster, String label) {
    return String.format(Locale.ROOT, "%7s %7s  %s", time, faster, label);
  }
}
