package hitrate.engine.persist;

import hitrate.engine.command.Server;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/// How far the reading of data from the disk has come.
public final class Loading {
  private static final long BYTES_BETWEEN_BREAKS = 2 << 20;
  private static final int MILLIS = 1000;

  private final Server server;
  private final BooleanSupplier takeBreak;
  private final Executor reading;
  private volatile boolean isOn; // as signals are handled on a thread of their own
  private long startMillis;
  private long totalBytes;
  private long loadedBytes;
  private long lastBreak;
  private long usedBytesThen;

  /// @param takeBreak serves those clients that need not wait for the data; true when the node is
  ///   to end
  /// @param reading runs tasks one after another on another thread
  public Loading(Server server, BooleanSupplier takeBreak, Executor reading) {
    this.server = server;
    this.takeBreak = takeBreak;
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
  }

  /// So many bytes are done with; takes a break every now and then.
  ///
  /// @return false when the node is to end
  boolean advanceTo(long bytes) {
    loadedBytes = bytes;
    if (loadedBytes - lastBreak < BYTES_BETWEEN_BREAKS) {
      return true;
    }
    lastBreak = loadedBytes;
    return !takeBreak.getAsBoolean();
  }

  /// Notes how much memory the node used that wrote the data.
  void usedThen(long bytes) {
    usedBytesThen = bytes;
  }

  void end() {
    isOn = false;
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

  /// How much longer it will take, in seconds, if it goes on as it did.
  public long remainingSeconds() {
    if (loadedBytes == 0) {
      return 1;
    }
    long seconds = server.clock().millis() / MILLIS - startSecond();
    return seconds * (totalBytes - loadedBytes) / loadedBytes;
  }
}
