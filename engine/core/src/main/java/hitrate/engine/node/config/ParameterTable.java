package hitrate.engine.node.config;

import static hitrate.engine.node.config.Parameter.Change.ABSENT_AT_START;
import static hitrate.engine.node.config.Parameter.Change.ANYTIME;
import static hitrate.engine.node.config.Parameter.Change.AT_START;
import static hitrate.engine.node.config.Parameter.Change.PROTECTED;

import hitrate.engine.node.config.Parameter.Change;
import hitrate.engine.node.config.Parameter.Form;
import hitrate.engine.node.config.Parameter.Memory;
import hitrate.engine.node.config.Parameter.MemoryOrPercent;
import hitrate.engine.node.config.Parameter.Merging;
import hitrate.engine.node.config.Parameter.OneOf;
import hitrate.engine.node.config.Parameter.Special;
import hitrate.engine.node.config.Parameter.Text;
import hitrate.engine.node.config.Parameter.UnsignedMemory;
import hitrate.engine.node.config.Parameter.Whole;
import hitrate.engine.node.config.Parameter.YesNo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All parameters of redis-server 7.0 with their types, bounds and defaults, and the older names
/// that some of them still answer to.
final class ParameterTable {
  private static final String OUTPUT_LIMITS =
      "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60";

  /// Those that patterns do not find: they are for tests of the server.
  static final Set<String> HIDDEN =
      Set.of(
          "key-load-delay",
          "loading-process-events-interval-bytes",
          "lua-enable-deprecated-api",
          "rdb-key-save-delay",
          "use-exit-on-panic",
          "watchdog-period");

  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();

  ParameterTable() {
    addAToC();
    addDToO();
    addPToZ();
    addAliases();
  }

  /// By name, without the older names.
  Map<String, Parameter> parameters() {
    return parameters;
  }

  /// From the older names to the current ones.
  Map<String, String> aliases() {
    return aliases;
  }

  private void add(String name, Form form, String initial, Change change) {
    parameters.put(name, new Parameter(name, form, initial, change));
  }

  private static OneOf oneOf(String... words) {
    return new OneOf(List.of(words), false);
  }

  private static OneOf anyOf(String... words) {
    return new OneOf(List.of(words), true);
  }

