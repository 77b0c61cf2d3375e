package hitrate.engine.node;

import hitrate.engine.command.Command;
import hitrate.engine.command.LatencyHistogram;
import hitrate.engine.command.MemoryFigures;
import hitrate.engine.command.Subscriptions.Kind;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.replica.Replicas;
import hitrate.engine.script.Scripting;
import hitrate.engine.session.Channels;
import hitrate.engine.session.CommandStatistics;
import hitrate.engine.session.Invalidations;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Entropy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// The text of INFO: sections of `name:value` lines, with the real server's names and order for
/// everything that this node has.
final class NodeReport {
  static final String COMPATIBLE_VERSION = "7.0.15";

  /// Sections that are only shown when they are asked for by name or with `all`.
  private static final Set<String> ON_REQUEST = Set.of("commandstats", "latencystats");

  private final NodeLoop loop;
  private final NodeCounters counters;
  private final Disk disk;
  private final String runId;
  private final Map<String, Consumer<StringBuilder>> sections = new LinkedHashMap<>();

  NodeReport(NodeLoop loop, NodeCounters counters, Disk disk, Entropy entropy) {
    this.loop = loop;
    this.counters = counters;
    this.disk = disk;
    this.runId =
        "%016x%016x%08x"
            .formatted(entropy.nextLong(), entropy.nextLong(), (int) entropy.nextLong());
    sections.put("Server", this::server);
    sections.put("Clients", this::clients);
    sections.put("Memory", this::memory);
    sections.put("Persistence", this::persistence);
    sections.put("Stats", this::stats);
    sections.put("Replication", text -> loop.replication().report(text));
    sections.put("CPU", this::cpu);
    sections.put("Modules", text -> {});
    sections.put("Commandstats", this::commandStats);
    sections.put("Errorstats", this::errorStats);
    sections.put("Latencystats", this::latencyStats);
    sections.put("Cluster", text -> line(text, "cluster_enabled", 0));
    sections.put("Keyspace", this::keyspace);
  }

  /// The sections asked for, in the fixed order; no names mean the default ones.
  String text(List<String> names) {
    var asked = names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
    boolean defaults = asked.isEmpty() || asked.contains("default");
    boolean all = asked.contains("all") || asked.contains("everything");
    var shown = new ArrayList<String>();
    sections.forEach((title, write) -> {
      String name = title.toLowerCase(Locale.ROOT);
      if (asked.contains(name) || all || defaults && !ON_REQUEST.contains(name)) {
        var text = new StringBuilder("# ").append(title).append("\r\n");
        write.accept(text);
        shown.add(text.toString());
      }
    });
    return String.join("\r\n", shown);
  }

  /// The node's figures at this moment.
  NodeStats figures() {
    Keyspace keys = loop.keyspace();
    return new NodeStats(
        keys.hits(),
        keys.misses(),
        keys.size(),
        loop.server().memory().used(),
        keys.evictedKeys(),
        keys.expiredKeys(),
        loop.connectionCount(),
        loop.dispatcher().statistics().total(),
        counters.opsPerSecond());
  }

  /// A processor by the system's name for it, as `uname -m` has it, where Java has one of its own.
  private static String machine(String architecture) {
    return architecture.equals("amd64") ? "x86_64" : architecture;
  }

  private void server(StringBuilder text) {
    line(text, "redis_version", COMPATIBLE_VERSION);
    line(text, "redis_git_sha1", "00000000");
    line(text, "redis_git_dirty", 0);
    line(text, "redis_build_id", "0");
    line(text, "redis_mode", "standalone");
    line(text, "hitrate_version", NodeVersion.TEXT);
    line(
        text,
        "os",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + machine(System.getProperty("os.arch")));
    line(text, "arch_bits", 64);
    line(text, "monotonic_clock", "System.nanoTime");
    line(text, "multiplexing_api", "java.nio");
    line(text, "atomicvar_api", "java.lang.invoke");
    line(text, "gcc_version", "0.0.0");
    line(text, "jvm_version", Runtime.version());
    line(text, "process_id", ProcessHandle.current().pid());
    line(text, "process_supervised", loop.ending().supervisor().found());
    line(text, "run_id", runId);
    line(text, "tcp_port", loop.listeners().shownPort());
    line(text, "server_time_usec", loop.clock().micros());
    line(text, "uptime_in_seconds", counters.uptimeSeconds());
    line(text, "uptime_in_days", counters.uptimeSeconds() / 86400);
    line(text, "hz", loop.configuration().value("hz"));
    line(text, "configured_hz", loop.configuration().value("hz"));
    line(text, "lru_clock", loop.keyspace().marks().seconds());
    line(text, "executable", ProcessHandle.current().info().command().orElse(""));
    line(text, "config_file", loop.configuration().fileName());
    line(text, "io_threads_active", 0);
    if (loop.ending().isWaiting()) {
      line(text, "shutdown_in_milliseconds", loop.ending().remainingMillis());
    }
  }

