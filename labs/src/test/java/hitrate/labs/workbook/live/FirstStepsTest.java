package hitrate.labs.workbook.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.labs.workbook.live.EngineEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstStepsTest {
  private final List<FirstSteps.State> told = new ArrayList<>();
  private final FirstSteps steps = new FirstSteps(false, told::add);

  private void see(Kind kind, String name, String key) {
    steps.see(new EngineEvent(kind, name, key, 0));
  }

  private void store(String key) {
    see(Kind.CHANGED, "set", key);
    see(Kind.CHANGED, "expire", key);
  }

  private int done() {
    return steps.state().done();
  }

  @Test
  void eachStepIsDoneWhenItHappens() {
    store("greeting");
    assertEquals(new FirstSteps.State(1, "greeting"), steps.state());
    see(Kind.HIT, "hit", "greeting");
    assertEquals(2, done());
    see(Kind.EXPIRED, "expired", "greeting");
    assertEquals(3, done());
    see(Kind.MISS, "miss", "greeting");
    assertEquals(4, done());
    store("greeting");
    assertEquals(5, done());
    see(Kind.HIT, "hit", "greeting");
    assertTrue(steps.state().complete());
    assertEquals(6, told.size());
  }

  @Test
  void theKeyMayHaveAnyName() {
    store("user:7");
    see(Kind.HIT, "hit", "user:7");
    assertEquals(new FirstSteps.State(2, "user:7"), steps.state());
  }

  @Test
  void aKeyWithoutALifetimeIsNoFirstStep() {
    see(Kind.CHANGED, "set", "greeting");
    assertEquals(0, done());
  }

  @Test
  void whatHappensToOtherKeysDoesNotCount() {
    store("greeting");
    see(Kind.HIT, "hit", "other");
    see(Kind.MISS, "miss", "greeting");
    assertEquals(1, done());
  }

  @Test
  void beforeTheFirstHitAnotherKeyMayTakeOver() {
    store("greeting");
    store("welcome");
    assertEquals(new FirstSteps.State(1, "welcome"), steps.state());
  }

  @Test
  void deletingTheKeyBeforeItExpiresBeginsAgain() {
    store("greeting");
    see(Kind.HIT, "hit", "greeting");
    see(Kind.CHANGED, "del", "greeting");
    assertEquals(new FirstSteps.State(0, ""), steps.state());
  }

  @Test
  void theStepsCanBeginAgain() {
    store("greeting");
    steps.reset();
    assertEquals(new FirstSteps.State(0, ""), told.getLast());
  }

  @Test
  void whoHasDoneThemBeforeFindsThemDone() {
    var again = new FirstSteps(true, told::add);
    assertTrue(again.state().complete());
    again.see(new EngineEvent(Kind.CHANGED, "expire", "k", 0));
    assertTrue(again.state().complete());
    assertTrue(told.isEmpty());
  }
}
