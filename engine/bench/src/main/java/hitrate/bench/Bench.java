package hitrate.bench;

import hitrate.bench.micro.MicroBenchmarks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.NoBenchmarksException;
import org.openjdk.jmh.runner.RunnerException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `./lab bench`: side-by-side runs against the redis-server of this machine.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Measures this node and a local redis-server in alternating pairs and prints a table.",
    footer = {
      "",
      "Parts of a run (--parts, or 'all'):",
      "  start     time from the start of the process to the",
      "            first PONG",
      "  strings   SET, GET and INCR; with --tests, those tests",
      "            instead",
      "  kilobyte  SET and GET of values of 1 KiB",
      "  small     HSET HGET LPUSH RPUSH LPOP SADD SPOP ZADD",
      "            ZPOPMIN of --keys/10 elements",
      "  longer    LRANGE of 100 and 600 items, MSET of 10 keys,",
      "            XADD",
      "  large     ZADD ZRANK ZREVRANGE on --keys members, SINTER",
      "            of two sets of --keys/10, EVAL, PFADD PFCOUNT,",
      "            GEOSEARCH over --keys points",
      "  tails     answer times of overwrites at --rate requests",
      "            a second",
      "  memory    bytes a key and a value, resident before and",
      "            after deletes, longest pause while filling,",
      "            how true used_memory is",
      "  hits      hits of a full cache: what eviction keeps",
      "  growth    processor time of a request, --keys/100 to",
      "            --keys*10 keys",
      "  saving    snapshots and the append-only file",
      "  mixed     the same with keys of all types, small and large",
      "  sealed    the same for our node, encrypted at rest and not",
      "",
      "The whole table takes about an hour of a quiet machine:",
      "  ./lab bench --parts all --out RESULTS.md",
      "A first look:",
      "  ./lab bench --keys 100000 --pairs 1 --seconds 0.5",
      "Reading requests, key lookup, checksums, compression,",
      "packed values and sorted sets by themselves, in about",
      "four minutes; or some of them:",
      "  ./lab bench --micro",
      "  ./lab bench --micro 'KeyLookup|Ranking.rank'"
    })