  private void addAToC() {
    add("acl-pubsub-default", oneOf("allchannels", "resetchannels"), "resetchannels", ANYTIME);
    add("aclfile", new Text(), "", AT_START);
    add("acllog-max-len", new Whole(0, Long.MAX_VALUE), "128", ANYTIME);
    add("active-defrag-cycle-max", new Whole(1, 99), "25", ANYTIME);
    add("active-defrag-cycle-min", new Whole(1, 99), "1", ANYTIME);
    add("active-defrag-ignore-bytes", new Memory(1), "104857600", ANYTIME);
    add("active-defrag-max-scan-fields", new Whole(1, Long.MAX_VALUE), "1000", ANYTIME);
    add("active-defrag-threshold-lower", new Whole(0, 1000), "10", ANYTIME);
    add("active-defrag-threshold-upper", new Whole(0, 1000), "100", ANYTIME);
    add("active-expire-effort", new Whole(1, 10), "1", ANYTIME);
    add("activedefrag", new Special(SpecialForms::activeDefrag), "no", ANYTIME);
    add("activerehashing", new YesNo(), "yes", ANYTIME);
    add("always-show-logo", new YesNo(), "no", AT_START);
    add("aof-disable-auto-gc", new YesNo(), "no", ANYTIME);
    add("aof-load-truncated", new YesNo(), "yes", ANYTIME);
    add("aof-rewrite-incremental-fsync", new YesNo(), "yes", ANYTIME);
    add("aof-timestamp-enabled", new YesNo(), "no", ANYTIME);
    add("aof-use-rdb-preamble", new YesNo(), "yes", ANYTIME);
    add("aof_rewrite_cpulist", new Text(), "", AT_START);
    add(
        "appenddirname",
        new Special(SpecialForms.name("appenddirname", "dirname")),
        "appendonlydir",
        AT_START);
    add(
        "appendfilename",
        new Special(SpecialForms.name("appendfilename", "filename")),
        "appendonly.aof",
        AT_START);
    add("appendfsync", oneOf("everysec", "always", "no"), "everysec", ANYTIME);
    add("appendonly", new YesNo(), "no", ANYTIME);
    add("auto-aof-rewrite-min-size", new Memory(0), "67108864", ANYTIME);
    add("auto-aof-rewrite-percentage", new Whole(0, 2147483647), "100", ANYTIME);
    add("bgsave_cpulist", new Text(), "", AT_START);
    add("bind", new Text(), "* -::*", ANYTIME);
    add("bind-source-addr", new Text(), "", ANYTIME);
    add("bio_cpulist", new Text(), "", AT_START);
    add("busy-reply-threshold", new Whole(0, Long.MAX_VALUE), "5000", ANYTIME);
    add(
        "client-output-buffer-limit",
        new Merging(OUTPUT_LIMITS, SpecialForms::outputLimits),
        OUTPUT_LIMITS,
        ANYTIME);
    add("client-query-buffer-limit", new Memory(1048576), "1073741824", ANYTIME);
    add("cluster-allow-pubsubshard-when-down", new YesNo(), "yes", ANYTIME);
    add("cluster-allow-reads-when-down", new YesNo(), "no", ANYTIME);
    add("cluster-allow-replica-migration", new YesNo(), "yes", ANYTIME);
    add("cluster-announce-bus-port", new Whole(0, 65535), "0", ANYTIME);
    add("cluster-announce-hostname", new Special(SpecialForms::hostname), "", ANYTIME);
    add("cluster-announce-ip", new Text(), "", ANYTIME);
    add("cluster-announce-port", new Whole(0, 65535), "0", ANYTIME);
    add("cluster-announce-tls-port", new Whole(0, 65535), "0", ANYTIME);
    add("cluster-config-file", new Text(), "nodes.conf", AT_START);
    add("cluster-enabled", new YesNo(), "no", ABSENT_AT_START);
    add("cluster-link-sendbuf-limit", new UnsignedMemory(), "0", ANYTIME);
    add("cluster-migration-barrier", new Whole(0, 2147483647), "1", ANYTIME);
    add("cluster-node-timeout", new Whole(0, Long.MAX_VALUE), "15000", ANYTIME);
    add("cluster-port", new Whole(0, 65535), "0", AT_START);
    add(
        "cluster-preferred-endpoint-type",
        oneOf("ip", "hostname", "unknown-endpoint"),
        "ip",
        ANYTIME);
    add("cluster-replica-no-failover", new YesNo(), "no", ANYTIME);
    add("cluster-replica-validity-factor", new Whole(0, 2147483647), "10", ANYTIME);
    add("cluster-require-full-coverage", new YesNo(), "yes", ANYTIME);
    add("crash-log-enabled", new YesNo(), "yes", ANYTIME);
    add("crash-memcheck-enabled", new YesNo(), "yes", ANYTIME);
  }

