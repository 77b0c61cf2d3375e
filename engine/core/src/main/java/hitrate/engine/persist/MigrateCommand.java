package hitrate.engine.persist;

import static hitrate.engine.command.Category.DANGEROUS;
import static hitrate.engine.command.Category.KEYSPACE;
import static hitrate.engine.command.CommandFlag.MOVABLEKEYS;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.DELETE;
import static hitrate.engine.command.KeySpec.Flag.INCOMPLETE;
import static hitrate.engine.command.KeySpec.Flag.RW;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeyFinder;
import hitrate.engine.command.KeySpec;
import hitrate.engine.keyspace.Database;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// MIGRATE: hands keys over to another node, by RESTORE there and, when it has taken them, by
/// deletion here. The node waits for the other one meanwhile, as the real server does: no client
/// ever sees a key in both places or in none.
public final class MigrateCommand {
  private static final CommandError NOT_CONNECTED =
      CommandError.of("IOERR error or timeout connecting to the client");

  private final MigrationLines lines;

  private MigrateCommand(MigrationLines lines) {
    this.lines = lines;
  }

  /// The command's declaration.
  public static Command command(MigrationLines lines) {
    var command = new MigrateCommand(lines);
    return Command.named("migrate")
        .arity(-6)
        .flags(WRITE, MOVABLEKEYS)
        .categories(KEYSPACE, DANGEROUS)
        .tips("nondeterministic_output")
        .keys(
            KeySpec.key(3, RW, ACCESS, DELETE),
            new KeySpec(
                List.of(RW, ACCESS, DELETE, INCOMPLETE),
                new KeySpec.Keyword("KEYS", -2),
                new KeySpec.Range(-1, 1, 0),
                ""))
        .keySearch(MigrateCommand::keys)
        .runs(command::migrate);
  }

  /// The keys of a call: one, or those behind KEYS; none when it has both.
  private static List<KeyFinder.Found> keys(List<Bytes> words) {
    int first = 3;
    int end = 4;
    for (int i = 6; i < words.size() && end == 4; i++) {
      switch (words.get(i).toString().toUpperCase(Locale.ROOT)) {
        case "AUTH" -> i++;
        case "AUTH2" -> i += 2;
        case "KEYS" -> {
          if (i + 1 < words.size()) {
            first = words.get(3).length() == 0 ? i + 1 : words.size();
            end = words.size();
          }
        }
        default -> {
          // COPY or REPLACE
        }
      }
    }
    var found = new ArrayList<KeyFinder.Found>();
    for (int i = first; i < end; i++) {
      found.add(new KeyFinder.Found(i, List.of(RW, ACCESS, DELETE)));
    }
    return found;
  }

  /// What a call asks for.
  ///
  /// @param login the words of AUTH; empty for none
  private record Request(
      String host,
      int port,
      long database,
      int timeoutMillis,
      boolean copies,
      boolean replaces,
      List<Bytes> login,
      int firstKey,
      int keyEnd) {

    static Request parse(Args args) {
      boolean copies = false;
      boolean replaces = false;
      List<Bytes> login = List.of();
      int first = 3;
      int end = 4;
      for (int i = 6; i < args.count() && end == 4; i++) {
        int more = args.count() - 1 - i;
        if (args.is(i, "COPY")) {
          copies = true;
        } else if (args.is(i, "REPLACE")) {
          replaces = true;
        } else if (args.is(i, "AUTH") && more > 0) {
          args.redact(i + 1);
          login = List.of(Bytes.of("AUTH"), args.bytes(++i));
        } else if (args.is(i, "AUTH2") && more > 1) {
          args.redact(i + 1);
          args.redact(i + 2);
          login = List.of(Bytes.of("AUTH"), args.bytes(i + 1), args.bytes(i + 2));
          i += 2;
        } else if (args.is(i, "KEYS")) {
          if (args.length(3) != 0) {
            throw CommandError.of(
                "ERR When using MIGRATE KEYS option, the key argument must be set to the empty"
                    + " string");
          }
          first = i + 1;
          end = args.count();
        } else {
          throw CommandError.SYNTAX;
        }
      }
      long timeout = args.longAt(5);
      long database = args.longAt(4);
      return new Request(
          args.bytes(1).toString(),
          port(args.bytes(2).toString()),
          database,
          timeout <= 0 ? 1000 : (int) Math.min(timeout, Integer.MAX_VALUE),
          copies,
          replaces,
          login,
          first,
          end);
    }

    /// As far as it is a number, as in C.
    private static int port(String text) {
      int end = 0;
      while (end < text.length() && end < 9 && Character.isDigit(text.charAt(end))) {
        end++;
      }
      return end == 0 ? 0 : Integer.parseInt(text.substring(0, end)) & 0xffff;
    }
  }

  /// A failure of the connection, and in the midst of what.
  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1;
    private final boolean isWriting;
    private final boolean isTimeout;

    Broken(IOException cause, boolean isWriting) {
      super(cause);
      this.isWriting = isWriting;
      this.isTimeout = cause instanceof SocketTimeoutException;
    }

