package hitrate.grader.graded;

import java.lang.reflect.Method;
import java.util.Comparator;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.MethodOrdererContext;

/// Runs graded tests in the order of the sentences they belong to.
public final class SentenceOrder implements MethodOrderer {
  /// The order of two test methods: part, then letter, then name.
  public static final Comparator<Method> COMPARATOR =
      Comparator.comparingInt(SentenceOrder::part)
          .thenComparing(SentenceOrder::sentence)
          .thenComparing(Method::getName);

  @Override
  public void orderMethods(MethodOrdererContext context) {
    context.getMethodDescriptors().sort((a, b) -> COMPARATOR.compare(a.getMethod(), b.getMethod()));
  }

  private static int part(Method method) {
    var digits = sentence(method).replaceAll("[^0-9]", "");
    return digits.isEmpty() ? 0 : Integer.parseInt(digits);
  }

  private static String sentence(Method method) {
    var graded = method.getAnnotation(Graded.class);
    return graded == null ? "" : graded.sentence();
  }
}
