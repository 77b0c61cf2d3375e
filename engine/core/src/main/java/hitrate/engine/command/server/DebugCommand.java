package hitrate.engine.command.server;

import static hitrate.engine.command.CommandFlag.ADMIN;
import static hitrate.engine.command.CommandFlag.LOADING;
import static hitrate.engine.command.CommandFlag.NOSCRIPT;
import static hitrate.engine.command.CommandFlag.STALE;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.Glob;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Debugging;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.HelpText;
import hitrate.engine.command.Server;
import hitrate.engine.keyspace.DatasetDigest;
import hitrate.engine.struct.QuickList;
import hitrate.engine.world.Entropy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/// DEBUG: what tests of clients and of this engine need to do to a node, and nobody else should.
/// Refused unless `enable-debug-command` allows it.
public final class DebugCommand {
  private static final int NANOS_PER_MICRO = 1000;
  private static final int MATCHES = 100_000;
  private static final long MOST_PACKED_BYTES = (1L << 32) - 1;
  private static final Pattern PACKED_THRESHOLD = Pattern.compile("(\\d{0,10})(|b|[kmg]b?)");

  private DebugCommand() {}

  /// The command's declaration. Its subcommands are not declared one by one, as in the real server.
  public static Command command() {
    return Command.named("debug")
        .arity(-2)
        .flags(ADMIN, NOSCRIPT, LOADING, STALE)
        .guardedBy("debug")
        .runs(DebugCommand::run);
  }

  private static Effect run(Args args, Execution x) {
    int words = args.count();
    String name = args.text(1).toUpperCase(Locale.ROOT);
    if (name.equals("RELOAD")) {
      reload(args, x);
      return Effect.NONE;
    }
    if (DebugKeys.runs(name, words)) {
      DebugKeys.run(name, args, x);
    } else if (!DebugNode.run(name, args, x)) {
      return runOther(name, words, args, x);
    }
    return Effect.NONE;
  }

  private static Effect runOther(String name, int words, Args args, Execution x) {
    switch (name + " " + words) {
      case "HELP 2" -> HelpText.reply("debug", args, x);
      case "SLEEP 3" -> sleep(args, x);
      case "SET-ACTIVE-EXPIRE 3" -> {
        x.keyspace().setActiveExpiry(!args.text(2).strip().matches("[+-]?0*|[^0-9+-].*"));
        x.reply().ok();
      }
      case "ERROR 3" -> x.reply().error(args.text(2));
      case "LOG 3" -> {
        log(args, x);
        x.reply().ok();
      }
      case "DIGEST 2" -> x.reply().simple(DatasetDigest.of(x.keyspace()));
      case "PROTOCOL 3" -> DebugProtocol.reply(args, x);
      case "LOADAOF 2" -> {
        x.server().debugging().loadAppendOnlyFile();
        x.reply().ok();
      }
      case "CHANGE-REPL-ID 2" -> {
        x.server().debugging().changeReplicationId();
        x.reply().ok();
      }
      case "QUICKLIST-PACKED-THRESHOLD 3" -> packedThreshold(args, x);
      case "STRUCTSIZE 2" ->
          x.reply()
              .bulk(
                  "bits:64 robj:16 dictentry:24 sdshdr5:1 sdshdr8:3 sdshdr16:5 sdshdr32:9"
                      + " sdshdr64:17 ");
      case "REPLYBUFFER 4" -> replyBuffers(args, x);
      case "DROP-CLUSTER-PACKET-FILTER 3" -> {
        args.longAt(2);
        x.reply().ok(); // a node that is in no cluster gets no such packets
      }
      case "CONFIG-REWRITE-FORCE-ALL 2" -> rewriteEverything(x);
      case "LEAK 3" -> x.reply().ok(); // memory that nobody refers to comes back by itself
      case "STRINGMATCH-TEST 2" -> matchAnything(x);
      case "MALLCTL 3", "MALLCTL 4", "MALLCTL-STR 3", "MALLCTL-STR 4" ->
          throw CommandError.of("ERR No such file or directory"); // there is no such allocator
      default -> throw CommandError.unknownForm(args);
    }
    return Effect.NONE;
  }

