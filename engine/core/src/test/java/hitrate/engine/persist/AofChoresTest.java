package hitrate.engine.persist;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AofChoresTest {
  private final ArrayDeque<Runnable> lane = new ArrayDeque<>();
  private final List<String> told = new ArrayList<>();
  private final AofChores chores = new AofChores(lane::add, () -> told.add("wake"));

  private void hear(String name, @Nullable IOException failure) {
    told.add(failure == null ? name : name + ": " + failure.getMessage());
  }

  private void ask(String name, AofChores.Work work) {
    chores.ask(work, failure -> hear(name, failure));
  }

  @Test
  void theNodeHearsOfAChoreOnlyWhenItLooks() {
    ask("first", () -> told.add("done"));
    chores.tell();
    assertEquals(List.of(), told);
    lane.remove().run();
    assertEquals(List.of("done", "wake"), told);
    chores.tell();
    assertEquals(List.of("done", "wake", "first"), told);
  }

  @Test
  void aNodeThatCannotWaitDoesAllOfThemItselfInTheirOrder() {
    ask("first", () -> told.add("1"));
    ask("second", () -> told.add("2"));
    chores.finish();
    assertEquals(List.of("1", "first", "2", "second"), told);
    lane.forEach(Runnable::run); // finds nothing left to do
    chores.tell();
    assertEquals(List.of("1", "first", "2", "second", "wake", "wake"), told);
  }

  @Test
  void whatOneLeadsToIsDoneTooBeforeTheEnd() {
    chores.ask(() -> told.add("1"), failure -> ask("second", () -> told.add("2")));
    chores.finish();
    assertEquals(List.of("1", "2", "second"), told);
  }

  @Test
  void aFailureIsToldAndAFaultTooSoThatNobodyWaitsForever() {
    ask(
        "refused",
        () -> {
          throw new IOException("no room");
        });
    ask(
        "faulty",
        () -> {
          throw new IllegalStateException("odd");
        });
    chores.finish();
    assertEquals(List.of("refused: no room", "faulty: java.lang.IllegalStateException: odd"), told);
  }
}
