package hitrate.engine.persist;

import hitrate.engine.command.PackingLimits;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.KeyLoader;
import hitrate.engine.keyspace.Keyspace;

/// Copies all keys of a keyspace into an empty one.
public final class KeyspaceCopy {
  private KeyspaceCopy() {}

  /// @param limits up to where values keep their packed form
  public static void copy(Keyspace from, Keyspace to, PackingLimits limits) {
    for (int i = 0; i < from.databaseCount(); i++) {
      Database source = from.database(i);
      var target = new KeyLoader(to, to.database(i));
      source.forEach(entry -> copy(source, entry, to, target, limits));
    }
  }

  private static void copy(
      Database source, long entry, Keyspace to, KeyLoader target, PackingLimits limits) {
    var out = new RdbWriter(false);
    out.octet(ValueType.of(source, entry));
    ValueWriter.write(source, entry, out);
    var in = new RdbReader(out.array(), 0, out.length());
    byte[] name = Entry.key(source.region(), entry);
    var key = new Key().point(name, 0, name.length, to.hash());
    long expireAt = Entry.expireAt(source.region(), entry);
    try {
      switch (new ValueReader(in, to, limits, ValueReader.Check.BYTES).read()) {
        case ValueReader.InEntry(int kind, byte[] bytes, int length) -> {
          boolean _ = target.load(key, kind, bytes, 0, length, expireAt);
        }
        case ValueReader.Large(int kind, var large) -> {
          boolean _ = target.loadLarge(key, kind, large, expireAt);
        }
      }
    } catch (MalformedValue impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
