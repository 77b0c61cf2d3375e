package hitrate.engine.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlabTest {
  static List<Named<Supplier<Region>>> regions() {
    return List.of(
        Named.of("reserved address space", () -> Region.reserve(1L << 34)),
        Named.of("reserved address space, made ahead", SlabTest::madeAhead),
        Named.of("portable memory", Region::portable));
  }

  private static Region madeAhead() {
    Region region = Region.reserve(1L << 34);
    region.prepareAhead(Runnable::run);
    return region;
  }

  @Test
  void everySizeGetsTheSmallestClassThatHoldsIt() {
    for (int bytes = 1; bytes <= SizeClasses.LARGEST; bytes++) {
      int sizeClass = SizeClasses.of(bytes);
      assertTrue(SizeClasses.bytes(sizeClass) >= bytes, "class of " + bytes);
      assertTrue(
          sizeClass == 0 || SizeClasses.bytes(sizeClass - 1) < bytes, "smaller for " + bytes);
    }
    assertEquals(SizeClasses.COUNT - 1, SizeClasses.of(SizeClasses.LARGEST));
  }

  @Test
  void roundingWastesAtMostAnEighth() {
    for (int bytes = 64; bytes <= SizeClasses.LARGEST; bytes++) {
      assertTrue(Slab.roundedSize(bytes) - bytes <= bytes / 8, "size " + bytes);
    }
  }

  @ParameterizedTest
  @MethodSource("regions")
  void piecesNeverOverlapAndKeepTheirBytes(Supplier<Region> regions) {
    long seed = 20261122;
    var random = new SplittableRandom(seed);
    try (var slab = new Slab(regions.get())) {
      var live = new ArrayList<Piece>();
      for (int step = 0; step < 40_000; step++) {
        if (live.isEmpty() || random.nextInt(100) < (step < 20_000 ? 60 : 40)) {
          live.add(Piece.allocate(slab, random));
        } else {
          int at = random.nextInt(live.size());
          live.set(at, live.getLast()).freeChecked(slab, seed, step);
          live.removeLast();
        }
      }
      assertEquals(
          live.stream().mapToLong(piece -> Slab.roundedSize(piece.bytes)).sum(),
          slab.usedBytes(),
          "every byte is accounted for, seed " + seed);
      live.forEach(piece -> piece.freeChecked(slab, seed, -1));
      assertEquals(0, slab.usedBytes());
    }
  }

  @Test
  void memoryOfFreedPiecesIsGivenBack() {
    try (var slab = new Slab(Region.reserve(1L << 34))) {
      var pieces = new ArrayList<Long>();
      for (int i = 0; i < 200_000; i++) {
        pieces.add(slab.allocate(56));
      }
      long full = slab.heldBytes();
      pieces.forEach(at -> slab.free(at, 56));
      trimAll(slab);
      assertTrue(full > 200_000 * 56L);
      assertTrue(slab.heldBytes() <= 4 << 20, "held " + slab.heldBytes());
      slab.allocate(4000);
      assertTrue(slab.heldBytes() <= 4 << 20, "another size uses the same runs");
    }
  }

  private static void trimAll(Slab slab) {
    boolean more = true;
    while (more) {
      more = slab.trim();
    }
  }

  @Test
  void everythingCanBeFreedAtOnce() {
    try (var slab = new Slab(Region.reserve(1L << 34))) {
      for (int i = 0; i < 10_000; i++) {
        slab.allocate(1 + i % 50_000);
      }
      slab.reset();
      assertEquals(0, slab.usedBytes());
      trimAll(slab);
      assertTrue(slab.heldBytes() <= 4 << 20, "held " + slab.heldBytes());
      var random = new SplittableRandom(7);
      var pieces = new ArrayList<Piece>();
      for (int i = 0; i < 5_000; i++) {
        pieces.add(Piece.allocate(slab, random));
      }
      pieces.forEach(piece -> piece.freeChecked(slab, 7, 0));
      assertEquals(0, slab.usedBytes());
    }
  }

  @Test
  void piecesMovedTogetherLeaveTheirRunsFree() {
    try (var slab = new Slab(Region.reserve(1L << 34))) {
      var pieces = new ArrayList<Long>();
      for (int i = 0; i < 200_000; i++) {
        long at = slab.allocate(56);
        slab.region().putLong(at, i + 1);
        pieces.add(at);
      }
      for (int i = 0; i < 200_000; i++) {
        if (i % 10 != 0) {
          slab.free(pieces.get(i), 56);
        }
      }
      assertTrue(slab.planMoves());
      for (int i = 0; i < 200_000; i += 10) {
        long at = pieces.get(i);
        long now = slab.isLeaving(at) ? slab.move(at, 56) : at;
        assertEquals(i + 1, slab.region().getLong(now));
      }
      slab.endMoves();
      trimAll(slab);
      assertEquals(20_000 * 56, slab.usedBytes());
      assertTrue(slab.heldBytes() < 20_000 * 56 + (3 << 20), "held " + slab.heldBytes());
      assertFalse(slab.planMoves(), "nothing is left to gain");
    }
  }

  @Test
  void aLargePieceGrowsInPlaceIntoTheRoomSetAside() {
    try (var slab = new Slab(Region.reserve(1L << 34))) {
      long at = slab.allocateGrowable(1 << 20);
      assertTrue(slab.fitsInPlace(at, 1 << 20, (1 << 20) + 400_000));
      slab.resizeInPlace(1 << 20, (1 << 20) + 400_000);
      assertEquals(Slab.roundedSize((1 << 20) + 400_000), slab.usedBytes());
      slab.free(at, (1 << 20) + 400_000);
      assertEquals(0, slab.usedBytes());
    }
  }

  @Test
  void freeingTwiceIsCaughtOnceTheRunIsEmpty() {
    try (var slab = new Slab(Region.portable())) {
      long at = slab.allocate(100);
      slab.free(at, 100);
      assertThrows(IllegalStateException.class, () -> slab.free(at, 100));
    }
  }

  @Test
  void aFreeSlotIsMarkedByAZeroFirstByte() {
    try (var slab = new Slab(Region.portable())) {
      long first = slab.allocate(24);
      long second = slab.allocate(24);
      slab.region().putLong(first, -1);
      slab.region().putLong(second, -1);
      slab.free(first, 24);
      assertEquals(0, slab.region().getByte(first));
      assertNotEquals(0, slab.region().getByte(second));
    }
  }

  /// A live piece filled with a pattern of its own.
  private record Piece(long at, int bytes, byte pattern) {
    static Piece allocate(Slab slab, SplittableRandom random) {
      int bytes =
          switch (random.nextInt(20)) {
            case 0 -> random.nextInt(1, 300_000);
            case 1, 2, 3 -> random.nextInt(1, 40_000);
            default -> random.nextInt(1, 300);
          };
      var piece = new Piece(slab.allocate(bytes), bytes, (byte) random.nextInt(1, 128));
      slab.region().fill(piece.at, bytes, piece.pattern);
      return piece;
    }

    void freeChecked(Slab slab, long seed, int step) {
      var content = new byte[bytes];
      slab.region().read(at, content, 0, bytes);
      var expected = new byte[bytes];
      Arrays.fill(expected, pattern);
      if (!Arrays.equals(expected, content)) {
        fail("seed " + seed + " step " + step + ": a piece of " + bytes + " bytes was overwritten");
      }
      slab.free(at, bytes);
    }
  }
}