  private void clients(StringBuilder text) {
    line(text, "connected_clients", loop.connections().clients());
    line(text, "cluster_connections", 0);
    line(text, "maxclients", loop.configuration().value("maxclients"));
    line(text, "client_recent_max_input_buffer", counters.largestInput());
    line(text, "client_recent_max_output_buffer", counters.largestOutput());
    line(text, "blocked_clients", loop.sessions().blockedClients());
    line(text, "tracking_clients", loop.sessions().invalidations().clients());
    line(text, "clients_in_timeout_table", loop.sessions().blocked().withDeadline());
  }

  private void memory(StringBuilder text) {
    MemoryFigures memory = loop.server().memory();
    memoryLine(text, "used_memory", memory.used());
    memoryLine(text, "used_memory_rss", memory.resident());
    memoryLine(text, "used_memory_peak", memory.peak());
    line(text, "used_memory_peak_perc", percent(memory.peakPercent()));
    line(text, "used_memory_overhead", memory.overhead());
    line(text, "used_memory_startup", memory.startup());
    line(text, "used_memory_dataset", memory.dataset());
    line(text, "used_memory_dataset_perc", percent(memory.datasetPercent()));
    line(text, "allocator_allocated", memory.used());
    line(text, "allocator_active", memory.held());
    line(text, "allocator_resident", memory.held());
    Runtime jvm = Runtime.getRuntime();
    line(text, "jvm_heap_used", jvm.totalMemory() - jvm.freeMemory());
    memoryLine(text, "total_system_memory", ProcessFigures.machineBytes(disk));
    scripts(text);
    memoryLine(text, "maxmemory", loop.keyspace().eviction().limit());
    line(text, "maxmemory_policy", loop.configuration().value("maxmemory-policy"));
    line(text, "allocator_frag_ratio", ratio(memory.fragmentation()));
    line(text, "allocator_frag_bytes", memory.held() - memory.used());
    line(text, "allocator_rss_ratio", ratio(1));
    line(text, "allocator_rss_bytes", 0);
    line(text, "rss_overhead_ratio", ratio(memory.overheadRatio()));
    line(text, "rss_overhead_bytes", memory.resident() - memory.held());
    line(text, "mem_fragmentation_ratio", ratio(memory.totalFragmentation()));
    line(text, "mem_fragmentation_bytes", memory.resident() - memory.used());
    MemoryFigures.Beside beside = memory.beside();
    line(text, "mem_not_counted_for_evict", beside.spared());
    line(text, "mem_replication_backlog", beside.history());
    line(text, "mem_total_replication_buffers", beside.history() + beside.replicas());
    line(text, "mem_clients_slaves", beside.replicas());
    line(text, "mem_clients_normal", beside.clients());
    zeros(text, "mem_cluster_links");
    line(text, "mem_aof_buffer", beside.appendOnlyFile());
    line(text, "mem_allocator", "hitrate-slab");
    line(text, "active_defrag_running", 0);
    line(text, "lazyfree_pending_objects", loop.keyspace().pendingKeys());
    line(text, "lazyfreed_objects", loop.keyspace().lazyFreeing().freed());
  }

  private void scripts(StringBuilder text) {
    Scripting scripting = loop.scripting();
    long forScripts = scripting.scriptInterpreterBytes();
    long forFunctions = scripting.functionInterpreterBytes();
    line(text, "used_memory_lua", forScripts);
    line(text, "used_memory_vm_eval", forScripts);
    line(text, "used_memory_lua_human", human(forScripts));
    line(text, "used_memory_scripts_eval", scripting.scriptBytes());
    line(text, "number_of_cached_scripts", scripting.scriptCount());
    line(text, "number_of_functions", scripting.functionCount());
    line(text, "number_of_libraries", scripting.libraryCount());
    line(text, "used_memory_vm_functions", forFunctions);
    memoryLine(text, "used_memory_vm_total", forScripts + forFunctions);
    line(text, "used_memory_functions", scripting.libraryBytes());
    memoryLine(text, "used_memory_scripts", scripting.scriptBytes() + scripting.libraryBytes());
  }

