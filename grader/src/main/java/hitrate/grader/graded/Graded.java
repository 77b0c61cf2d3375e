package hitrate.grader.graded;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/// A test that earns points. Its method takes a [Stage].
@Test
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Graded {
  /// What passing earns.
  int points();

  /// The number of the sentence of the task that it tests: `1a`.
  String sentence();
}
