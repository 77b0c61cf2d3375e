package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Execution;
import hitrate.engine.command.Server;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.script.Scripting;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The snapshot file of one node (`dbfilename` in `dir`): saved while nothing else happens, as by
/// SAVE and at the end, and loaded at the start. Belongs to the node's thread.
///
/// A file is written under another name and takes its place only when it is whole and on the disk,
/// so that there is one whole file at any time, the old or the new.
public final class Snapshots {
  private static final int MILLIS = 1000;
  private static final int KEYS_BETWEEN_REPORTS = 64;
  private static final String FORCES_OFTEN = "rdb-save-incremental-fsync";

  private final Server server;
  private final RdbImages images;
  private final Keyspace keyspace;
  private final Scripting scripting;
  private final Disk disk;
  private final Loading loading;
  private final Execution execution;
  private final LongSupplier changes;
  private long changesSaved;
  private long imagesTaken; // without a file
  private long lastSaveSecond;
  private long saves;
  private boolean hasTried;
  private boolean hasFailed;
  private long keysLoaded;
  private long keysExpired;
  private List<SavePoint> points = List.of();
  private Supplier<Map<String, String>> place = Map::of;
  private Map<String, String> history = Map.of();
  private boolean keepsExpired;
  private LongConsumer keysSaved = count -> {};
  private long keysWritten;

  /// @param execution for loading libraries of functions, on behalf of nobody
  /// @param changes of the data since the start
  public Snapshots(
      Server server,
      Keyspace keyspace,
      Scripting scripting,
      Disk disk,
      Loading loading,
      Execution execution,
      LongSupplier changes) {
    this.server = server;
    this.images = new RdbImages(server, keyspace, scripting::libraryCodes);
    this.keyspace = keyspace;
    this.scripting = scripting;
    this.disk = disk;
    this.loading = loading;
    this.execution = execution;
    this.changes = changes;
    this.lastSaveSecond = server.clock().millis() / MILLIS;
  }

  /// Has somebody told how many keys are in the file while nothing else happens.
  public void whileSaving(LongConsumer listener) {
    keysSaved = listener;
  }

  /// When snapshots are made by themselves (`save`).
  public void points(List<SavePoint> newPoints) {
    points = List.copyOf(newPoints);
  }

  public List<SavePoint> points() {
    return points;
  }

  /// Changes of the data that the last snapshot does not have.
  public long unsavedChanges() {
    return changes() - changesSaved;
  }

  /// When the last snapshot was made, or else the node was started, in seconds since 1970.
  public long lastSaveSecond() {
    return lastSaveSecond;
  }

  /// How many snapshots were begun since they are counted.
  public long saves() {
    return saves;
  }

  /// Whether any ever was.
  public boolean hasTried() {
    return hasTried;
  }

  /// Counts a snapshot that is begun.
  void countSave() {
    saves++;
    hasTried = true;
  }

  /// Counts from here on anew.
  public void resetCounts() {
    saves = 0;
  }

  /// Notes that a snapshot is on the disk.
  ///
  /// @param changesThen [#changes] of the moment that it shows
  void saved(long changesThen) {
    changesSaved = changesThen;
    lastSaveSecond = server.clock().millis() / MILLIS;
    hasFailed = false;
  }

  /// Notes that a snapshot could not be saved in the background.
  void failed() {
    hasFailed = true;
  }

  /// False when the last snapshot could not be saved.
  public boolean isLastFine() {
    return !hasFailed;
  }

  /// Changes of the data since the start.
  long changes() {
    return changes.getAsLong() + imagesTaken;
  }

  /// Keys that came with the file read last.
  public long keysLoaded() {
    return keysLoaded;
  }

  /// Keys of that file whose time was over.
  public long keysExpired() {
    return keysExpired;
  }

  Disk disk() {
    return disk;
  }

  /// Where the snapshot is.
  public Path file() {
    return folder().resolve(setting("dbfilename"));
  }

  Path folder() {
    return Path.of(setting("dir"));
  }

  /// Where a snapshot is while it is written. The port is in the name, as several nodes may share a
  /// folder, and nothing that changes from start to start, so that the next save clears away what a
  /// killed node has left.
  ///
  /// @param kind a part of the name
  Path temporary(String kind) {
    return folder().resolve("temp-%s%s-%s".formatted(kind, setting("port"), setting("dbfilename")));
  }

