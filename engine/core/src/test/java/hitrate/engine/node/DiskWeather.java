package hitrate.engine.node;

import hitrate.engine.testing.Choices;
import hitrate.engine.world.SimDisk;
import java.io.IOException;
import java.nio.file.Path;

/// What a disk is like: most often fine, but for a while it may be full, broken, slow, or several
/// of these. Half of what is asked of a bad disk fails, and what is written gets there in part.
final class DiskWeather implements SimDisk.Faults {
  private final Choices choices;
  private boolean isFull;
  private boolean isBroken;
  private boolean isSlow;

  DiskWeather(Choices choices) {
    this.choices = choices;
  }

  /// A bad time ends, or another begins.
  void change() {
    boolean wasBad = isBad();
    clear();
    if (!wasBad) {
      isFull = choices.percent(40);
      isBroken = choices.percent(30);
      isSlow = choices.percent(40);
    }
  }

  void clear() {
    isFull = false;
    isBroken = false;
    isSlow = false;
  }

  /// True when something may fail.
  boolean isFailing() {
    return isFull || isBroken;
  }

  /// True when what is written may not be forced.
  boolean isBroken() {
    return isBroken;
  }

  boolean isSlow() {
    return isSlow;
  }

  boolean isBad() {
    return isFailing() || isSlow;
  }

  @Override
  public int write(Path file, int bytes) {
    return isFailing() && choices.percent(50) ? choices.below(bytes) : bytes;
  }

  @Override
  public IOException reason() {
    return new IOException(isFull ? "No space left on device" : "Input/output error");
  }

  @Override
  public void force(Path file) throws IOException {
    if (isBroken && choices.percent(50)) {
      throw reason();
    }
  }

  @Override
  public void change(Path file) throws IOException {
    if (isFailing() && choices.percent(50)) {
      throw reason();
    }
  }

  @Override
  public void delete(Path file) throws IOException {
    force(file); // there is always room for less
  }
}
