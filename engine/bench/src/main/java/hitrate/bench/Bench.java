package hitrate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `./lab bench`: side-by-side runs against the redis-server of this machine.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures this node and a local redis-server in alternating pairs and prints a table.")
public final class Bench implements Callable<Integer> {
  @Option(
      names = "--node",
      paramLabel = "COMMAND",
      description = "How our node is started; default: ./lab node",
      split = " ")
  private List<String> node =
      List.of(
          Path.of(System.getProperty("hitrate.home", "."), "lab").toAbsolutePath().toString(),
          "node");

  @Option(
      names = "--peer",
      paramLabel = "COMMAND",
      description = "How the other server is started; default: redis-server",
      split = " ")
  private List<String> peer = List.of("redis-server");

  @Option(
      names = "--tests",
      paramLabel = "TEST",
      split = ",",
      description =
          "Tests of redis-benchmark, or whole commands such as 'ZRANK board m:__rand_int__', where"
              + " __rand_int__ stands for a random number below --keys; default: set,get")
  private List<String> tests = List.of("set", "get");

  @Option(
      names = "--pipelines",
      split = ",",
      description = "Requests sent ahead of their answers; default: 1,16,64")
  private List<Integer> pipelines = List.of(1, 16, 64);

  @Option(names = "--sizes", split = ",", description = "Bytes of a value; default: 32")
  private List<Integer> sizes = List.of(32);

  @Option(names = "--keys", description = "Keys in each server; default: ${DEFAULT-VALUE}")
  private int keys = 1_000_000;

  @Option(names = "--clients", description = "Connections; default: ${DEFAULT-VALUE}")
  private int clients = 50;

  @Option(names = "--pairs", description = "Turns of each load; default: ${DEFAULT-VALUE}")
  private int pairs = 5;

  @Option(names = "--seconds", description = "Length of a turn; default: ${DEFAULT-VALUE}")
  private double seconds = 3;

  @Option(names = "--saving", description = "Measures snapshots and the append-only file instead.")
  private boolean saving;

  @Option(names = "--out", description = "Writes the table to this file as well.")
  private @Nullable Path out;

  @Override
  public Integer call() throws InterruptedException {
    var plan =
        new BenchRun.Plan(node, peer, tests, pipelines, sizes, keys, clients, pairs, seconds);
    try {
      String table =
          saving
              ? new SavingRun(node, peer, keys, pairs, seconds, System.err).run()
              : new BenchRun(plan, System.err).run();
      System.out.print(table);
      if (out != null) {
        Files.writeString(out, table);
      }
      return 0;
    } catch (IOException failure) {
      System.err.println("The comparison ended: " + failure.getMessage());
      System.err.println("It needs redis-server and redis-benchmark (Debian: redis-server).");
      return 1;
    }
  }
}
