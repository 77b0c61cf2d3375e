package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.command.Client;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.CommandTable;
import hitrate.engine.command.Debugging;
import hitrate.engine.command.LatencyHistogram;
import hitrate.engine.command.LatencyMonitor;
import hitrate.engine.command.MemoryFigures;
import hitrate.engine.command.NestedCalls;
import hitrate.engine.command.PackingLimits;
import hitrate.engine.command.PauseReason;
import hitrate.engine.command.Server;
import hitrate.engine.command.Shutdown;
import hitrate.engine.command.SlowLog;
import hitrate.engine.command.bitmap.BitCommands;
import hitrate.engine.command.bitmap.BitFieldCommand;
import hitrate.engine.command.bitmap.BitOpCommand;
import hitrate.engine.command.generic.ExpiryCommands;
import hitrate.engine.command.generic.KeyCommands;
import hitrate.engine.command.generic.KeyspaceCommands;
import hitrate.engine.command.generic.SortCommands;
import hitrate.engine.command.geo.GeoCommands;
import hitrate.engine.command.geo.GeoSearchCommands;
import hitrate.engine.command.hash.FieldExpiryCommands;
import hitrate.engine.command.hash.HashCommands;
import hitrate.engine.command.hash.HashNumberCommands;
import hitrate.engine.command.hash.HashWalkCommands;
import hitrate.engine.command.hyperloglog.HyperLogLogCommands;
import hitrate.engine.command.hyperloglog.HyperLogLogDebugCommands;
import hitrate.engine.command.list.BlockingListCommands;
import hitrate.engine.command.list.ListCommands;
import hitrate.engine.command.list.ListEditCommands;
import hitrate.engine.command.list.ListMoveCommands;
import hitrate.engine.command.set.SetAlgebraCommands;
import hitrate.engine.command.set.SetChanceCommands;
import hitrate.engine.command.set.SetCommands;
import hitrate.engine.command.sortedset.BlockingSortedSetCommands;
import hitrate.engine.command.sortedset.SortedSetAlgebraCommands;
import hitrate.engine.command.sortedset.SortedSetCommands;
import hitrate.engine.command.sortedset.SortedSetPopCommands;
import hitrate.engine.command.sortedset.SortedSetRangeCommands;
import hitrate.engine.command.sortedset.SortedSetWalkCommands;
import hitrate.engine.command.stream.ClaimCommands;
import hitrate.engine.command.stream.ConsumerGroupCommands;
import hitrate.engine.command.stream.StreamEntryCommands;
import hitrate.engine.command.stream.StreamReadCommands;
import hitrate.engine.command.stream.StreamTrimCommands;
import hitrate.engine.command.string.CounterCommands;
import hitrate.engine.command.string.ManyStringsCommands;
import hitrate.engine.command.string.StringCommands;
import hitrate.engine.command.string.StringRangeCommands;
import hitrate.engine.command.transaction.TransactionCommands;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.memory.Region;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import hitrate.engine.resp.ReplyWriter;
import hitrate.engine.resp.RequestBatch;
import hitrate.engine.resp.RespCodec;
import hitrate.engine.script.Scripting;
import hitrate.engine.security.AccessControl;
import hitrate.engine.world.Clock;
import hitrate.engine.world.Entropy;
import hitrate.engine.world.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A node without network, timers and configuration: keys, commands, one client, and a clock that
/// stands still.
public final class BareNode implements Server, AutoCloseable {

  public static final int DATABASES = 3;

  private final VirtualClock clock;
  private final Keyspace keyspace;
  private final SlowLog slowLog = new SlowLog();
  private final LatencyMonitor latencyMonitor = new LatencyMonitor();
  private final PackingLimits packing = new PackingLimits();
  private final CommandTable table;
  private final ReplyWriter writer = new ReplyWriter();
  private final Dispatcher dispatcher;
  private final ClientState client;

  public BareNode(Instant start, long seed) {
    clock = VirtualClock.startingAt(start);
    keyspace = new Keyspace(DATABASES, Region.portable(), Entropy.seeded(seed));
    keyspace.setNow(clock.millis());
    var commands = new ArrayList<Command>();
    Stream.of(
            StringCommands.commands(),
            ManyStringsCommands.commands(),
            CounterCommands.commands(),
            StringRangeCommands.commands(),
            BitCommands.commands(),
            List.of(BitOpCommand.command()),
            BitFieldCommand.commands(),
            HyperLogLogCommands.commands(),
            HyperLogLogDebugCommands.commands(),
            HashCommands.commands(),
            HashNumberCommands.commands(),
            HashWalkCommands.commands(),
            FieldExpiryCommands.commands(),
            SetCommands.commands(),
            SetChanceCommands.commands(),
            SetAlgebraCommands.commands(),
            ListCommands.commands(),
            ListEditCommands.commands(),
            ListMoveCommands.commands(),
            BlockingListCommands.commands(),
            SortCommands.commands(),
            SortedSetCommands.commands(),
            BlockingSortedSetCommands.commands(),
            SortedSetRangeCommands.commands(),
            SortedSetPopCommands.commands(),
            SortedSetAlgebraCommands.commands(),
            SortedSetWalkCommands.commands(),
            StreamEntryCommands.commands(),
            StreamTrimCommands.commands(),
            StreamReadCommands.commands(),
            ConsumerGroupCommands.commands(),
            ClaimCommands.commands(),
            GeoCommands.commands(),
            GeoSearchCommands.commands(),
            KeyCommands.commands(),
            ExpiryCommands.commands(),
            KeyspaceCommands.commands(),
            TransactionCommands.commands(),
            new Scripting().commands())
        .forEach(commands::addAll);
    table = new CommandTable(commands);
    var sessions = new Sessions(keyspace, new AccessControl(table, clock));
    client = new ClientState(1, new NoWire(), clock, () -> false, sessions);
    dispatcher = new Dispatcher(this, keyspace, writer, client, sessions);
  }

