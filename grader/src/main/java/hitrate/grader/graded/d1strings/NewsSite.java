package hitrate.grader.graded.d1strings;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The methods of the learner's class, as the tests call them.
interface NewsSite {
  long countView(String page);

  List<Long> viewsOf(List<String> pages);

  long countViewInMinute(String page, long minute);

  boolean claim(String job, String server, Duration lease);

  @Nullable String cached(String name, Duration timeToLive, Supplier<@Nullable String> loader);
}
