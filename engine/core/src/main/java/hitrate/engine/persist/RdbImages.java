package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Server;
import hitrate.engine.keyspace.Keyspace;
import hitrate.engine.world.Disk;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// Images of one keyspace in the form of a snapshot file: what stands in front of the keys, and how
/// they are written as the parameters say. They differ in what comes behind them: nothing, an
/// append-only file, or a history of changes that goes on at some place.
final class RdbImages {
  private static final int MILLIS = 1000;

  private final Server server;
  private final Keyspace keyspace;
  private final Supplier<List<Bytes>> libraries;

  RdbImages(Server server, Keyspace keyspace, Supplier<List<Bytes>> libraries) {
    this.server = server;
    this.keyspace = keyspace;
    this.libraries = libraries;
  }

  /// An image of the moment in which it begins.
  ///
  /// @param history what it says about the history of changes that goes on behind it
  /// @param isAofBase whether an append-only file goes on where it ends
  /// @param forcesOften the parameter that says whether parts of the file are forced while it is
  ///   written; empty for not
  RdbForm form(Map<String, String> history, boolean isAofBase, String forcesOften) {
    return new RdbForm(
        records -> begin(records, history, isAofBase),
        isOn("rdbcompression"),
        output -> file(output, forcesOften));
  }

  /// Writes what stands in front of the keys.
  void begin(RecordWriter records, Map<String, String> history, boolean isAofBase) {
    records.begin(keyspace, facts(history, isAofBase));
    libraries(records);
  }

  /// An image without keys, nor libraries unless they are asked for.
  void beginEmpty(RecordWriter records, Map<String, String> history, boolean withLibraries) {
    records.begin(Payload.VERSION, facts(history, false));
    if (withLibraries) {
      libraries(records);
    }
  }

  private Map<String, String> facts(Map<String, String> history, boolean isAofBase) {
    return RecordWriter.facts(
        server.version(),
        server.clock().millis() / MILLIS,
        server.memory().used(),
        history,
        isAofBase);
  }

  private void libraries(RecordWriter records) {
    libraries.get().forEach(records::library);
  }

  /// Writes to a file.
  ///
  /// @param forcesOften see [#form]
  RdbFileWriter file(Disk.Output output, String forcesOften) {
    return new RdbFileWriter(output, isOn("rdbchecksum"), isOn(forcesOften));
  }

  private boolean isOn(String setting) {
    return "yes".equals(server.settings().get(setting));
  }
}
