package hitrate.engine.persist;

import hitrate.engine.command.Server;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/// How far the reading of data from the disk has come.
public final class Loading {
  private static final long MILLIS_BETWEEN_DELAYED_BREAKS = 10;
  private static final int MILLIS = 1000;

  private static final double ALL = 100;
  private static final double NEARLY_ALL = 99.99;

  private final Server server;
  private final BooleanSupplier takeBreak;
  private final Executor reading;
  private BooleanSupplier stepwiseBreak = () -> false;
  private boolean isStepwise;
  private boolean isAside;
  private volatile boolean isOn; // as signals are handled on a thread of their own
  private long startMillis;
  private long totalBytes;
  private long loadedBytes;
  private long lastBreak;
  private long lastBreakMillis;
  private long bytesBetweenBreaks;
  private KeyDelay delay;
  private long usedBytesThen;

  /// @param takeBreak serves those clients that need not wait for the data; true when the node is
  ///   to end
  /// @param reading runs tasks one after another on another thread
  public Loading(Server server, BooleanSupplier takeBreak, Executor reading) {
    this.server = server;
    this.takeBreak = takeBreak;
    this.delay = new KeyDelay(server.clock(), 0);
    this.reading = reading;
  }

  /// Has a file read by another thread.
  ReadAhead ahead(Disk.Input file) throws IOException {
    return new ReadAhead(file, reading);
  }

  void begin(long bytes) {
    isOn = true;
    startMillis = server.clock().millis();
    totalBytes = bytes;
    loadedBytes = 0;
    lastBreak = 0;
    usedBytesThen = 0;
    lastBreakMillis = startMillis;
    settingsMayHaveChanged();
  }

  /// The same for an image that is read as it arrives.
  ///
  /// @param aside whether the node goes on with other data meanwhile
  /// @param pause lets the node do something else for a moment
  void beginStepwise(long bytes, boolean aside, BooleanSupplier pause) {
    begin(bytes);
    isStepwise = true;
    isAside = aside;
    stepwiseBreak = pause;
  }

  private void settingsMayHaveChanged() {
    String bytes = server.settings().get("loading-process-events-interval-bytes");
    bytesBetweenBreaks = bytes == null ? Long.MAX_VALUE : Long.parseLong(bytes);
    delay = KeyDelay.of(server, "key-load-delay");
  }

  /// So many bytes are done with; takes a break every now and then.
  ///
  /// @return false when the node is to end
  boolean advanceTo(long bytes) {
    loadedBytes = bytes;
    return loadedBytes - lastBreak < bytesBetweenBreaks || takeBreak();
  }

  private boolean takeBreak() {
    lastBreak = loadedBytes;
    lastBreakMillis = server.clock().millis();
    boolean ends = (isStepwise ? stepwiseBreak : takeBreak).getAsBoolean();
    settingsMayHaveChanged();
    return !ends;
  }

  /// So many keys, or commands, have been read: waits if that is to take longer than it does.
  ///
  /// @throws LoadError when the node is to end
  void read(long keys) throws LoadError {
    if (delay.isNone()) {
      return;
    }
    delay.pause(keys, () -> true);
    boolean isTime = server.clock().millis() - lastBreakMillis >= MILLIS_BETWEEN_DELAYED_BREAKS;
    if (isTime && !takeBreak()) {
      throw new LoadError("The node ends while it loads its data.");
    }
  }

  /// Notes how much memory the node used that wrote the data.
  void usedThen(long bytes) {
    usedBytesThen = bytes;
  }

  void end() {
    isOn = false;
    isStepwise = false;
    isAside = false;
  }

  /// True while nothing but the reading of data goes on.
  public boolean isExclusive() {
    return isOn && !isStepwise;
  }

  /// True while clients see other data than what is being read (`async_loading`).
  public boolean isAside() {
    return isAside;
  }

  /// True while data is being read.
  public boolean isOn() {
    return isOn;
  }

  /// When that began, in seconds since 1970.
  public long startSecond() {
    return startMillis / MILLIS;
  }

  public long totalBytes() {
    return totalBytes;
  }

  public long loadedBytes() {
    return loadedBytes;
  }

  /// The memory that the node used when it wrote the data, 0 when that is not known.
  public long usedBytesThen() {
    return usedBytesThen;
  }

  /// For how long it has been going on.
  public long elapsedMillis() {
    return server.clock().millis() - startMillis;
  }

  /// How much has been loaded, in percent. Where nobody knows how long an image is, the memory that
  /// the data took when it was made stands for that, and it is never said to be all.
  public double percent() {
    if (totalBytes > 0) {
      return loadedBytes * ALL / totalBytes;
    }
    return usedBytesThen == 0 ? 0 : Math.min(loadedBytes * ALL / usedBytesThen, NEARLY_ALL);
  }

  /// How much longer it will take, in seconds, if it goes on as it did.
  public long remainingSeconds() {
    long seconds = server.clock().millis() / MILLIS - startSecond();
    if (seconds == 0) {
      return 1;
    }
    long whole = totalBytes > 0 ? totalBytes : Math.max(usedBytesThen, loadedBytes + 1);
    return seconds * (whole - loadedBytes) / (loadedBytes + 1);
  }
}