  /// Where one is that is written while nothing else happens.
  public Path temporary() {
    return temporary("");
  }

  private String setting(String name) {
    String value = server.settings().get(name);
    return value == null ? "" : value;
  }

  private boolean isOn(String name) {
    return setting(name).equals("yes");
  }

  /// Says where it is told what a snapshot says about its place in the history of changes.
  public void historyIs(Supplier<Map<String, String>> newPlace) {
    place = newPlace;
  }

  /// What the file loaded last said about itself; nothing if keys were left out of it.
  public Map<String, String> history() {
    return keysExpired > 0 ? Map.of() : history;
  }

  /// Says whether keys are loaded whose time is over: a replica's primary says when they go.
  public void keepExpired(boolean yes) {
    keepsExpired = yes;
  }

  /// Loads another file than the node's own, into an empty keyspace.
  public void load(Path image) throws IOException, LoadError {
    try (var input = disk.open(image)) {
      load(input, false);
    }
  }

  /// Writes a snapshot of this moment; nothing else happens meanwhile. False when that failed: the
  /// log says why, and the file before is still there.
  public boolean save() {
    Path temporary = temporary("");
    return isWritten(temporary) && isNamed(temporary);
  }

  private boolean isWritten(Path temporary) {
    try {
      write(temporary);
      return true;
    } catch (IOException failure) {
      return failed(temporary, failure);
    }
  }

  private boolean isNamed(Path temporary) {
    try {
      SaveFailure.naming(disk, temporary, file());
      disk.forceFolder(folder());
    } catch (IOException failure) {
      return failed(temporary, failure);
    }
    server.log("notice", "DB saved on disk");
    saved(changes());
    return true;
  }

  private boolean failed(Path temporary, IOException failure) {
    server.log("warning", SaveFailure.line(failure));
    discard(temporary);
    return false;
  }

