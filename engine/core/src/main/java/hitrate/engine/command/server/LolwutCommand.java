package hitrate.engine.command.server;

import static hitrate.engine.command.CommandFlag.FAST;
import static hitrate.engine.command.CommandFlag.READONLY;

import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;

/// LOLWUT: a picture and the version. The picture is of a cache: one column for each of the most
/// popular keys, as high as it is asked for often, with the luck of the day.
public final class LolwutCommand {
  private static final int COLUMNS = 60;
  private static final int ROWS = 12;
  private static final int FIRST_WITH_PICTURE = 5;

  private LolwutCommand() {}

  /// The command's declaration.
  public static Command command() {
    return Command.named("lolwut").arity(-1).flags(READONLY, FAST).runs(LolwutCommand::draw);
  }

  /// The versions that drew something are 5 and 6; others, and that of today, tell the version
  /// only.
  private static Effect draw(Args args, Execution x) {
    String text = "Redis ver. " + x.server().version() + "\n";
    if (args.count() >= 3 && args.is(1, "VERSION")) {
      long version = args.longAt(2);
      if (version == FIRST_WITH_PICTURE || version == FIRST_WITH_PICTURE + 1) {
        int sizes = version == FIRST_WITH_PICTURE ? 3 : 2;
        for (int i = 3; i < Math.min(args.count(), 3 + sizes); i++) {
          args.longAt(i);
        }
        text = picture(x) + "\nHits of the most popular keys, today. " + text;
      }
    }
    x.reply().verbatim("txt", text);
    return Effect.NONE;
  }

  private static String picture(Execution x) {
    var heights = new double[COLUMNS];
    for (int i = 0; i < COLUMNS; i++) {
      double luck = 0.7 + x.keyspace().entropy().below(600) / 1000.0;
      heights[i] = ROWS / Math.sqrt(i / 4.0 + 1) * luck;
    }
    var text = new StringBuilder();
    for (int row = ROWS; row > 0; row--) {
      for (double height : heights) {
        text.append(height >= row ? '#' : height >= row - 0.5 ? '.' : ' ');
      }
      text.append('\n');
    }
    return text.toString();
  }
}
