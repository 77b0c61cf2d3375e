package hitrate.engine.command;

import hitrate.engine.bytes.Lzf;
import hitrate.engine.struct.QuickList;
import java.util.List;

/// Up to where values keep their packed form: the parameters of that name as numbers, kept here
/// because commands ask for them millions of times a second.
public final class PackingLimits {
  /// The parameters that [#set] takes.
  public static final List<String> PARAMETERS =
      List.of(
          "hash-max-listpack-entries",
          "hash-max-listpack-value",
          "hll-sparse-max-bytes",
          "list-max-listpack-size",
          "list-compress-depth",
          "set-max-intset-entries",
          "zset-max-listpack-entries",
          "zset-max-listpack-value",
          "stream-node-max-bytes",
          "stream-node-max-entries");

  private final Lzf lzf = new Lzf();
  private int listPlainBytes = QuickList.DEFAULT_PACKED_THRESHOLD;
  private final long[] values = {512, 64, 3000, -2, 0, 512, 128, 64, 4096, 100}; // the defaults

  /// Takes over the value of a parameter.
  ///
  /// @throws IllegalArgumentException for one that is not among [#PARAMETERS]
  public void set(String parameter, String value) {
    int index = PARAMETERS.indexOf(parameter);
    if (index < 0) {
      throw new IllegalArgumentException("no limit of packing: " + parameter);
    }
    values[index] = Long.parseLong(value);
  }

  /// Sets from how many bytes on an element of a list gets a node of its own; only tests do.
  public void listPlainBytes(int bytes) {
    listPlainBytes = bytes;
  }

  public int listPlainBytes() {
    return listPlainBytes;
  }

  public long hashEntries() {
    return values[0];
  }

  public long hashValueBytes() {
    return values[1];
  }

  public long sparseHyperLogLogBytes() {
    return values[2];
  }

  /// Entries of a list's piece, or -1 to -5 for 4 to 64 KB.
  public int listPieceSize() {
    return (int) values[3];
  }

  public int listCompressDepth() {
    return (int) values[4];
  }

  /// An empty list with the limits of now, which it keeps.
  public QuickList newList() {
    return new QuickList(listPieceSize(), listCompressDepth(), lzf);
  }

  public long setIntegers() {
    return values[5];
  }

  public long sortedSetEntries() {
    return values[6];
  }

  public long sortedSetValueBytes() {
    return values[7];
  }

  public long streamPieceBytes() {
    return values[8];
  }

  public long streamPieceEntries() {
    return values[9];
  }
}
