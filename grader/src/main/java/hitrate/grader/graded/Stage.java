package hitrate.grader.graded;

import hitrate.grader.isolation.Failure;
import hitrate.grader.isolation.LearnerJvm;
import hitrate.grader.isolation.SubmissionFailure;
import hitrate.grader.target.Gateway;
import hitrate.grader.target.Target;
import hitrate.grader.wire.Handle;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisException;

/// What a graded test works with: the learner's object, the cache, the commands in between, and a
/// way to say what was observed and what was expected.
public final class Stage {
  private static final String CLIENT_TYPE = UnifiedJedis.class.getName();
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Workshop workshop;
  private final String test;
  private final LearnerJvm jvm;
  private final Target target;
  private final Gateway gateway;
  private final String mark = Long.toString(RANDOM.nextLong(36L * 36 * 36 * 36 * 36 * 36), 36);
  private final Set<String> keys = new LinkedHashSet<>();

  Stage(Workshop workshop, String test) {
    this.workshop = workshop;
    this.test = test;
    this.target = workshop.target().open();
    this.gateway = new Gateway(target);
    try {
      this.jvm = workshop.begin();
    } catch (SubmissionFailure e) {
      gateway.close();
      target.close();
      throw e;
    }
  }

  /// A new object of the learner's class: one more server of the exercise, connected to the cache.
  public <T> T server(Class<T> api) {
    var client = new Handle.Client(gateway.uri().toString());
    int object = jvm.create(workshop.exercise().type(), List.of(CLIENT_TYPE), List.of(client));
    var proxy =
        Proxy.newProxyInstance(
            api.getClassLoader(), new Class<?>[] {api}, new LearnerObject(jvm, object));
    return api.cast(proxy);
  }

  /// The grader's own connection to the cache.
  public UnifiedJedis redis() {
    return target.redis();
  }

  /// The commands of the learner's code.
  public Gateway commands() {
    return gateway;
  }

  /// A name that nothing else uses, so that a test can share a cache with others and cannot be
  /// foreseen.
  public String name(String base) {
    return base + "-" + mark;
  }

  /// The key made of these pieces; it is removed after the test when the cache is not ours alone.
  public String key(String... pieces) {
    var key = String.join("", pieces);
    keys.add(key);
    return key;
  }

  /// The test fails unless `holds`; the texts are `check.observed` and `check.expected` of the
  /// exercise's messages, with these values filled in.
  public void check(
      boolean holds, String check, List<? extends @Nullable Object> observed, Object... expected) {
    if (!holds) {
      var messages = workshop.exercise().messages();
      throw new GradedFailure(
          messages.text(check + ".observed", observed.stream().map(this::shown).toArray()),
          messages.text(check + ".expected", Stream.of(expected).map(this::shown).toArray()));
    }
  }

  /// A text of the exercise's messages, for use as a value of [#check].
  public String text(String key, Object... values) {
    return workshop.exercise().messages().text(key, values);
  }

  private Object shown(@Nullable Object value) {
    return switch (value) {
      case null -> text("value.none");
      case String string when string.isEmpty() -> "\"\"";
      default -> value;
    };
  }

  /// What a call came to: a value, or an exception that the learner's code threw. Every other way
  /// to fail goes on as it is.
  ///
  /// @param value what was returned
  /// @param threw what was thrown, or null
  public record Outcome<T>(@Nullable T value, Failure.@Nullable Threw threw) {}

  /// Calls the learner's code and takes an exception for an answer.
  public <T> Outcome<T> outcome(Supplier<? extends @Nullable T> call) {
    try {
      return new Outcome<>(call.get(), null);
    } catch (SubmissionFailure e) {
      if (e.failure() instanceof Failure.Threw threw) {
        return new Outcome<>(null, threw);
      }
      throw e;
    }
  }

  /// Clears the stage after the test.
  void close() {
    gateway.close();
    try {
      workshop.finish(jvm, test);
      if (target.isShared()) {
        removeKeys();
      }
    } catch (JedisException e) {
      // The cache has gone; the test has failed for that already.
    } finally {
      target.close();
    }
  }

  private void removeKeys() {
    gateway.commands().stream()
        .flatMap(command -> command.words().stream().skip(1))
        .filter(word -> word.contains(mark))
        .forEach(keys::add);
    keys.forEach(target.redis()::unlink);
  }
}
