package hitrate.grader.graded.d1strings;

import hitrate.grader.graded.Graded;
import hitrate.grader.graded.GradedTests;
import hitrate.grader.graded.Stage;
import hitrate.grader.target.Observed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.params.SetParams;

/// Every demand of the task, each tested where it can be missed.
///
/// Nothing here depends on luck or on waiting: what another server might do at the worst moment is
/// done by the test, right after a command of the learner's and before its reply.
@GradedTests
final class NewsSiteTests {
  /// The worst moment may be after any of a method's first commands.
  private static final int MOMENTS = 4;

  /// A time to live may have lost this much before it is read: the machine may be busy.
  private static final long SLACK_MILLIS = 10_000;

  private static final long SHORT_MILLIS = 30_000;
  private static final long MINUTE = 29_750_123;

  @Graded(points = 1, sentence = "1a")
  void countsUpFromOne(Stage stage) {
    var site = stage.server(NewsSite.class);
    var page = stage.name("home");
    var key = stage.key("views:", page);
    for (long n = 1; n <= 3; n++) {
      long returned = site.countView(page);
      stage.check(returned == n, "countView.returned", List.of(n, returned), n);
    }
    var stored = stage.redis().get(key);
    stage.check("3".equals(stored), "countView.stored", Arrays.asList(3, key, stored), 3);
  }

  @Graded(points = 2, sentence = "1b")
  void losesNoViewWhenTwoServersCount(Stage stage) {
    var site = stage.server(NewsSite.class);
    for (int moment = 1; moment <= MOMENTS; moment++) {
      var page = stage.name("race" + moment);
      var key = stage.key("views:", page);
      race(stage, moment, () -> stage.redis().incr(key), () -> site.countView(page));
      checkTwoViews(stage, "countView.race", moment, key);
    }
  }

  @Graded(points = 1, sentence = "2a")
  void answersOneNumberForEachPageInOrder(Stage stage) {
    var site = stage.server(NewsSite.class);
    var pages = List.of(stage.name("sport"), stage.name("nobody"), stage.name("art"));
    stage.redis().set(stage.key("views:", pages.get(0)), "2");
    stage.redis().set(stage.key("views:", pages.get(2)), "5");
    var returned = site.viewsOf(pages);
    var wanted = List.of(2L, 0L, 5L);
    stage.check(wanted.equals(returned), "viewsOf.returned", Arrays.asList(returned), wanted);
    var none = site.viewsOf(List.of());
    stage.check(List.of().equals(none), "viewsOf.empty", Arrays.asList(none));
  }

  @Graded(points = 1, sentence = "2b")
  void asksRedisOnceForAllPages(Stage stage) {
    var site = stage.server(NewsSite.class);
    var pages = new ArrayList<String>();
    for (int i = 0; i < 20; i++) {
      pages.add(stage.name("page" + i));
    }
    stage.redis().set(stage.key("views:", pages.get(7)), "7");
    stage.commands().forget();
    site.viewsOf(pages);
    var sent = stage.commands().commands();
    var names = sent.stream().map(Observed::name).limit(5).toList();
    stage.check(
        sent.size() == 1,
        "viewsOf.commands",
        List.of(pages.size(), sent.size(), sent.size() > 5 ? names + "..." : names));
  }

  @Graded(points = 1, sentence = "3a")
  void countsEachMinuteApart(Stage stage) {
    var site = stage.server(NewsSite.class);
    var page = stage.name("home");
    for (long minute : new long[] {MINUTE, MINUTE + 1}) {
      var key = stage.key("views:", page, ":", Long.toString(minute));
      for (long n = 1; n <= 2; n++) {
        long returned = site.countViewInMinute(page, minute);
        stage.check(returned == n, "minute.returned", List.of(n, minute, returned), n);
      }
      var stored = stage.redis().get(key);
      stage.check("2".equals(stored), "minute.stored", Arrays.asList(key, stored), 2);
    }
  }

  @Graded(points = 1, sentence = "3b")
  void keepsAMinutesCounterForTwoMinutesFromItsFirstView(Stage stage) {
    var site = stage.server(NewsSite.class);
    var page = stage.name("home");
    var key = stage.key("views:", page, ":", Long.toString(MINUTE));
    site.countViewInMinute(page, MINUTE);
    long life = stage.redis().pttl(key);
    stage.check(isAbout(120_000, life), "minute.life", List.of(key, life(stage, life)));
    stage.redis().pexpire(key, SHORT_MILLIS);
    site.countViewInMinute(page, MINUTE);
    long left = stage.redis().pttl(key);
    stage.check(
        left >= 0 && left <= SHORT_MILLIS, "minute.prolonged", List.of(key, life(stage, left)));
  }

  @Graded(points = 2, sentence = "3c")
  void leavesNoCounterWithoutATimeToLiveAtAnyMoment(Stage stage) {
    var site = stage.server(NewsSite.class);
    var page = stage.name("home");
    var key = stage.key("views:", page, ":", Long.toString(MINUTE));
    checkNeverImmortal(stage, "minute", key, () -> site.countViewInMinute(page, MINUTE));
  }

