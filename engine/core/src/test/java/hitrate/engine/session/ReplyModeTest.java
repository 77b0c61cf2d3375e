package hitrate.engine.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.command.Client.Replies;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplyModeTest {
  private final ReplyMode mode = new ReplyMode();

  /// Which of so many commands in a row are answered.
  private List<Boolean> answered(int commands) {
    var answered = new ArrayList<Boolean>();
    for (int i = 0; i < commands; i++) {
      answered.add(!mode.swallows());
    }
    return answered;
  }

  @Test
  void everyCommandIsAnsweredAtFirst() {
    assertEquals(List.of(true, true), answered(2));
  }

  @Test
  void offSwallowsItsOwnReplyAndAllBehindItUntilOn() {
    mode.choose(Replies.OFF);
    assertEquals(List.of(false, false, false), answered(3));
    mode.choose(Replies.ON);
    assertEquals(List.of(true, true), answered(2));
  }

  @Test
  void skipSwallowsItsOwnReplyAndThatOfTheNextCommandOnly() {
    mode.choose(Replies.SKIP_NEXT);
    assertEquals(List.of(true, false, true), answered(3)); // its command says nothing by itself
  }

  @Test
  void skipDoesNotEndSilence() {
    mode.choose(Replies.OFF);
    mode.choose(Replies.SKIP_NEXT);
    assertEquals(List.of(false, false, false), answered(3));
  }

  @Test
  void onBehindSkipIsAnswered() {
    mode.choose(Replies.SKIP_NEXT);
    assertTrue(!mode.swallows());
    mode.choose(Replies.ON);
    assertEquals(List.of(true), answered(1));
  }

  @Test
  void aReplyThatIsDecidedReachesASilentClientOnce() {
    mode.set(false);
    mode.decide();
    assertEquals(List.of(true, false), answered(2));
  }

  @Test
  void aResetSendsRepliesButSkipsWhatWasToBeSkipped() {
    mode.choose(Replies.SKIP_NEXT);
    assertFalse(mode.swallows());
    mode.set(true);
    assertTrue(mode.isSilent());
    assertEquals(List.of(false, true), answered(2));
  }
}
