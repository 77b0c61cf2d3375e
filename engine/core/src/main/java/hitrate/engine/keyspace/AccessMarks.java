package hitrate.engine.keyspace;

import hitrate.engine.world.Entropy;

/// The 24 bits in which an entry notes its use, for eviction.
///
/// Usually they are the time of the last use: seconds modulo 2^24, which are 194 days. With an LFU
/// policy they are the minute of the last use (16 bits) and a count of uses (8 bits) that grows
/// ever more slowly, as in Morris, "Counting large numbers of events in small registers", 1978: a
/// use raises a count `c` with the probability `1 / ((c - 5) * factor + 1)`. Each `decay` minutes
/// without use take 1 from the count, so that what was used much long ago can go.
public final class AccessMarks {
  private static final int MASK = 0xffffff;
  private static final int COUNT_BITS = 8;
  private static final int MOST_USES = 255;

  /// The count of a new key, so that it is not the first to go before it could be used again.
  private static final int FIRST_USES = 5;

  private static final int MINUTES_MASK = 0xffff;
  private static final double DRAWS = 0x1p53;

  private final Entropy entropy;
  private int seconds;
  private int minutes;
  private boolean countsUses;
  private boolean paused;
  private int logFactor = 10;
  private int decayMinutes = 1;

  AccessMarks(Entropy entropy) {
    this.entropy = entropy;
  }

  void setNow(long millis) {
    long now = millis / 1000;
    seconds = (int) now & MASK;
    minutes = (int) (now / 60) & MINUTES_MASK;
  }

  /// Seconds modulo 2^24, what INFO shows as `lru_clock`.
  public int seconds() {
    return seconds;
  }

  /// Says whether marks count uses from here on. Marks there are keep their bits, and are read
  /// wrongly until their keys are used again; it is the same with the real server.
  void countUses(boolean yes) {
    countsUses = yes;
  }

  public boolean countsUses() {
    return countsUses;
  }

  /// How much rarer each further count is (`lfu-log-factor`).
  public void logFactor(int factor) {
    logFactor = factor;
  }

  /// Minutes without use that take 1 from the count; 0 means that it stays (`lfu-decay-time`).
  public void decayMinutes(int each) {
    decayMinutes = each;
  }

  /// Reads leave no mark while this is on: for clients that look at keys without using them.
  public void paused(boolean on) {
    paused = on;
  }

  /// The mark of a new key.
  int fresh() {
    return countsUses ? minutes << COUNT_BITS | FIRST_USES : seconds;
  }

  /// The mark of a key that is used now and had `mark` so far.
  int used(int mark) {
    if (paused) {
      return mark;
    }
    return countsUses ? minutes << COUNT_BITS | raised(uses(mark)) : seconds;
  }

  /// The mark of a key that gets a new value: the value counts as old as the key.
  int replaced(int mark) {
    return countsUses ? used(mark) : seconds;
  }

  private int raised(int count) {
    if (count == MOST_USES) {
      return count;
    }
    double rarity = (double) Math.max(count - FIRST_USES, 0) * logFactor + 1;
    double draw = (entropy.nextLong() >>> 11) / DRAWS;
    return draw * rarity < 1 ? count + 1 : count;
  }

  /// How often a key was used, 0 to 255 on a logarithmic scale, less what time took away.
  public int uses(int mark) {
    int count = mark & MOST_USES;
    if (decayMinutes == 0) {
      return count;
    }
    int then = mark >>> COUNT_BITS;
    int since = minutes >= then ? minutes - then : MINUTES_MASK - then + minutes;
    return Math.max(count - since / decayMinutes, 0);
  }

  /// Seconds since a key was used last.
  public int idleSeconds(int mark) {
    return seconds - mark & MASK;
  }

  /// The mark of a key that was used last so many seconds ago.
  int idleFor(long idle) {
    return (int) (seconds - idle) & MASK;
  }

  /// The mark of a key with this count of uses.
  int usedSo(int uses) {
    return minutes << COUNT_BITS | uses;
  }
}