  @Graded(points = 1, sentence = "3d")
  void losesNoViewOfAMinuteWhenTwoServersCount(Stage stage) {
    var site = stage.server(NewsSite.class);
    for (int moment = 1; moment <= MOMENTS; moment++) {
      var page = stage.name("race" + moment);
      var key = stage.key("views:", page, ":", Long.toString(MINUTE));
      Runnable rival =
          () -> {
            stage.redis().set(key, "0", SetParams.setParams().nx().ex(120));
            stage.redis().incr(key);
          };
      race(stage, moment, rival, () -> site.countViewInMinute(page, MINUTE));
      checkTwoViews(stage, "minute.race", moment, key);
    }
  }

  @Graded(points = 1, sentence = "4a")
  void givesAJobToTheFirstWhoClaimsIt(Stage stage) {
    var site = stage.server(NewsSite.class);
    var job = stage.name("newsletter");
    var key = stage.key("claim:", job);
    var servers = List.of("anna", "ben", "anna");
    for (int n = 1; n <= servers.size(); n++) {
      var server = servers.get(n - 1);
      boolean got = site.claim(job, server, Duration.ofMinutes(1));
      stage.check(got == (n == 1), "claim.returned", List.of(n, server, got), n == 1);
    }
    var holder = stage.redis().get(key);
    stage.check("anna".equals(holder), "claim.stored", Arrays.asList(key, holder), "anna");
  }

  @Graded(points = 2, sentence = "4b")
  void givesAJobToOneOfTwoWhoClaimItTogether(Stage stage) {
    var site = stage.server(NewsSite.class);
    for (int moment = 1; moment <= MOMENTS; moment++) {
      var job = stage.name("race" + moment);
      var key = stage.key("claim:", job);
      var rivalGotIt = new AtomicBoolean();
      var claim = SetParams.setParams().nx().px(60_000);
      Runnable rival = () -> rivalGotIt.set(stage.redis().set(key, "ben", claim) != null);
      stage.commands().forget();
      stage.commands().after(moment, rival);
      boolean got = site.claim(job, "anna", Duration.ofMinutes(1));
      var holder = stage.redis().get(key);
      if (rivalGotIt.get()) {
        stage.check(
            !got && "ben".equals(holder), "claim.race", Arrays.asList(moment, got, key, holder));
      } else {
        stage.check(got, "claim.returned", List.of(1, "anna", got), true);
      }
    }
  }

  @Graded(points = 1, sentence = "4c")
  void endsAClaimWithItsLease(Stage stage) {
    var site = stage.server(NewsSite.class);
    var job = stage.name("newsletter");
    var key = stage.key("claim:", job);
    var lease = Duration.ofSeconds(90);
    checkNeverImmortal(stage, "claim", key, () -> site.claim(job, "anna", lease));
    long life = stage.redis().pttl(key);
    stage.check(
        isAbout(lease.toMillis(), life),
        "claim.life",
        List.of(lease.toMillis(), life(stage, life)),
        lease.toMillis());
    // The end of the lease, without waiting for it.
    stage.redis().del(key);
    boolean again = site.claim(job, "ben", lease);
    stage.check(again, "claim.again", List.of(again));
  }

  @Graded(points = 1, sentence = "4d")
  void aLateClaimChangesNothing(Stage stage) {
    var site = stage.server(NewsSite.class);
    var job = stage.name("newsletter");
    var key = stage.key("claim:", job);
    site.claim(job, "anna", Duration.ofMinutes(1));
    stage.redis().pexpire(key, SHORT_MILLIS);
    site.claim(job, "ben", Duration.ofMinutes(1));
    var holder = stage.redis().get(key);
    long left = stage.redis().pttl(key);
    stage.check(
        "anna".equals(holder) && left >= 0 && left <= SHORT_MILLIS,
        "claim.late",
        Arrays.asList("anna", key, holder, life(stage, left)),
        "anna");
  }

  @Graded(points = 1, sentence = "5a")
  void loadsOnceAndStoresWhatIsNotStored(Stage stage) {
    var site = stage.server(NewsSite.class);
    var name = stage.name("headlines");
    var key = stage.key("cache:", name);
    var text = "Rain in the north";
    var loader = new Loader(text);
    var returned = site.cached(name, Duration.ofMinutes(1), loader);
    stage.check(loader.asked() == 1, "cached.asked", List.of(loader.asked()), 1);
    stage.check(text.equals(returned), "cached.returned", Arrays.asList(returned), text);
    var stored = stage.redis().get(key);
    stage.check(text.equals(stored), "cached.stored", Arrays.asList(key, stored), text);
  }

  @Graded(points = 1, sentence = "5b")
  void answersFromTheCacheWithoutAskingTheLoader(Stage stage) {
    var site = stage.server(NewsSite.class);
    for (var stored : List.of("Snow in the south", "", "null")) {
      var name = stage.name("stored" + stored.length());
      stage.redis().set(stage.key("cache:", name), stored, SetParams.setParams().px(60_000));
      var loader = new Loader("from the database");
      var returned = site.cached(name, Duration.ofMinutes(1), loader);
      stage.check(
          stored.equals(returned) && loader.asked() == 0,
          "cached.hit",
          Arrays.asList(quoted(stored), quoted(returned), loader.asked()),
          "\"" + stored + "\"");
    }
  }