public final class Bench implements Callable<Integer> {
  /// A part of a run, by the name that the command line knows.
  enum Name {
    START,
    STRINGS,
    KILOBYTE,
    SMALL,
    LONGER,
    LARGE,
    TAILS,
    MEMORY,
    HITS,
    GROWTH,
    SAVING,
    MIXED,
    SEALED
  }

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
      names = "--parts",
      paramLabel = "PART",
      split = ",",
      description = "What to measure, see below; default: start,strings,memory")
  private List<String> parts = List.of("start", "strings", "memory");

  @Option(
      names = "--tests",
      paramLabel = "TEST",
      split = ",",
      description =
          "Tests of redis-benchmark for the part 'strings', or whole commands such as"
              + " 'STRLEN key:__rand_int__', where __rand_int__ stands for a random number below"
              + " --keys")
  private List<String> tests = List.of();

  @Option(
      names = "--pipelines",
      paramLabel = "N",
      split = ",",
      description = "Requests sent ahead of their answers; default: 1,16 and for strings 64")
  private List<Integer> pipelines = List.of();

  @Option(
      names = "--sizes",
      paramLabel = "BYTES",
      split = ",",
      description = "Bytes of a value in --tests; default: 32")
  private List<Integer> sizes = List.of(32);

  @Option(
      names = "--keys",
      paramLabel = "N",
      description = "Keys in each server; default: ${DEFAULT-VALUE}")
  private int keys = 1_000_000;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = "Connections; default: ${DEFAULT-VALUE}")
  private int clients = 50;

  @Option(
      names = "--pairs",
      paramLabel = "N",
      description = "Turns of each load; default: ${DEFAULT-VALUE}")
  private int pairs = 5;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Length of a turn; default: ${DEFAULT-VALUE}")
  private double seconds = 3;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Requests a second of the part 'tails'; default: ${DEFAULT-VALUE}")
  private int rate = 200_000;

  @Option(
      names = "--micro",
      paramLabel = "PATTERN",
      arity = "0..1",
      fallbackValue = "",
      description =
          "Measures single mechanisms of the engine instead, without a server: those whose name"
              + " has this pattern, or all")
  private @Nullable String micro;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Writes the table to this file as well.")
  private @Nullable Path out;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    if (micro != null) {
      return benchmarks(micro);
    }
    atLeastOne("--keys", keys);
    atLeastOne("--clients", clients);
    atLeastOne("--pairs", pairs);
    atLeastOne("--rate", rate);
    pipelines.forEach(each -> atLeastOne("--pipelines", each));
    sizes.forEach(each -> atLeastOne("--sizes", each));
    if (!(seconds > 0)) {
      throw refused("--seconds must be more than 0, not " + seconds);
    }
    var wanted = wanted(parts);
    var plan = new Plan(node, peer, keys, clients, pairs, seconds);
    try {
      var report = new Report(System.err);
      report.text(plan.heading());
      plan.run(parts(plan, wanted), report);
      System.out.print(report);
      if (out != null) {
        Files.writeString(out, report.toString());
      }
      return 0;
    } catch (IOException failure) {
      System.err.println("The comparison ended: " + failure.getMessage());
      if (String.valueOf(failure.getMessage()).contains("Cannot run program")) {
        System.err.println("It needs redis-server and redis-benchmark (Debian: redis-server).");
      }
      return 1;
    }
  }

  private int benchmarks(String pattern) {
    try {
      MicroBenchmarks.run(pattern);
      return 0;
    } catch (NoBenchmarksException | PatternSyntaxException none) {
      throw refused("--micro: no benchmark has '" + pattern + "' in its name");
    } catch (RunnerException failure) {
      System.err.println("The benchmarks ended: " + failure.getMessage());
      return 1;
    }
  }

  private Set<Name> wanted(List<String> parts) {
    if (parts.contains("all")) {
      return EnumSet.allOf(Name.class);
    }
    var wanted = EnumSet.noneOf(Name.class);
    for (String part : parts) {
      wanted.add(
          Arrays.stream(Name.values())
              .filter(name -> name.name().equalsIgnoreCase(part))
              .findFirst()
              .orElseThrow(() -> refused("there is no part '" + part + "'")));
    }
    return wanted;
  }

  private List<Part> parts(Plan plan, Set<Name> wanted) {
    var run = new ArrayList<Part>();
    for (Name name : wanted) {
      run.addAll(part(name, plan));
    }
    return run;
  }

  private List<Part> part(Name name, Plan plan) {
    int elements = Math.max(1, keys / 10);
    return switch (name) {
      case START -> List.of(new StartTimes(plan));
      case STRINGS -> strings(plan);
      case KILOBYTE ->
          List.of(loads(plan, "Values of 1 KiB", Workloads.kilobytes(elements), List.of(1, 16)));
      case SMALL ->
          List.of(loads(plan, "The other types", Workloads.small(elements), List.of(1, 16)));
      case LONGER ->
          List.of(loads(plan, "Longer requests", Workloads.longer(keys), List.of(1, 16)));
      case LARGE -> List.of(loads(plan, "Large values", Workloads.large(keys), List.of(1, 16)));
      case TAILS -> List.of(new Tails(plan, rate));
      case MEMORY -> List.of(new Footprint(plan, Footprint.ALL));
      case HITS -> List.of(HitRates.of(plan));
      case GROWTH -> List.of(Growth.of(plan));
      case SAVING -> List.of(new SavingRun(plan, new Dataset(keys, false)));
      case MIXED -> List.of(new SavingRun(plan, new Dataset(keys, true)));
      case SEALED -> List.of(new SealedRun(plan, new Dataset(keys, false)));
    };
  }

  private List<Part> strings(Plan plan) {
    if (tests.isEmpty()) {
      return List.of(loads(plan, "Strings", Workloads.strings(keys), List.of(1, 16, 64)));
    }
    var run = new ArrayList<Part>();
    for (int size : sizes) {
      var workloads = tests.stream().map(test -> Workload.named(test, keys, size)).toList();
      run.add(
          new CommandLoads(
              plan,
              "Values of " + size + " bytes",
              workloads,
              pipelines.isEmpty() ? List.of(1, 16, 64) : pipelines,
              size));
    }
    return run;
  }

  private CommandLoads loads(
      Plan plan, String title, List<Workload> workloads, List<Integer> usual) {
    return new CommandLoads(plan, title, workloads, pipelines.isEmpty() ? usual : pipelines, 32);
  }

  private void atLeastOne(String option, int value) {
    if (value < 1) {
      throw refused(option + " must be at least 1, not " + value);
    }
  }

  private ParameterException refused(String why) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), why);
  }
}
