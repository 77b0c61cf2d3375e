package hitrate.engine.node;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Client;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandTable;
import hitrate.engine.command.LatencyHistogram;
import hitrate.engine.command.LatencyMonitor;
import hitrate.engine.command.MemoryFigures;
import hitrate.engine.command.NestedCalls;
import hitrate.engine.command.PackingLimits;
import hitrate.engine.command.PauseReason;
import hitrate.engine.command.Server;
import hitrate.engine.command.Shutdown;
import hitrate.engine.command.SlowLog;
import hitrate.engine.world.Clock;
import hitrate.engine.world.Entropy;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The node as its commands see it.
final class NodeServer implements Server {
  private final NodeLoop loop;
  private final CommandTable table;
  private final PackingLimits packing = new PackingLimits();
  private final SlowLog slowLog = new SlowLog();
  private final LatencyMonitor latencyMonitor = new LatencyMonitor();

  NodeServer(NodeLoop loop, CommandTable table) {
    this.loop = loop;
    this.table = table;
  }

  @Override
  public CommandTable commands() {
    return table;
  }

  @Override
  public Collection<? extends Client> clients() {
    return loop.connections().states();
  }

  @Override
  public Settings settings() {
    return loop.configuration();
  }

  @Override
  public Clock clock() {
    return loop.clock();
  }

  @Override
  public PackingLimits packing() {
    return packing;
  }

  @Override
  public String info(List<String> sections) {
    return loop.report().text(sections);
  }

  @Override
  public void pause(PauseReason reason, long endMillis, boolean stopsReadsToo) {
    loop.sessions().pause().begin(reason, endMillis, stopsReadsToo);
  }

  @Override
  public void endPause(PauseReason reason) {
    loop.sessions().pause().end(reason);
  }

  @Override
  public void resetStatistics() {
    loop.counters().reset();
    loop.dispatcher().statistics().reset();
    loop.keyspace().resetCounts();
    loop.clientMemory().resetCount();
    loop.dispatcher().memory().reset();
    loop.replication().replicas().resetCounts();
    loop.persistence().resetCounts();
  }

  @Override
  public @Nullable LatencyHistogram latencies(Command command) {
    return loop.dispatcher().statistics().histogram(command.number());
  }

  @Override
  public SlowLog slowLog() {
    return slowLog;
  }

  @Override
  public NodeDebugging debugging() {
    return loop.debugging();
  }

  @Override
  public LatencyMonitor latencyMonitor() {
    return latencyMonitor;
  }

  @Override
  public MemoryFigures memory() {
    return loop.memory().figures();
  }

  @Override
  public void releaseMemory() {
    loop.heap().collect();
  }

  @Override
  public String version() {
    return NodeReport.COMPATIBLE_VERSION;
  }

  @Override
  public void fault(Throwable fault) {
    loop.log("Closing a client after an internal error, please report it: " + fault);
    loop.crashReport().write(fault);
  }

  @Override
  public NestedCalls nestedCalls() {
    return loop.dispatcher().nestedCalls();
  }

  @Override
  public boolean serveOthers(@Nullable CommandError refusal) {
    return loop.serveOthers(refusal);
  }

  @Override
  public @Nullable CommandError busy() {
    return loop.persistence().loading().isExclusive() ? null : loop.dispatcher().busy();
  }

  @Override
  public void log(String level, String message) {
    loop.log(level, message);
  }

  @Override
  public void logBytes(String level, byte[] message) {
    loop.logBytes(level, message);
  }

  @Override
  public boolean isReplica() {
    return loop.replication().following().isOn();
  }

  @Override
  public void requireFreshData() {
    loop.dispatcher().following().requireLink();
  }

  @Override
  public boolean shutDown(Shutdown how) {
    return loop.ending().begin(how);
  }

  @Override
  public boolean isEnding() {
    return loop.ending().isWaiting();
  }

  @Override
  public boolean abortShutdown() {
    return loop.ending().abort();
  }

  @Override
  public boolean saveEmptied() {
    return loop.persistence().saveEmptied();
  }

  @Override
  public boolean hasDefaultPassword() {
    return loop.access().hasDefaultPassword();
  }

  @Override
  public boolean knowsUser(String name) {
    return loop.access().knows(Bytes.of(name));
  }

  @Override
  public boolean allows(Client client, Command command, List<Bytes> words) {
    return loop.access().allows(Bytes.of(client.user()), command, words);
  }

  @Override
  public boolean sanitizes(Client client) {
    return switch (loop.configuration().value("sanitize-dump-payload")) {
      case "yes" -> true;
      case "clients" ->
          !client.tellsWhatHappened() && loop.access().checksPayloads(Bytes.of(client.user()));
      default -> false;
    };
  }

  @Override
  public void sanitized(long packs) {
    loop.counters().packsSanitized += packs;
  }

  @Override
  public String secret(int digits) {
    byte[] bytes = Entropy.secret((digits + 1) / 2);
    return HexFormat.of().formatHex(bytes).substring(0, digits);
  }

  @Override
  public long bulkLimit() {
    return loop.configuration().longValue("proto-max-bulk-len");
  }
}
