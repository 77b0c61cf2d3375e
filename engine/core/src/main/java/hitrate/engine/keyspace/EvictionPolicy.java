package hitrate.engine.keyspace;

import java.util.Locale;

/// Which keys go when the memory is full (`maxmemory-policy`): from which they are chosen, and by
/// what order.
public enum EvictionPolicy {
  NOEVICTION(false, Order.NONE),
  ALLKEYS_LRU(false, Order.IDLE),
  ALLKEYS_LFU(false, Order.RARE),
  ALLKEYS_RANDOM(false, Order.RANDOM),
  VOLATILE_LRU(true, Order.IDLE),
  VOLATILE_LFU(true, Order.RARE),
  VOLATILE_RANDOM(true, Order.RANDOM),
  VOLATILE_TTL(true, Order.DEADLINE);

  /// What goes first.
  enum Order {
    /// Nothing goes.
    NONE,
    /// The key that was not used for the longest time.
    IDLE,
    /// The key that is used least often.
    RARE,
    /// Any key.
    RANDOM,
    /// The key that expires next.
    DEADLINE
  }

  private final boolean expiringOnly;
  private final Order order;

  EvictionPolicy(boolean expiringOnly, Order order) {
    this.expiringOnly = expiringOnly;
    this.order = order;
  }

  /// The policy of that name, such as `allkeys-lru`.
  public static EvictionPolicy of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /// True when only keys that expire are chosen from.
  boolean isExpiringOnly() {
    return expiringOnly;
  }

  Order order() {
    return order;
  }

  /// True when entries count how often they are used, in place of when they were used last.
  public boolean countsUses() {
    return order == Order.RARE;
  }

  /// True when it matters when an entry was used last.
  public boolean notesTime() {
    return order == Order.IDLE;
  }
}
