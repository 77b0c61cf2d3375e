package hitrate.engine.persist;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Writes to a snapshot file: what has been written goes there as soon as it is worth a write, also
/// in the midst of a long value.
final class RdbDrain extends RdbWriter {
  private final RdbFileWriter file;

  RdbDrain(boolean compresses, RdbFileWriter file) {
    super(compresses);
    this.file = file;
  }

  @Override
  void drain() {
    try {
      file.drain(this);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