  @Graded(points = 1, sentence = "5c")
  void anAnswersLifeBeginsWhenItIsLoaded(Stage stage) {
    var site = stage.server(NewsSite.class);
    var name = stage.name("headlines");
    var key = stage.key("cache:", name);
    var timeToLive = Duration.ofMinutes(5);
    var loader = new Loader("Rain in the north");
    site.cached(name, timeToLive, loader);
    long life = stage.redis().pttl(key);
    stage.check(
        isAbout(timeToLive.toMillis(), life),
        "cached.life",
        List.of(timeToLive.toMillis(), life(stage, life)),
        timeToLive.toMillis());
    stage.redis().pexpire(key, SHORT_MILLIS);
    site.cached(name, timeToLive, loader);
    long left = stage.redis().pttl(key);
    stage.check(left >= 0 && left <= SHORT_MILLIS, "cached.prolonged", List.of(life(stage, left)));
  }

  @Graded(points = 1, sentence = "5d")
  void storesNoAnswerWithoutATimeToLive(Stage stage) {
    var site = stage.server(NewsSite.class);
    var name = stage.name("headlines");
    var key = stage.key("cache:", name);
    var loader = new Loader("Rain in the north");
    checkNeverImmortal(
        stage, "cached", key, () -> site.cached(name, Duration.ofMinutes(1), loader));
  }

  @Graded(points = 1, sentence = "5e")
  void storesNothingWhenThereIsNoAnswer(Stage stage) {
    var site = stage.server(NewsSite.class);
    var missing = stage.name("missing");
    var returned = site.cached(missing, Duration.ofMinutes(1), new Loader(null));
    var key = stage.key("cache:", missing);
    var stored = stage.redis().get(key);
    stage.check(
        returned == null && stored == null,
        "cached.null",
        Arrays.asList(quoted(returned), key, quoted(stored)));

    var broken = stage.name("broken");
    var text = "the database is away";
    Supplier<@Nullable String> failing =
        () -> {
          throw new IllegalStateException(text);
        };
    var outcome = stage.outcome(() -> site.cached(broken, Duration.ofMinutes(1), failing));
    var threw = outcome.threw();
    var brokenKey = stage.key("cache:", broken);
    var left = stage.redis().get(brokenKey);
    boolean sameException =
        threw != null
            && threw.type().equals(IllegalStateException.class.getName())
            && threw.text().equals(text);
    var what =
        threw == null
            ? stage.text("value.answered", Objects.toString(quoted(outcome.value())))
            : stage.text("value.threw", threw.type(), threw.text());
    stage.check(
        sameException && left == null,
        "cached.threw",
        Arrays.asList(text, what, brokenKey, quoted(left)));
  }

  /// Runs the learner's call with a rival that acts once, right after command number `moment`.
  private static void race(Stage stage, int moment, Runnable rival, Runnable call) {
    var acted = new AtomicBoolean();
    stage.commands().forget();
    stage
        .commands()
        .after(
            moment,
            () -> {
              rival.run();
              acted.set(true);
            });
    call.run();
    if (!acted.get()) {
      // The call had fewer commands; the rival counts after it.
      rival.run();
    }
  }

  private static void checkTwoViews(Stage stage, String check, int moment, String key) {
    var stored = stage.redis().get(key);
    stage.check("2".equals(stored), check, Arrays.asList(moment, key, stored));
  }

  /// Looks at the key after every command of the learner's call.
  private static void checkNeverImmortal(Stage stage, String what, String key, Runnable call) {
    var immortal = new ArrayList<Observed>();
    stage.commands().forget();
    stage
        .commands()
        .afterEach(command -> {
          if (stage.redis().pttl(key) == -1) {
            immortal.add(command);
          }
        });
    call.run();
    stage.commands().afterEach(command -> {});
    if (!immortal.isEmpty()) {
      var first = immortal.getFirst();
      stage.check(false, what + ".immortal", List.of(first.number(), first.name(), key));
    }
    stage.check(stage.redis().exists(key), what + ".stored", Arrays.asList(key, null), key);
  }

  private static boolean isAbout(long wantedMillis, long millis) {
    return millis <= wantedMillis && millis > wantedMillis - SLACK_MILLIS;
  }

  private static String life(Stage stage, long millis) {
    return switch ((int) Math.max(millis, -2)) {
      case -2 -> stage.text("value.noKey");
      case -1 -> stage.text("value.noLife");
      default -> stage.text("value.life", millis);
    };
  }

  private static @Nullable String quoted(@Nullable String text) {
    return text == null ? null : "\"" + text + "\"";
  }

  /// A database that always answers the same and counts how often it is asked.
  private static final class Loader implements Supplier<@Nullable String> {
    private final @Nullable String text;
    private final AtomicInteger asked = new AtomicInteger();

    Loader(@Nullable String text) {
      this.text = text;
    }

    @Override
    public @Nullable String get() {
      asked.incrementAndGet();
      return text;
    }

    int asked() {
      return asked.get();
    }
  }
}