    CommandError reply() {
      return CommandError.of(
          "IOERR error or timeout %s to target instance"
              .formatted(isWriting ? "writing" : "reading"));
    }
  }

  private Effect migrate(Args args, Execution x) {
    Request request = Request.parse(args);
    List<Key> keys = new ArrayList<>();
    for (int i = request.firstKey(); i < request.keyEnd(); i++) {
      Key key = args.key(i);
      if (x.database().read(key) != 0) {
        keys.add(key);
      }
    }
    if (keys.isEmpty()) {
      x.reply().simple("NOKEY");
      return Effect.NONE;
    }
    var moved = new Moved(request, x);
    for (boolean mayRetry = true; ; mayRetry = false) {
      try {
        handOver(request, keys, moved, x);
        return moved.end(null);
      } catch (Broken broken) {
        lines.close(MigrationLines.name(request.host(), request.port()));
        if (broken.isTimeout || !mayRetry || moved.any()) {
          return moved.end(broken.reply());
        }
      }
    }
  }

  private void handOver(Request request, List<Key> keys, Moved moved, Execution x) throws Broken {
    MigrationLines.Target target = connect(request, x);
    boolean selects = target.database() != request.database();
    var out = new ByteArrayOutputStream();
    if (!request.login().isEmpty()) {
      add(out, request.login());
    }
    if (selects) {
      add(out, List.of(Bytes.of("SELECT"), Bytes.of(Long.toString(request.database()))));
    }
    for (Key key : keys) {
      add(out, restore(key, request, x));
    }
    try {
      target.write(out.toByteArray(), request.timeoutMillis());
    } catch (IOException failure) {
      throw new Broken(failure, true);
    }
    try {
      String early = request.login().isEmpty() ? "" : target.answer(request.timeoutMillis());
      String selected = selects ? target.answer(request.timeoutMillis()) : "";
      for (Key key : keys) {
        String answer = target.answer(request.timeoutMillis());
        String refused =
            early.startsWith("-") ? early : selected.startsWith("-") ? selected : answer;
        if (refused.startsWith("-")) {
          target.database(-1);
          moved.refused(refused.substring(1));
        } else {
          moved.taken(key);
        }
      }
      if (!moved.hasFailed()) {
        target.database(request.database());
      }
    } catch (IOException failure) {
      throw new Broken(failure, false);
    }
  }

  /// A connection that is refused is found out when something is written, in the real server.
  private MigrationLines.Target connect(Request request, Execution x) throws Broken {
    try {
      long now = x.server().clock().millis();
      return lines.to(request.host(), request.port(), request.timeoutMillis(), now);
    } catch (ConnectException refused) {
      throw new Broken(refused, true);
    } catch (IOException failure) {
      throw NOT_CONNECTED;
    }
  }

  private static List<Bytes> restore(Key key, Request request, Execution x) {
    Database database = x.database();
    long entry = database.find(key);
    long expireAt = Entry.expireAt(database.region(), entry);
    long left = expireAt == Entry.NO_EXPIRY ? 0 : Math.max(expireAt - x.now(), 1);
    boolean compresses = !"no".equals(x.server().settings().get("rdbcompression"));
    var words = new ArrayList<Bytes>();
    words.add(Bytes.of("RESTORE"));
    words.add(key.copy());
    words.add(Bytes.of(Long.toString(left)));
    words.add(Bytes.wrap(Payload.of(database, entry, compresses)));
    if (request.replaces()) {
      words.add(Bytes.of("REPLACE"));
    }
    return words;
  }

  private static void add(ByteArrayOutputStream out, List<Bytes> words) {
    out.writeBytes(MigrationLines.bytes("*" + words.size() + "\r\n"));
    for (Bytes word : words) {
      out.writeBytes(MigrationLines.bytes("$" + word.length() + "\r\n"));
      out.writeBytes(word.toArray());
      out.writeBytes(MigrationLines.bytes("\r\n"));
    }
  }

  /// What the other node has taken so far: it is deleted here at once, unless it is copied.
  private static final class Moved {
    private final Request request;
    private final Execution x;
    private final List<Bytes> deleted = new ArrayList<>();
    private @Nullable String refusal;
    private boolean any;

    Moved(Request request, Execution x) {
      this.request = request;
      this.x = x;
    }

    boolean any() {
      return any;
    }

    boolean hasFailed() {
      return refusal != null;
    }

    void refused(String answer) {
      any = true;
      if (refusal == null) {
        refusal = answer;
      }
    }

    void taken(Key key) {
      any = true;
      if (!request.copies()) {
        x.database().delete(key); // named twice it is gone already, and told of and counted again
        x.changed("del", key);
        deleted.add(key.copy());
      }
    }

    /// Answers, and tells as the effect which keys are gone.
    Effect end(@Nullable CommandError broken) {
      if (refusal != null) {
        x.reply().error("ERR Target instance replied with error: " + refusal);
      } else if (broken != null) {
        x.reply().error(broken.reply());
      } else {
        x.reply().ok();
      }
      if (deleted.isEmpty()) {
        return Effect.NONE;
      }
      x.counts(deleted.size());
      var words = new ArrayList<Bytes>(List.of(Bytes.of("DEL")));
      words.addAll(deleted);
      return x.instead(List.of(words));
    }
  }
}
