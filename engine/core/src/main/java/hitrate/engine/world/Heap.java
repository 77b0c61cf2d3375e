package hitrate.engine.world;

/// The heap of the JVM that a node runs in.
public interface Heap {
  /// The heap of a JVM in which others live, too: nothing that a node should meddle with.
  Heap SHARED =
      new Heap() {
        @Override
        public long used() {
          return 0;
        }

        @Override
        public void collect() {}
      };

  /// Bytes that are taken, by objects in use and by others that have not been collected yet.
  long used();

  /// Has everything collected that is not in use, while all threads stand still.
  void collect();

  /// The heap of this JVM, for a node that has it for itself.
  static Heap own() {
    Runtime jvm = Runtime.getRuntime();
    return new Heap() {
      @Override
      public long used() {
        return jvm.totalMemory() - jvm.freeMemory();
      }

      @Override
      public void collect() {
        jvm.gc();
      }
    };
  }
}