  private static void rewriteEverything(Execution x) {
    try {
      x.server().settings().rewrite(true);
    } catch (CommandError failed) {
      throw CommandError.of("ERR CONFIG-REWRITE-FORCE-ALL failed");
    }
    x.reply().ok();
  }

  /// How clients' shares of the room for replies follow what they get.
  private static void replyBuffers(Args args, Execution x) {
    Debugging node = x.server().debugging();
    if (args.is(2, "PEAK-RESET-TIME")) {
      node.replyPeakMillis(
          args.is(3, "NEVER")
              ? -1
              : args.is(3, "RESET") ? Debugging.DEFAULT_REPLY_PEAK_MILLIS : args.longAt(3));
    } else if (args.is(2, "RESIZING")) {
      node.keepsReplyShares(DebugNode.number(args.text(3)) == 0);
    } else {
      throw CommandError.unknownForm(args);
    }
    x.reply().ok();
  }

  /// Matches random texts against random patterns, to see whether that ends.
  private static void matchAnything(Execution x) {
    Entropy entropy = x.keyspace().entropy();
    int matched = 0;
    for (int i = 0; i < MATCHES; i++) {
      byte[] pattern = randomText(entropy);
      byte[] text = randomText(entropy);
      matched += new Glob(Bytes.wrap(pattern), (i & 1) == 0).matches(Bytes.wrap(text)) ? 1 : 0;
    }
    x.server().log("debug", matched + " of " + MATCHES + " random texts matched");
    x.reply().simple("Apparently Redis did not crash: test passed");
  }

  private static byte[] randomText(Entropy entropy) {
    var text = new byte[(int) (entropy.nextLong() & 31)];
    for (int i = 0; i < text.length; i++) {
      text[i] = (byte) entropy.nextLong();
    }
    return text;
  }

  private static void reload(Args args, Execution x) {
    boolean saves = true;
    boolean empties = true;
    boolean merges = false;
    for (int i = 2; i < args.count(); i++) {
      if (args.is(i, "NOSAVE")) {
        saves = false;
      } else if (args.is(i, "NOFLUSH")) {
        empties = false;
      } else if (args.is(i, "MERGE")) {
        merges = true;
      } else {
        throw CommandError.of(
            "ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.");
      }
    }
    x.server().debugging().reload(saves, empties, merges);
    x.reply().ok();
  }

  private static void packedThreshold(Args args, Execution x) {
    var form = PACKED_THRESHOLD.matcher(args.text(2).toLowerCase(Locale.ROOT));
    long bytes = -1;
    if (form.matches()) {
      long unit =
          switch (form.group(2)) {
            case "k" -> 1000;
            case "kb" -> 1 << 10;
            case "m" -> 1_000_000;
            case "mb" -> 1 << 20;
            case "g" -> 1_000_000_000;
            case "gb" -> 1 << 30;
            default -> 1;
          };
      bytes = form.group(1).isEmpty() ? 0 : Long.parseLong(form.group(1)) * unit;
    }
    if (bytes < 0 || bytes > MOST_PACKED_BYTES) {
      throw CommandError.of(
          "ERR argument must be a memory value bigger than 1 and smaller than 4gb");
    }
    int threshold = (int) Math.min(bytes, Integer.MAX_VALUE);
    x.packing().listPlainBytes(bytes == 0 ? QuickList.DEFAULT_PACKED_THRESHOLD : threshold);
    x.reply().ok();
  }

  private static void sleep(Args args, Execution x) {
    double seconds;
    try {
      seconds = Double.parseDouble(args.text(2));
    } catch (NumberFormatException none) {
      seconds = 0; // C's strtod
    }
    long micros = Math.max((long) (seconds * 1_000_000), 0);
    try {
      x.server().clock().sleep(Duration.ofNanos(micros * NANOS_PER_MICRO));
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
    x.reply().ok();
  }

  private static void log(Args args, Execution x) {
    byte[] prefix = Bytes.of("DEBUG LOG: ").toArray();
    byte[] message = args.bytes(2).toArray();
    int length = Math.min(message.length, Server.LONGEST_LINE - prefix.length);
    byte[] line = Arrays.copyOf(prefix, prefix.length + length);
    System.arraycopy(message, 0, line, prefix.length, length);
    x.server().logBytes("warning", line);
  }
}