  private void write(Path file) throws IOException {
    try (var output = SaveFailure.creating(disk, file)) {
      var writer = images.file(output, FORCES_OFTEN);
      var out = new RdbDrain(isOn("rdbcompression"), writer);
      var records = new RecordWriter(out);
      images.begin(records, place.get(), false);
      keysWritten = 0;
      keysSaved.accept(0);
      for (int i = 0; i < keyspace.databaseCount(); i++) {
        write(keyspace.database(i), records, out);
      }
      writer.end(out);
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }

  /// A snapshot of this moment in the form that the parameters ask for.
  ImageForm form() {
    return images.form(place.get(), false, FORCES_OFTEN);
  }

  private void write(Database database, RecordWriter records, RdbDrain out) {
    if (database.size() == 0) {
      return;
    }
    var delay = KeyDelay.of(server, "rdb-key-save-delay");
    records.database(database.index());
    records.sizes(database.size(), database.expiringKeys());
    database.forEach(entry -> {
      records.entry(keyspace, database, entry);
      out.drain();
      delay.pause(1, () -> true);
      if (++keysWritten % KEYS_BETWEEN_REPORTS == 0) {
        keysSaved.accept(keysWritten);
      }
    });
  }

  private void discard(Path file) {
    try {
      disk.delete(file);
    } catch (IOException failure) {
      server.log("warning", "Cannot remove " + file + ": " + Disk.reason(failure));
    }
  }

  /// Loads the file at the start, if there is one.
  ///
  /// @throws LoadError when it cannot be loaded; then the keyspace is not to be used
  public void loadAtStart() throws LoadError {
    long start = server.clock().nanos();
    if (load(false)) {
      forceName();
      double seconds = (server.clock().nanos() - start) / 1e9;
      server.log(
          "notice", String.format(Locale.ROOT, "DB loaded from disk: %.3f seconds", seconds));
    }
  }

  /// The last process may have been killed before the file was sure to keep its name: a crash of
  /// the machine must not bring back an earlier one that nobody knows of any more.
  private void forceName() {
    try {
      disk.forceFolder(folder());
    } catch (IOException failure) {
      server.log("warning", "Cannot fsync the folder of the DB: " + Disk.reason(failure));
    }
  }

  /// Saves, empties the keyspace and loads it again, each as asked for.
  ///
  /// @param merges whether a key that is there already gives way
  /// @return null when all went well, otherwise the error to answer
  /// @throws LoadError when the file cannot be loaded, see [#loadAtStart]
  public @Nullable String reload(boolean saves, boolean empties, boolean merges) throws LoadError {
    String mistake = saves ? saveAndLoad(empties, merges) : loadAgain(empties, merges);
    if (mistake == null) {
      server.log("warning", "DB reloaded by DEBUG RELOAD");
    }
    return mistake;
  }

  /// Opens the file before it has its name, which a snapshot of an earlier moment may take just
  /// then: one that is being saved in the background.
  private @Nullable String saveAndLoad(boolean empties, boolean merges) throws LoadError {
    Path temporary = temporary("");
    if (!isWritten(temporary)) {
      return "ERR";
    }
    try (var input = disk.open(temporary)) {
      if (!isNamed(temporary)) {
        return "ERR";
      }
      empty(empties);
      load(input, merges);
      return null;
    } catch (IOException failure) {
      throw unreadable(failure);
    }
  }

  private @Nullable String loadAgain(boolean empties, boolean merges) throws LoadError {
    empty(empties);
    return load(merges) ? null : "ERR Error trying to load the RDB dump";
  }

  private void empty(boolean really) {
    if (really) {
      keyspace.clear();
      scripting.forgetLibraries();
    }
  }

  private boolean load(boolean merges) throws LoadError {
    try (var input = disk.open(file())) {
      load(input, merges);
      return true;
    } catch (NoSuchFileException missing) {
      return false;
    } catch (IOException failure) {
      throw unreadable(failure);
    }
  }

  private static LoadError unreadable(IOException failure) {
    return new LoadError(
        "Fatal error loading the DB, check server logs: " + Disk.reason(failure) + ". Exiting.");
  }

  /// Loads a snapshot, and what stands in the file behind it not.
  ///
  /// @return how many bytes the snapshot has
  long load(Disk.Input input, boolean merges) throws IOException, LoadError {
    timeGoesOn();
    boolean isPart = loading.isOn(); // of something larger, which counts its bytes itself
    if (!isPart) {
      loading.begin(input.size());
    }
    var reader =
        reader(
            loading.ahead(input),
            keyspace::database,
            merges,
            code -> scripting.loadLibrary(code, merges, execution));
    try {
      reader.read();
    } finally {
      if (!isPart) {
        loading.end();
      }
    }
    hasRead(reader);
    return reader.position();
  }

  private RdbFileReader reader(
      ImageSource source,
      IntFunction<Database> place,
      boolean merges,
      Consumer<Bytes> takesLibrary) {
    boolean looks = setting("sanitize-dump-payload").equals("yes"); // "clients" are not meant here
    var check = looks ? ValueReader.Check.DEEPLY : ValueReader.Check.BYTES;
    var rules = new RdbFileReader.Rules(!keepsExpired, merges, isOn("rdbchecksum"), check);
    var rest = new ImageRest(server, loading, takesLibrary);
    return new RdbFileReader(
        source, keyspace, place, server.packing(), rules, rest, loading::advanceTo);
  }

  /// What reads an image that another node has made, into empty databases.
  RdbFileReader reader(
      ImageSource source, IntFunction<Database> place, Consumer<Bytes> takesLibrary) {
    return reader(source, place, false, takesLibrary);
  }

  /// Notes what was read.
  void hasRead(RdbFileReader reader) {
    keysLoaded = reader.loaded();
    keysExpired = reader.expired();
    history = reader.facts();
  }

  /// It is later than when the running command began, if there is one.
  void timeGoesOn() {
    keyspace.setNow(server.clock().millis());
  }

  /// Begins with an image that is about to arrive, see [ArrivingImage].
  ///
  /// @param place where the keys of a database go
  /// @param length of the image, 0 when a mark stands behind it
  /// @param isAside whether the node goes on with other data meanwhile
  public ArrivingImage arriving(
      IntFunction<Database> place, long length, byte[] mark, boolean isAside) {
    return new ArrivingImage(this, loading, place, length, mark, isAside);
  }

  /// Has the libraries of functions be those of an image that came without a file.
  ///
  /// @throws LoadError when one is none; then those before it are there
  public void takeLibraries(List<Bytes> codes) throws LoadError {
    imagesTaken++;
    scripting.forgetLibraries();
    try {
      codes.forEach(code -> scripting.loadLibrary(code, false, execution));
    } catch (CommandError refused) {
      throw new LoadError("Failed loading library, " + refused.reply());
    }
  }
}