  private void addDToO() {
    add("daemonize", new YesNo(), "no", AT_START);
    add("databases", new Whole(1, 2147483647), "16", AT_START);
    add("dbfilename", new Special(SpecialForms::fileName), "dump.rdb", PROTECTED);
    add("dir", new Text(), ".", PROTECTED);
    add("disable-thp", new YesNo(), "yes", AT_START);
    add("dynamic-hz", new YesNo(), "yes", ANYTIME);
    add("enable-debug-command", oneOf("no", "yes", "local"), "no", AT_START);
    add("enable-module-command", oneOf("no", "yes", "local"), "no", AT_START);
    add("enable-protected-configs", oneOf("no", "yes", "local"), "no", AT_START);
    add("hash-max-listpack-entries", new Whole(0, Long.MAX_VALUE), "512", ANYTIME);
    add("hash-max-listpack-value", new Memory(0), "64", ANYTIME);
    add("hll-sparse-max-bytes", new Memory(0), "3000", ANYTIME);
    add("hz", new Special(SpecialForms::hertz), "10", ANYTIME);
    add("ignore-warnings", new Text(), "", ANYTIME);
    add("io-threads", new Whole(1, 128), "1", AT_START);
    add("io-threads-do-reads", new YesNo(), "no", AT_START);
    add("jemalloc-bg-thread", new YesNo(), "yes", ANYTIME);
    add("key-load-delay", new Whole(Integer.MIN_VALUE, Integer.MAX_VALUE), "0", ANYTIME);
    add("latency-monitor-threshold", new Whole(0, Long.MAX_VALUE), "0", ANYTIME);
    add("latency-tracking", new YesNo(), "yes", ANYTIME);
    add(
        "latency-tracking-info-percentiles",
        new Special(SpecialForms::percentiles),
        "50 99 99.9",
        ANYTIME);
    add("lazyfree-lazy-eviction", new YesNo(), "no", ANYTIME);
    add("lazyfree-lazy-expire", new YesNo(), "no", ANYTIME);
    add("lazyfree-lazy-server-del", new YesNo(), "no", ANYTIME);
    add("lazyfree-lazy-user-del", new YesNo(), "no", ANYTIME);
    add("lazyfree-lazy-user-flush", new YesNo(), "no", ANYTIME);
    add("lfu-decay-time", new Whole(0, 2147483647), "1", ANYTIME);
    add("lfu-log-factor", new Whole(0, 2147483647), "10", ANYTIME);
    add("list-compress-depth", new Whole(0, 2147483647), "0", ANYTIME);
    add("list-max-listpack-size", new Whole(-2147483648, 2147483647), "-2", ANYTIME);
    add(
        "loading-process-events-interval-bytes",
        new Whole(1024, Integer.MAX_VALUE),
        "2097152",
        ANYTIME);
    add("logfile", new Text(), "", AT_START);
    add("loglevel", oneOf("debug", "verbose", "notice", "warning"), "notice", ANYTIME);
    add("lua-enable-deprecated-api", new YesNo(), "no", AT_START);
    add("masterauth", new Text(), "", ANYTIME);
    add("masteruser", new Text(), "", ANYTIME);
    add("maxclients", new Whole(1, 4294967295L), "10000", ANYTIME);
    add("maxmemory", new UnsignedMemory(), "0", ANYTIME);
    add("maxmemory-clients", new MemoryOrPercent(), "0", ANYTIME);
    add("maxmemory-eviction-tenacity", new Whole(0, 100), "10", ANYTIME);
    add(
        "maxmemory-policy",
        oneOf(
            "volatile-lru",
            "volatile-lfu",
            "volatile-random",
            "volatile-ttl",
            "allkeys-lru",
            "allkeys-lfu",
            "allkeys-random",
            "noeviction"),
        "noeviction",
        ANYTIME);
    add("maxmemory-samples", new Whole(1, 2147483647), "5", ANYTIME);
    add("min-replicas-max-lag", new Whole(0, 2147483647), "10", ANYTIME);
    add("min-replicas-to-write", new Whole(0, 2147483647), "0", ANYTIME);
    add("no-appendfsync-on-rewrite", new YesNo(), "no", ANYTIME);
    add("notify-keyspace-events", new Parameter.Events(), "", ANYTIME);
    add("oom-score-adj", new Special(SpecialForms::oomScoreMode), "no", ANYTIME);
    add("oom-score-adj-values", new Special(SpecialForms::oomScores), "0 200 800", ANYTIME);
  }