  private void persistence(StringBuilder text) {
    line(text, "loading", loop.persistence().loading().isOn() ? 1 : 0);
    line(text, "async_loading", loop.persistence().loading().isAside() ? 1 : 0);
    loop.persistence().report(text);
    loop.persistence().recording().report(text);
    loop.persistence().reportLoading(text);
  }

  /// What clients send and get, and with it what the primary sends and replicas get.
  private void traffic(StringBuilder text) {
    Flow in = counters.replicationInput;
    Flow out = counters.replicationOutput;
    line(text, "total_net_input_bytes", counters.input.total() + in.total());
    line(text, "total_net_output_bytes", counters.output.total() + out.total());
    line(text, "total_net_repl_input_bytes", in.total());
    line(text, "total_net_repl_output_bytes", out.total());
    long inputRate = counters.input.perSecond() + in.perSecond();
    long outputRate = counters.output.perSecond() + out.perSecond();
    line(text, "instantaneous_input_kbps", kilobytes(inputRate));
    line(text, "instantaneous_output_kbps", kilobytes(outputRate));
    line(text, "instantaneous_input_repl_kbps", kilobytes(in.perSecond()));
    line(text, "instantaneous_output_repl_kbps", kilobytes(out.perSecond()));
  }

  private void stats(StringBuilder text) {
    Replicas replicas = loop.replication().replicas();
    Keyspace keys = loop.keyspace();
    line(text, "total_connections_received", counters.accepted);
    line(text, "total_commands_processed", loop.dispatcher().statistics().total());
    line(text, "instantaneous_ops_per_sec", counters.opsPerSecond());
    traffic(text);
    line(text, "rejected_connections", counters.rejected);
    line(text, "sync_full", replicas.fullSyncs());
    line(text, "sync_partial_ok", replicas.continued());
    line(text, "sync_partial_err", replicas.notContinued());
    line(text, "expired_keys", keys.expiredKeys());
    if (keys.expiredFields() > 0) { // 7.0 has none, and no such line
      line(text, "expired_subkeys", keys.expiredFields());
    }
    line(text, "expired_stale_perc", "0.00");
    line(text, "expired_time_cap_reached_count", counters.sweepsCutShort);
    line(text, "expire_cycle_cpu_milliseconds", counters.sweepNanos / 1_000_000);
    line(text, "evicted_keys", keys.evictedKeys());
    line(text, "evicted_clients", loop.clientMemory().evicted());
    line(text, "total_eviction_exceeded_time", loop.dispatcher().memory().totalShortMillis());
    line(text, "current_eviction_exceeded_time", loop.dispatcher().memory().currentShortMillis());
    line(text, "keyspace_hits", keys.hits());
    line(text, "keyspace_misses", keys.misses());
    Channels channels = loop.sessions().channels();
    line(text, "pubsub_channels", channels.size(Kind.CHANNEL));
    line(text, "pubsub_patterns", channels.size(Kind.PATTERN));
    line(text, "pubsubshard_channels", channels.size(Kind.SHARD));
    zeros(text, "latest_fork_usec", "total_forks");
    line(text, "migrate_cached_sockets", loop.migrations().size());
    line(text, "slave_expires_tracked_keys", keys.keysWithLocalTimes());
    zeros(
        text,
        "active_defrag_hits",
        "active_defrag_misses",
        "active_defrag_key_hits",
        "active_defrag_key_misses",
        "total_active_defrag_time",
        "current_active_defrag_time");
    Invalidations tracked = loop.sessions().invalidations();
    line(text, "tracking_total_keys", tracked.keys());
    line(text, "tracking_total_items", tracked.items());
    line(text, "tracking_total_prefixes", tracked.prefixes());
    line(text, "unexpected_error_replies", 0);
    line(
        text,
        "total_error_replies",
        loop.dispatcher().statistics().errors().values().stream().mapToLong(Long::longValue).sum());
    line(text, "dump_payload_sanitizations", counters.packsSanitized);
    line(text, "total_reads_processed", counters.reads);
    line(text, "total_writes_processed", counters.writes);
    zeros(text, "io_threaded_reads_processed", "io_threaded_writes_processed");
    line(text, "reply_buffer_shrinks", counters.replySharesShrunk);
    line(text, "reply_buffer_expands", counters.replySharesGrown);
  }