  public Keyspace keyspace() {
    return keyspace;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  public VirtualClock virtualClock() {
    return clock;
  }

  /// Runs a command in the given database.
  public Reply call(int database, List<Bytes> words) {
    byte[] request = RespClient.encode(words);
    var batch = new RequestBatch();
    new RespCodec().decode(batch, request, 0, request.length);
    client.select(database);
    dispatcher.assign(client, 0, batch.count());
    dispatcher.run(batch);
    byte[] answer = Arrays.copyOf(writer.buffer(), writer.length());
    writer.truncate(0);
    try {
      return ReplyReader.parse(answer);
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  @Override
  public void fault(Throwable fault) {
    throw new IllegalStateException(fault);
  }

  @Override
  public @Nullable LatencyHistogram latencies(Command command) {
    return null;
  }

  @Override
  public CommandTable commands() {
    return table;
  }

  @Override
  public Collection<? extends Client> clients() {
    return List.of(client);
  }

  @Override
  public Settings settings() {
    return new NoSettings();
  }

  @Override
  public Clock clock() {
    return clock;
  }

  @Override
  public PackingLimits packing() {
    return packing;
  }

  @Override
  public long bulkLimit() {
    return 512L << 20;
  }

  @Override
  public String info(List<String> sections) {
    return "";
  }

  @Override
  public void pause(PauseReason reason, long endMillis, boolean stopsReadsToo) {}

  @Override
  public void endPause(PauseReason reason) {}

  @Override
  public void resetStatistics() {}

  @Override
  public boolean hasDefaultPassword() {
    return false;
  }

  @Override
  public SlowLog slowLog() {
    return slowLog;
  }

  @Override
  public Debugging debugging() {
    return new Debugging() {
      @Override
      public @Nullable String clientMemory() {
        return null;
      }

      @Override
      public void changeReplicationId() {}

      @Override
      public void loadAppendOnlyFile() {}

      @Override
      public void reload(boolean saves, boolean empties, boolean merges) {}

      @Override
      public void replicate(List<Bytes> words) {}

      @Override
      public void debugScript(Client client, List<Bytes> words) {}

      @Override
      public void crash(String how, Client client, List<Bytes> words) {}

      @Override
      public boolean restart(boolean orderly, long delayMillis) {
        return false;
      }
    };
  }

  @Override
  public LatencyMonitor latencyMonitor() {
    return latencyMonitor;
  }

  @Override
  public void releaseMemory() {}

  @Override
  public MemoryFigures memory() {
    long used = keyspace.usedBytes();
    return new MemoryFigures(
        used, used, 0, 0, MemoryFigures.Beside.NOTHING, used, used, keyspace.size());
  }

  @Override
  public boolean knowsUser(String name) {
    return true;
  }

  @Override
  public boolean allows(Client caller, Command command, List<Bytes> words) {
    return true;
  }

  @Override
  public String secret(int digits) {
    return "0".repeat(digits);
  }

  @Override
  public String version() {
    return "0";
  }

  @Override
  public NestedCalls nestedCalls() {
    return dispatcher.nestedCalls();
  }

  @Override
  public boolean serveOthers(@Nullable CommandError refusal) {
    return false;
  }

  @Override
  public @Nullable CommandError busy() {
    return null;
  }

  @Override
  public void log(String level, String message) {}

  @Override
  public boolean shutDown(Shutdown how) {
    return true;
  }

  @Override
  public boolean isReplica() {
    return false;
  }

  @Override
  public void requireFreshData() {}

  @Override
  public boolean isEnding() {
    return false;
  }

  @Override
  public boolean abortShutdown() {
    return false;
  }

  @Override
  public boolean saveEmptied() {
    return false;
  }

  @Override
  public void close() {
    keyspace.close();
  }

  private static final class NoSettings implements Settings {
    @Override
    public boolean hasLaterFields() {
      return false;
    }

    @Override
    public boolean isSecret(String name) {
      return false;
    }

    @Override
    public @Nullable String get(String name) {
      return null;
    }

    @Override
    public Map<String, String> all() {
      return Map.of();
    }

    @Override
    public void set(List<Setting> changes, boolean fromHere) {}

    @Override
    public void rewrite(boolean everything) {}
  }
}
