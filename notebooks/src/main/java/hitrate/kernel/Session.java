package hitrate.kernel;

import static java.nio.charset.StandardCharsets.UTF_8;

import hitrate.engine.node.CacheNode;
import hitrate.grader.text.Messages;
import hitrate.kernel.cell.Assist.Completeness;
import hitrate.kernel.cell.Assist.Completions;
import hitrate.kernel.cell.JavaCells;
import hitrate.kernel.cell.Outcome;
import hitrate.kernel.cell.Outcome.Failure;
import hitrate.kernel.display.Rendering;
import hitrate.kernel.redis.CommandHelp;
import hitrate.kernel.redis.RedisCells;
import hitrate.kernel.redis.RedisSession;
import hitrate.kernel.scope.NotebookScope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import jdk.jshell.spi.ExecutionControl.StoppedException;
import redis.clients.jedis.RedisClient;

/// One learner's session: a node, a Redis connection to it, and the Java of the notebook. Decides
/// by a cell's first line who runs it.
final class Session implements Cells {
  private final FrontEnd frontEnd;
  private final Messages messages;
  private final Target target;
  private final RedisSession redis;
  private final RedisCells redisCells;
  private final CommandHelp commandHelp;
  private final RedisClient jedis;
  private final JavaCells java;

  private Session(FrontEnd frontEnd, Target target, Messages messages) {
    this.frontEnd = frontEnd;
    this.messages = messages;
    this.target = target;
    this.redis = new RedisSession(target.uri());
    this.redisCells = new RedisCells(redis, messages);
    this.commandHelp = new CommandHelp(target.uri());
    this.jedis = RedisClient.create(target.uri());
    this.java = JavaCells.start(System.getProperty("java.class.path"), this::unblock, messages);
  }

  /// Starts JShell, with the helpers in scope.
  ///
  /// @param target where commands go; the session closes it
  static Session start(FrontEnd frontEnd, Target target, Messages messages) {
    var session = new Session(frontEnd, target, messages);
    var scope = new NotebookScope(session.redis, frontEnd::display, frontEnd.out(), messages);
    session.java.declare(NotebookScope.class.getName(), "notebook", scope);
    session.java.define(startup());
    session.java.declare("RedisClient", "jedis", session.jedis);
    session.java.declare("java.net.URI", "uri", target.uri());
    if (target instanceof Target.Own(CacheNode node)) {
      session.java.declare("CacheNode", "node", node);
    }
    return session;
  }

  private static String startup() {
    try (var in = Session.class.getResourceAsStream("startup.jsh")) {
      return new String(Objects.requireNonNull(in, "startup.jsh").readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Answer run(int number, String code) {
    var magic = Magic.of(code);
    if (magic.isPresent()) {
      return run(magic.get());
    }
    var outcome = java.run(number, code);
    java.notes().forEach(frontEnd.err()::println);
    return show(outcome);
  }

  private Answer run(Magic magic) {
    return switch (magic.name()) {
      case "%%redis" -> runRedis(magic);
      case "%help" -> alone(magic, messages.text("help"));
      case "%node" -> alone(magic, target.describe(messages));
      default -> fails(messages.text("magic.unknown", magic.name()));
    };
  }

  private Answer runRedis(Magic magic) {
    for (String option : magic.options()) {
      if (!option.equals("--strict")) {
        return fails(messages.text("magic.option", option));
      }
    }
    boolean strict = !magic.options().isEmpty();
    return show(redisCells.run(magic.body(), strict, frontEnd.out()));
  }

  private Answer alone(Magic magic, String text) {
    return magic.body().isBlank()
        ? new Answer.Shows(Rendering.of(text))
        : fails(messages.text("magic.alone", magic.name()));
  }

  private static Answer fails(String message) {
    return new Answer.Fails(new Failure("Magic", message, List.of(message)));
  }

  private Answer show(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Done done -> new Answer.Quiet();
      case Failure failure -> new Answer.Fails(failure);
      case Outcome.Value(Object value) -> {
        try {
          yield new Answer.Shows(java.call(() -> Rendering.of(value)));
        } catch (StoppedException e) {
          yield new Answer.Fails(Outcome.interrupted(messages, List.of()));
        } catch (Exception | LinkageError e) {
          String message = messages.text("cell.value", e);
          yield new Answer.Fails(
              new Failure(e.getClass().getSimpleName(), message, List.of(message)));
        }
      }
    };
  }

  @Override
  public void interrupt() {
    redisCells.interrupt();
    java.interrupt();
  }

  /// Frees a cell that waits for a reply: no thread can be woken from reading a socket, but the
  /// socket can be closed.
  private void unblock() {
    redis.breakOff();
    target.dropClients();
  }

  @Override
  public Completions complete(String code, int cursor) {
    if (Magic.of(code).isEmpty()) {
      return java.assist().complete(code, cursor);
    }
    int line = lineStart(code, cursor);
    String word = code.substring(line, cursor).stripLeading();
    if (cursor < Magic.bodyOffset(code) || word.contains(" ")) {
      return new Completions(List.of(), cursor);
    }
    return new Completions(commandHelp.namesLike(word), cursor - word.length());
  }

  @Override
  public String inspect(String code, int cursor) {
    if (Magic.of(code).isEmpty()) {
      return java.assist().inspect(code, cursor);
    }
    String line = code.substring(lineStart(code, cursor)).strip();
    boolean inBody = cursor >= Magic.bodyOffset(code) && !line.isEmpty();
    return inBody ? commandHelp.explain(line.split("\\s+", 2)[0]) : "";
  }

  private static int lineStart(String code, int cursor) {
    return code.lastIndexOf('\n', cursor - 1) + 1;
  }

  @Override
  public Completeness completeness(String code) {
    return Magic.of(code).isPresent() ? Completeness.COMPLETE : java.assist().completeness(code);
  }

  @Override
  public void close() {
    java.close();
    jedis.close();
    redis.close();
    target.close();
  }
}
