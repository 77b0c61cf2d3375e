package hitrate.book.experiment;

import hitrate.book.transcript.Stage;
import hitrate.book.transcript.Stages;
import hitrate.engine.client.RespClient;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.h2.tools.Server;

/// How long the same question takes at four distances: in this process, in a cache node on this
/// machine, in a database on this machine by primary key, and in that database as a report over
/// 300,000 rows. Node and database are reached over TCP, as in production, so only the wire is
/// missing.
final class Ladder implements Experiment {

  private static final int PRODUCTS = 10_000;
  private static final int ORDER_LINES = 300_000;
  private static final String REPORT =
      """
      SELECT product, SUM(quantity) AS sold FROM order_line
      GROUP BY product ORDER BY sold DESC LIMIT 10\
      """;

  private final Random random = new Random(1);

  @Override
  public String name() {
    return "ladder";
  }

  @Override
  public String summary() {
    return "one read at four distances, timed on this machine";
  }

  @Override
  public boolean repeatable() {
    return false;
  }

  @Override
  public Findings run() throws Exception {
    var nanos = new LinkedHashMap<String, Double>();
    nanos.put("map", inThisProcess());
    nanos.put("get", inACacheNode());
    database(nanos);
    return findings(nanos);
  }

  private double inThisProcess() throws Exception {
    var prices = new HashMap<String, String>();
    var keys = new String[PRODUCTS];
    for (int i = 0; i < PRODUCTS; i++) {
      keys[i] = "product:" + i;
      prices.put(keys[i], Integer.toString(1000 + i));
    }
    int lookups = 10_000;
    Callable<Object> round =
        () -> {
          int length = 0;
          for (int i = 0; i < lookups; i++) {
            length += prices.getOrDefault(keys[random.nextInt(PRODUCTS)], "").length();
          }
          return length;
        };
    return median(round, 200, 200) / lookups;
  }

  private double inACacheNode() throws Exception {
    try (Stage stage = Stages.fresh();
        RespClient client = stage.connect()) {
      for (int i = 0; i < PRODUCTS; i++) {
        client.call("SET", "product:" + i, Integer.toString(1000 + i));
      }
      return median(
          () -> client.call("GET", "product:" + random.nextInt(PRODUCTS)), 20_000, 20_000);
    }
  }

  private void database(Map<String, Double> nanos) throws Exception {
    Server server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    // H2 would answer an unchanged report from the result of the run before: a cache inside.
    String url =
        "jdbc:h2:tcp://127.0.0.1:" + server.getPort() + "/mem:shop;OPTIMIZE_REUSE_RESULTS=0";
    try (Connection connection = DriverManager.getConnection(url)) {
      fill(connection);
      try (PreparedStatement row =
              connection.prepareStatement("SELECT price FROM product WHERE id = ?");
          PreparedStatement report = connection.prepareStatement(REPORT)) {
        nanos.put("row", median(() -> price(row, random.nextInt(PRODUCTS)), 10_000, 10_000));
        nanos.put("report", median(() -> rows(report), 10, 30));
      }
    } finally {
      server.stop();
    }
  }

  private static int price(PreparedStatement query, int id) throws SQLException {
    query.setInt(1, id);
    try (var rows = query.executeQuery()) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static int rows(PreparedStatement query) throws SQLException {
    try (var rows = query.executeQuery()) {
      int count = 0;
      while (rows.next()) {
        count += rows.getInt(2);
      }
      return count;
    }
  }

  private void fill(Connection connection) throws SQLException {
    try (var statement = connection.createStatement()) {
      statement.execute("CREATE TABLE product(id INT PRIMARY KEY, price INT)");
      statement.execute("CREATE TABLE order_line(id INT PRIMARY KEY, product INT, quantity INT)");
      statement.execute(
          "INSERT INTO product SELECT x, 1000 + x FROM SYSTEM_RANGE(0, %d)"
              .formatted(PRODUCTS - 1));
      statement.execute(
          "INSERT INTO order_line SELECT x, MOD(x * 7919, %d), 1 + MOD(x, 5) FROM SYSTEM_RANGE(1, %d)"
              .formatted(PRODUCTS, ORDER_LINES));
    }
  }

  /// The median time of one call in nanoseconds, after a warm-up.
  private static double median(Callable<?> call, int warmUp, int rounds) throws Exception {
    for (int i = 0; i < warmUp; i++) {
      call.call();
    }
    var times = new long[rounds];
    for (int i = 0; i < rounds; i++) {
      long start = System.nanoTime();
      call.call();
      times[i] = System.nanoTime() - start;
    }
    Arrays.sort(times);
    return times[rounds / 2];
  }

  private static Findings findings(Map<String, Double> nanos) {
    var labels =
        Map.of(
            "map", "a HashMap in this process",
            "get", "GET from a cache node, over TCP",
            "row", "SELECT of one row by key, over TCP",
            "report", "SELECT of the ten best sellers of 300,000 rows");
    double base = nanos.getOrDefault("get", 1.0);
    List<String> lines = new ArrayList<>();
    var figures = new HashMap<String, String>();
    lines.add(row("median", "in GETs", "one read from ..."));
    nanos.forEach((rung, time) -> {
      String label = labels.getOrDefault(rung, rung);
      String ratio = Figures.ratio(time / base);
      lines.add(row(Figures.time(time), ratio, label));
      figures.put(rung, Figures.time(time));
      figures.put(rung + "-gets", ratio);
    });
    figures.put("get-maps", Figures.ratio(base / nanos.getOrDefault("map", base)));
    return new Findings(lines, figures);
  }

  /// The figures come first: they are what a narrow screen has to show.
  private static String row(String median, String inGets, String label) {
    return String.format(Locale.ROOT, "%7s %8s  %s", median, inGets, label);
  }
}
