package hitrate.grader.isolation;

import java.time.Duration;
import java.util.List;

/// Looks at what a JVM uses while one test is under way, and ends it when that is too much.
final class Watch {
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final LearnerJvm jvm;
  private final int test;
  private final Process process;
  private final Limits limits;
  private final Usage base;

  Watch(LearnerJvm jvm, int test, Process process, Limits limits, Usage base) {
    this.jvm = jvm;
    this.test = test;
    this.process = process;
    this.limits = limits;
    this.base = base;
  }

  void run() {
    try {
      while (jvm.busyWith(test)) {
        look(Usage.of(process));
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(Usage now) {
    if (now.cpu().minus(base.cpu()).compareTo(limits.cpu()) > 0) {
      jvm.end(new Failure.UsedTooMuchCpu(limits.cpu()));
    } else if (now.residentMegabytes() > limits.residentMegabytes()) {
      jvm.end(new Failure.TooMuchMemory(limits.residentMegabytes()));
    } else if (now.threads() > limits.threads()) {
      jvm.end(new Failure.TooManyThreads(limits.threads()));
    } else if (now.processes() > base.processes() + limits.processes()) {
      jvm.end(new Failure.StartedProcesses());
    } else if (jvm.isOverdue()) {
      jvm.end(new Failure.TookTooLong("", limits.wall(), "", List.of()));
    }
  }
}
