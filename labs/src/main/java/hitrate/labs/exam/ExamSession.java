package hitrate.labs.exam;

import hitrate.labs.exam.Paper.Item;
import hitrate.labs.exam.bank.Question;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/// A paper being answered: the answers so far, the flags, the place and the time used. One thread
/// answers; another may [#save] at any moment, since Ctrl-C comes from outside.
public final class ExamSession {
  private static final long NANOS_A_SECOND = 1_000_000_000L;

  private final Paper paper;
  private final LongSupplier nanoTime;
  private final long startedAt;
  private final long usedBefore;
  private final Map<String, Set<String>> answers = new LinkedHashMap<>();
  private final Set<String> flagged = new LinkedHashSet<>();
  private int position;

  private ExamSession(Paper paper, LongSupplier nanoTime, Duration usedBefore) {
    this.paper = paper;
    this.nanoTime = nanoTime;
    this.usedBefore = usedBefore.toNanos();
    this.startedAt = nanoTime.getAsLong();
  }

  /// A session that begins now.
  ///
  /// @param nanoTime a clock that only runs forward, such as `System::nanoTime`
  public static ExamSession begin(Paper paper, LongSupplier nanoTime) {
    return new ExamSession(paper, nanoTime, Duration.ZERO);
  }

  /// A saved session, taken up where it was left; the time between does not count.
  public static ExamSession resume(Paper paper, SavedExam saved, LongSupplier nanoTime) {
    var session = new ExamSession(paper, nanoTime, Duration.ofSeconds(saved.secondsUsed()));
    for (var item : paper.items()) {
      var id = item.question().id();
      var chosen = saved.answers().getOrDefault(id, List.of());
      if (!chosen.isEmpty()) {
        session.answers.put(id, new TreeSet<>(chosen));
      }
      if (saved.flagged().contains(id)) {
        session.flagged.add(id);
      }
    }
    session.position = Math.clamp(saved.position(), 0, paper.size() - 1);
    return session;
  }

  /// What is asked.
  public Paper paper() {
    return paper;
  }

  /// The index of the question on the screen.
  public synchronized int position() {
    return position;
  }

  /// The question on the screen.
  public Item current() {
    return paper.items().get(position());
  }

  /// Goes to the question with this index, the nearest there is.
  public synchronized void goTo(int index) {
    position = Math.clamp(index, 0, paper.size() - 1);
  }

  /// Whether the question on the screen is the last.
  public boolean atEnd() {
    return position() == paper.size() - 1;
  }

  /// Replaces the answer to a question: the author's letters.
  public synchronized void answer(Question question, Set<String> letters) {
    answers.put(question.id(), new TreeSet<>(letters));
  }

  /// The author's letters chosen for a question; empty where it is unanswered.
  public synchronized Set<String> answerTo(Question question) {
    return Set.copyOf(answers.getOrDefault(question.id(), Set.of()));
  }

  /// Marks a question to come back to, or takes the mark away.
  public synchronized void toggleFlag(Question question) {
    if (!flagged.remove(question.id())) {
      flagged.add(question.id());
    }
  }

  /// Whether a question is marked to come back to.
  public synchronized boolean isFlagged(Question question) {
    return flagged.contains(question.id());
  }

  /// How many questions have an answer.
  public synchronized int answered() {
    return answers.size();
  }

  /// The time spent so far, breaks between two runs not counted.
  public Duration used() {
    return Duration.ofNanos(usedBefore + nanoTime.getAsLong() - startedAt);
  }

  /// The time left; never negative.
  public Duration left() {
    var left = paper.timeAllowed().minus(used());
    return left.isNegative() ? Duration.ZERO : left;
  }

  /// The score of the whole paper, unanswered questions being wrong.
  public synchronized Score score() {
    return Score.of(questions(), answers);
  }

  /// The score of the questions that were answered.
  public synchronized Score scoreOfAnswered() {
    return Score.of(
        questions().stream().filter(q -> answers.containsKey(q.id())).toList(), answers);
  }

  private List<Question> questions() {
    return paper.items().stream().map(Item::question).toList();
  }

  /// This moment, to be continued by [#resume].
  public synchronized SavedExam save() {
    var letters = new LinkedHashMap<String, List<String>>();
    answers.forEach((id, chosen) -> letters.put(id, List.copyOf(chosen)));
    return new SavedExam(
        SavedExam.VERSION,
        paper.mode(),
        paper.seed(),
        questions().stream().map(Question::id).toList(),
        letters,
        List.copyOf(flagged),
        position,
        used().toNanos() / NANOS_A_SECOND);
  }
}