  private void addPToZ() {
    add("pidfile", new Text(), "", AT_START);
    add("port", new Whole(0, 65535), "6379", ANYTIME);
    add(
        "proc-title-template",
        new Special(SpecialForms::processTitle),
        "{title} {listen-addr} {server-mode}",
        ANYTIME);
    add(
        "propagation-error-behavior",
        oneOf("ignore", "panic", "panic-on-replicas"),
        "ignore",
        ANYTIME);
    add("protected-mode", new YesNo(), "yes", ANYTIME);
    add("proto-max-bulk-len", new Memory(1048576), "536870912", ANYTIME);
    add("rdb-del-sync-files", new YesNo(), "no", ANYTIME);
    add("rdb-key-save-delay", new Whole(Integer.MIN_VALUE, Integer.MAX_VALUE), "0", ANYTIME);
    add("rdb-save-incremental-fsync", new YesNo(), "yes", ANYTIME);
    add("rdbchecksum", new YesNo(), "yes", AT_START);
    add("rdbcompression", new YesNo(), "yes", ANYTIME);
    add("repl-backlog-size", new Special(SpecialForms::backlog), "1048576", ANYTIME);
    add("repl-backlog-ttl", new Whole(0, Long.MAX_VALUE), "3600", ANYTIME);
    add("repl-disable-tcp-nodelay", new YesNo(), "no", ANYTIME);
    add("repl-diskless-load", oneOf("disabled", "on-empty-db", "swapdb"), "disabled", ANYTIME);
    add("repl-diskless-sync", new YesNo(), "yes", ANYTIME);
    add("repl-diskless-sync-delay", new Whole(0, 2147483647), "5", ANYTIME);
    add("repl-diskless-sync-max-replicas", new Whole(0, 2147483647), "0", ANYTIME);
    add("repl-ping-replica-period", new Whole(1, 2147483647), "10", ANYTIME);
    add("repl-timeout", new Whole(1, 2147483647), "60", ANYTIME);
    add("replica-announce-ip", new Text(), "", ANYTIME);
    add("replica-announce-port", new Whole(0, 65535), "0", ANYTIME);
    add("replica-announced", new YesNo(), "yes", ANYTIME);
    add("replica-ignore-disk-write-errors", new YesNo(), "no", ANYTIME);
    add("replica-ignore-maxmemory", new YesNo(), "yes", ANYTIME);
    add("replica-lazy-flush", new YesNo(), "no", ANYTIME);
    add("replica-priority", new Whole(0, 2147483647), "100", ANYTIME);
    add("replica-read-only", new YesNo(), "yes", ANYTIME);
    add("replica-serve-stale-data", new YesNo(), "yes", ANYTIME);
    add("replicaof", new Special(SpecialForms::primary), "", AT_START);
    add("requirepass", new Text(), "", ANYTIME);
    add("sanitize-dump-payload", oneOf("no", "yes", "clients"), "no", ANYTIME);
    add("save", new Special(SpecialForms::savePoints), "3600 1 300 100 60 10000", ANYTIME);
    add("server_cpulist", new Text(), "", AT_START);
    add("set-max-intset-entries", new Whole(0, Long.MAX_VALUE), "512", ANYTIME);
    add("set-proc-title", new YesNo(), "yes", AT_START);
    add(
        "shutdown-on-sigint",
        anyOf("default", "save", "nosave", "now", "force"),
        "default",
        ANYTIME);
    add(
        "shutdown-on-sigterm",
        anyOf("default", "save", "nosave", "now", "force"),
        "default",
        ANYTIME);
    add("shutdown-timeout", new Whole(0, 2147483647), "10", ANYTIME);
    add("slowlog-log-slower-than", new Whole(-1, Long.MAX_VALUE), "10000", ANYTIME);
    add("slowlog-max-len", new Whole(0, Long.MAX_VALUE), "128", ANYTIME);
    add("socket-mark-id", new Whole(0, 4294967295L), "0", AT_START);
    add("stop-writes-on-bgsave-error", new YesNo(), "yes", ANYTIME);
    add("stream-node-max-bytes", new Memory(0), "4096", ANYTIME);
    add("stream-node-max-entries", new Whole(0, Long.MAX_VALUE), "100", ANYTIME);
    add("supervised", oneOf("upstart", "systemd", "auto", "no"), "no", AT_START);
    add("syslog-enabled", new YesNo(), "no", AT_START);
    add(
        "syslog-facility",
        oneOf(
            "user", "local0", "local1", "local2", "local3", "local4", "local5", "local6", "local7"),
        "local0",
        AT_START);
    add("syslog-ident", new Text(), "redis", AT_START);
    add("tcp-backlog", new Whole(0, 2147483647), "511", AT_START);
    add("tcp-keepalive", new Whole(0, 2147483647), "300", ANYTIME);
    add("timeout", new Whole(0, 2147483647), "0", ANYTIME);
    add("tls-auth-clients", oneOf("no", "yes", "optional"), "yes", ANYTIME);
    add("tls-ca-cert-dir", new Text(), "", ANYTIME);
    add("tls-ca-cert-file", new Text(), "", ANYTIME);
    add("tls-cert-file", new Text(), "", ANYTIME);
    add("tls-ciphers", new Text(), "", ANYTIME);
    add("tls-ciphersuites", new Text(), "", ANYTIME);
    add("tls-client-cert-file", new Text(), "", ANYTIME);
    add("tls-client-key-file", new Text(), "", ANYTIME);
    add("tls-client-key-file-pass", new Text(), "", ANYTIME);
    add("tls-cluster", new YesNo(), "no", ANYTIME);
    add("tls-dh-params-file", new Text(), "", ANYTIME);
    add("tls-key-file", new Text(), "", ANYTIME);
    add("tls-key-file-pass", new Text(), "", ANYTIME);
    add("tls-port", new Whole(0, 65535), "0", ANYTIME);
    add("tls-prefer-server-ciphers", new YesNo(), "no", ANYTIME);
    add("tls-protocols", new Text(), "", ANYTIME);
    add("tls-replication", new YesNo(), "no", ANYTIME);
    add("tls-session-cache-size", new Whole(0, 2147483647), "20480", ANYTIME);
    add("tls-session-cache-timeout", new Whole(0, 2147483647), "300", ANYTIME);
    add("tls-session-caching", new YesNo(), "yes", ANYTIME);
    add("tracking-table-max-keys", new Whole(0, Long.MAX_VALUE), "1000000", ANYTIME);
    add("unixsocket", new Text(), "", AT_START);
    add("unixsocketperm", new Special(SpecialForms::octal), "0", AT_START);
    add("use-exit-on-panic", new YesNo(), "no", ANYTIME);
    add("watchdog-period", new Whole(0, 2147483647), "0", ANYTIME);
    add("zset-max-listpack-entries", new Whole(0, Long.MAX_VALUE), "128", ANYTIME);
    add("zset-max-listpack-value", new Memory(0), "64", ANYTIME);
  }

