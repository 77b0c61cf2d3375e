package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Server;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.resp.FileCodec;
import hitrate.engine.resp.RequestBatch;
import hitrate.engine.session.Replay;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/// Reads the append-only file: the base, then the increments in their order. What happened last may
/// have been cut off by a crash, so an end that is not whole is removed from the last file where
/// `aof-load-truncated` allows it, and a transaction without its end with it: what is appended next
/// must not stand behind a MULTI that has no EXEC.
public final class AofLoader {
  private static final int CHUNK = 1 << 18;
  private static final byte[] IMAGE = {'R', 'E', 'D', 'I', 'S'};

  private final Server server;
  private final Disk disk;
  private final Keyspace keyspace;
  private final Replay replay;
  private final Consumer<Bytes> libraries;
  private final Loading loading;
  private final RequestBatch batch = new RequestBatch();
  private final FileCodec codec = new FileCodec();

  // of the file at hand
  private byte[] bytes = new byte[2 * CHUNK];
  private long offset; // of bytes[0] in the file
  private long bytesBefore; // in the files before it
  private long transactionStart; // its MULTI, while one is being read

  /// How a file ended.
  private enum End {
    WHOLE,
    CUT
  }

  public AofLoader(
      Server server,
      Disk disk,
      Keyspace keyspace,
      Replay replay,
      Consumer<Bytes> libraries,
      Loading loading) {
    this.libraries = libraries;
    this.server = server;
    this.disk = disk;
    this.keyspace = keyspace;
    this.replay = replay;
    this.loading = loading;
  }

  /// The same as [#load], and the log tells how long it took.
  long loadAtStart(AofManifest manifest, AofFolder folder) throws LoadError {
    long start = server.clock().nanos();
    long total = load(manifest, folder);
    server.log("notice", "DB loaded from append only file: " + seconds(start));
    return total;
  }

  /// Reads all files into the keyspace, which is empty.
  ///
  /// @return how many bytes they have
  long load(AofManifest manifest, AofFolder folder) throws LoadError {
    long total = 0;
    for (var part : manifest.parts()) {
      total += size(folder.file(part));
    }
    if (total > 0) {
      loading.begin(total);
      keyspace.keepExpired(true);
      try {
        readAll(manifest, folder);
      } finally {
        keyspace.keepExpired(false);
        loading.end();
      }
      total = 0;
      for (var part : manifest.parts()) {
        total += size(folder.file(part));
      }
    }
    return total;
  }

  private void readAll(AofManifest manifest, AofFolder folder) throws LoadError {
    var parts = manifest.parts();
    bytesBefore = 0;
    for (var part : parts) {
      long start = server.clock().nanos();
      Path file = folder.file(part);
      long bytes = size(file);
      if (bytes == 0) {
        continue;
      }
      if (read(file, folder) == End.CUT && !isLast(part, parts, folder)) {
        throw new LoadError("Fatal error: the truncated file is not the last file");
      }
      server.log(
          "notice",
          "DB loaded from %s file %s: %s"
              .formatted(
                  part.type() == AofManifest.Part.BASE ? "base" : "incr",
                  part.name(),
                  seconds(start)));
      bytesBefore += bytes;
    }
  }

  /// True for the last file that anything stands in: when a manifest could not be forced, writing
  /// has gone on in the increment before the one that it names last.
  private boolean isLast(AofManifest.Part part, List<AofManifest.Part> parts, AofFolder folder)
      throws LoadError {
    for (var later : parts.subList(parts.indexOf(part) + 1, parts.size())) {
      if (size(folder.file(later)) > 0) {
        return false;
      }
    }
    return true;
  }

  private String seconds(long start) {
    return String.format(Locale.ROOT, "%.3f seconds", (server.clock().nanos() - start) / 1e9);
  }

  private long size(Path file) throws LoadError {
    try (Disk.Input in = disk.open(file)) {
      return in.size();
    } catch (IOException failure) {
      throw new LoadError(
          "Unable to obtain the AOF file %s length. stat: %s"
              .formatted(file.getFileName(), Disk.reason(failure)));
    }
  }

  private End read(Path file, AofFolder folder) throws LoadError {
    boolean isTruncatable = folder.setting("aof-load-truncated").equals("yes");
    try {
      long from = 0;
      if (beginsWithImage(file)) {
        boolean isOld = file.getFileName().toString().equals(folder.fileName());
        server.log(
            "notice",
            isOld
                ? "Reading RDB preamble from AOF file..."
                : "Reading RDB base file on AOF loading...");
        from = readImage(file);
        if (isOld) {
          server.log("notice", "Reading the remaining AOF tail...");
        }
      }
      return readCommands(file, from, isTruncatable);
    } catch (NoSuchFileException missing) {
      throw new LoadError(
          "The append log file %s doesn't exist: %s"
              .formatted(file.getFileName(), Disk.reason(missing)));
    } catch (IOException failure) {
      throw new LoadError(
          "Unrecoverable error reading the append only file %s: %s"
              .formatted(file.getFileName(), Disk.reason(failure)));
    }
  }

  private boolean beginsWithImage(Path file) throws IOException {
    var first = ByteBuffer.allocate(IMAGE.length);
    try (Disk.Input in = disk.open(file)) {
      while (first.hasRemaining() && in.read(first) >= 0) {
        // goes on
      }
    }
    return Arrays.equals(first.array(), IMAGE);
  }