  private void cpu(StringBuilder text) {
    ProcessFigures figures = ProcessFigures.read(disk);
    line(text, "used_cpu_sys", "%.6f".formatted(figures.systemSeconds()));
    line(text, "used_cpu_user", "%.6f".formatted(figures.userSeconds()));
    line(text, "used_cpu_sys_children", "0.000000");
    line(text, "used_cpu_user_children", "0.000000");
    line(text, "used_cpu_sys_main_thread", "%.6f".formatted(figures.threadSystemSeconds()));
    line(text, "used_cpu_user_main_thread", "%.6f".formatted(figures.threadUserSeconds()));
  }

  private void commandStats(StringBuilder text) {
    CommandStatistics statistics = loop.dispatcher().statistics();
    for (Command command : loop.server().commands().numbered()) {
      int number = command.number();
      long calls = statistics.calls(number);
      if (calls > 0 || statistics.rejected(number) > 0) {
        long micros = statistics.micros(number);
        line(
            text,
            "cmdstat_" + command.fullName(),
            "calls=%d,usec=%d,usec_per_call=%.2f,rejected_calls=%d,failed_calls=%d"
                .formatted(
                    calls,
                    micros,
                    calls == 0 ? 0.0 : (double) micros / calls,
                    statistics.rejected(number),
                    statistics.failed(number)));
      }
    }
  }

  private void latencyStats(StringBuilder text) {
    CommandStatistics statistics = loop.dispatcher().statistics();
    String shown = loop.configuration().value("latency-tracking-info-percentiles");
    if (!statistics.isTracking()) {
      return;
    }
    for (Command command : loop.server().commands().numbered()) {
      LatencyHistogram histogram = statistics.histogram(command.number());
      if (histogram != null) {
        var values = new ArrayList<String>();
        for (String percent : shown.isEmpty() ? new String[0] : shown.split(" ", -1)) {
          double micros = histogram.atPercentile(Double.parseDouble(percent)) / 1000.0;
          values.add(String.format(Locale.ROOT, "p%s=%.3f", percent, micros));
        }
        line(text, "latency_percentiles_usec_" + command.fullName(), String.join(",", values));
      }
    }
  }

  private void errorStats(StringBuilder text) {
    loop.dispatcher()
        .statistics()
        .errors()
        .forEach((code, count) -> line(text, "errorstat_" + code, "count=" + count));
  }

  private void keyspace(StringBuilder text) {
    for (int i = 0; i < loop.keyspace().databaseCount(); i++) {
      Database database = loop.keyspace().database(i);
      if (database.size() > 0) {
        line(
            text,
            "db" + i,
            "keys=%d,expires=%d,avg_ttl=%d"
                    .formatted(
                        database.size(), database.expiringKeys(), database.averageTimeToLive())
                + hashesWithFieldTimes(database));
      }
    }
  }

  /// A word that redis-server 7.4 adds; where there are no such hashes the line is that of 7.0.
  private static String hashesWithFieldTimes(Database database) {
    int hashes = database.fields().size();
    return hashes == 0 ? "" : ",subexpiry=" + hashes;
  }

  private static void memoryLine(StringBuilder text, String name, long bytes) {
    line(text, name, bytes);
    line(text, name + "_human", human(bytes));
  }

  static void line(StringBuilder text, String name, Object value) {
    text.append(name).append(':').append(value).append("\r\n");
  }

  /// Bytes with a unit, as the real server writes them.
  static String human(long bytes) {
    if (bytes < 1024) {
      return bytes + "B";
    }
    double value = bytes;
    String units = "BKMGTPE";
    int unit = 0;
    while (value >= 1024) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.2f%c", value, units.charAt(unit));
  }

  private static void zeros(StringBuilder text, String... names) {
    for (String name : names) {
      line(text, name, 0);
    }
  }

  private static String percent(double percent) {
    return String.format(Locale.ROOT, "%.2f%%", percent);
  }

  private static String ratio(double ratio) {
    return String.format(Locale.ROOT, "%.2f", ratio);
  }

  private static String kilobytes(long bytes) {
    return String.format(Locale.ROOT, "%.2f", bytes / 1024.0);
  }
}