  private void addAliases() {
    aliases.put("cluster-slave-no-failover", "cluster-replica-no-failover");
    aliases.put("cluster-slave-validity-factor", "cluster-replica-validity-factor");
    aliases.put("hash-max-ziplist-entries", "hash-max-listpack-entries");
    aliases.put("hash-max-ziplist-value", "hash-max-listpack-value");
    aliases.put("list-max-ziplist-size", "list-max-listpack-size");
    aliases.put("lua-time-limit", "busy-reply-threshold");
    aliases.put("min-slaves-max-lag", "min-replicas-max-lag");
    aliases.put("min-slaves-to-write", "min-replicas-to-write");
    aliases.put("repl-ping-slave-period", "repl-ping-replica-period");
    aliases.put("slave-announce-ip", "replica-announce-ip");
    aliases.put("slave-announce-port", "replica-announce-port");
    aliases.put("slave-ignore-maxmemory", "replica-ignore-maxmemory");
    aliases.put("slave-lazy-flush", "replica-lazy-flush");
    aliases.put("slave-priority", "replica-priority");
    aliases.put("slave-read-only", "replica-read-only");
    aliases.put("slave-serve-stale-data", "replica-serve-stale-data");
    aliases.put("slaveof", "replicaof");
    aliases.put("zset-max-ziplist-entries", "zset-max-listpack-entries");
    aliases.put("zset-max-ziplist-value", "zset-max-listpack-value");
  }
}