  /// Reads the snapshot that a file begins with; answers where it ends.
  private long readImage(Path file) throws IOException, LoadError {
    keyspace.setNow(server.clock().millis());
    boolean checks = "yes".equals(server.settings().get("rdbchecksum"));
    var rules = new RdbFileReader.Rules(false, false, checks, ValueReader.Check.BYTES);
    var rest = new ImageRest(server, loading, libraries);
    try (Disk.Input in = disk.open(file)) {
      var reader =
          new RdbFileReader(
              loading.ahead(in),
              keyspace,
              keyspace::database,
              server.packing(),
              rules,
              rest,
              this::goesOn);
      reader.read();
      return reader.position();
    }
  }

  private boolean goesOn(long position) {
    return loading.advanceTo(bytesBefore + position);
  }

  private End readCommands(Path file, long from, boolean isTruncatable)
      throws IOException, LoadError {
    replay.beginFile();
    batch.clear();
    transactionStart = -1;
    long valid;
    boolean isWhole;
    try (Disk.Input in = disk.open(file)) {
      skip(in, from);
      offset = from;
      int filled = 0;
      int used = 0;
      while (true) {
        used = runAll(used, filled, file);
        System.arraycopy(bytes, used, bytes, 0, filled - used);
        filled -= used;
        offset += used;
        used = 0;
        if (bytes.length - filled < CHUNK) {
          bytes = Arrays.copyOf(bytes, Math.multiplyExact(bytes.length, 2));
        }
        int count = in.read(ByteBuffer.wrap(bytes, filled, CHUNK));
        if (count < 0) {
          break;
        }
        filled += count;
      }
      valid = offset;
      isWhole = filled == 0 && !in.isCutOff();
    }
    return end(file, valid, isWhole, isTruncatable);
  }

  private void skip(Disk.Input in, long count) throws IOException {
    for (long left = count; left > 0; ) {
      int read = in.read(ByteBuffer.wrap(bytes, 0, (int) Math.min(left, CHUNK)));
      if (read < 0) {
        return;
      }
      left -= read;
    }
  }

  private End end(Path file, long valid, boolean isWhole, boolean isTruncatable) throws LoadError {
    long end = valid;
    if (replay.isInTransaction()) {
      server.log(
          "warning", "Revert incomplete MULTI/EXEC transaction in AOF file " + file.getFileName());
      end = transactionStart;
    } else if (isWhole) {
      return End.WHOLE;
    }
    if (!isTruncatable) {
      throw new LoadError(
          "Unexpected end of file reading the append only file %s. You can: 1) Make a backup of your AOF file, then use ./redis-check-aof --fix <filename.manifest>. 2) Alternatively you can set the 'aof-load-truncated' configuration option to yes and restart the server."
              .formatted(file.getFileName()));
    }
    var name = file.getFileName();
    server.log("warning", "!!! Warning: short read while loading the AOF file " + name + "!!!");
    server.log("warning", "!!! Truncating the AOF %s at offset %d !!!".formatted(name, end));
    try {
      disk.truncate(file, end);
    } catch (IOException failure) {
      throw new LoadError(
          "Error truncating the AOF file %s: %s".formatted(name, Disk.reason(failure)));
    }
    server.log("warning", "AOF " + name + " loaded anyway because aof-load-truncated is enabled");
    return End.CUT;
  }

  /// Runs all requests that are whole in `bytes[from, to)`; answers where the first starts that is
  /// not.
  private int runAll(int from, int to, Path file) throws LoadError {
    int at = from;
    while (at < to) {
      if (batch.count() == RequestBatch.LIMIT) {
        run(file);
        progress(at);
      }
      int before = batch.count();
      int next = codec.decode(batch, bytes, at, to);
      if (next == FileCodec.MALFORMED) {
        run(file); // which may know of something wrong before it
        throw malformed(file);
      }
      if (next == FileCodec.CUT_OFF) {
        break;
      }
      if (batch.count() > before && transactionStart < 0 && isWord(before, "multi")) {
        transactionStart = offset + at;
      } else if (batch.count() > before && transactionStart >= 0 && isWord(before, "exec")) {
        transactionStart = -1;
      }
      at = next;
    }
    run(file);
    progress(at);
    return at;
  }

  private boolean isWord(int request, String word) {
    if (batch.length(request, 0) != word.length()) {
      return false;
    }
    int start = batch.start(request, 0);
    for (int i = 0; i < word.length(); i++) {
      if ((batch.array()[start + i] | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private void progress(int at) throws LoadError {
    if (!goesOn(offset + at)) {
      throw new LoadError("The node ends while it loads its data.");
    }
  }

  private void run(Path file) throws LoadError {
    switch (replay.run(batch)) {
      case DONE -> {}
      case UNKNOWN_COMMAND ->
          throw new LoadError(
              "Unknown command '%s' reading the append only file %s"
                  .formatted(replay.unknownCommand(), file.getFileName()));
      case TOO_FEW_WORDS -> throw malformed(file);
    }
    loading.read(batch.count());
    batch.clear();
  }

  private static LoadError malformed(Path file) {
    return new LoadError(
        "Bad file format reading the append only file %s: make a backup of your AOF file, then use ./redis-check-aof --fix <filename.manifest>"
            .formatted(file.getFileName()));
  }
}
