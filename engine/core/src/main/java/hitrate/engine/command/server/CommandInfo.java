package hitrate.engine.command.server;

import hitrate.engine.command.Category;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandFlag;
import hitrate.engine.command.KeySpec;
import hitrate.engine.resp.ReplyWriter;
import java.util.Collection;
import java.util.List;

/// Writes what COMMAND INFO says of a command: an array of its name, number of words, flags, first
/// key, last key, step, categories, tips, key specs and subcommands.
final class CommandInfo {
  private CommandInfo() {}

  static void write(Command command, ReplyWriter reply) {
    reply.array(10);
    reply.bulk(command.fullName());
    reply.integer(command.arity());
    writeWords(
        command.flags().stream().filter(CommandFlag::isShown).map(CommandFlag::wireName).toList(),
        reply);
    Places places = Places.of(command.keySpecs());
    reply.integer(places.first);
    reply.integer(places.last);
    reply.integer(places.step);
    writeWords(command.categories().stream().map(Category::wireName).toList(), reply);
    reply.set(command.tips().size());
    command.tips().forEach(reply::bulk);
    reply.set(command.keySpecs().size());
    command.keySpecs().forEach(spec -> writeKeySpec(spec, reply));
    Collection<Command> subcommands = command.subcommands().values();
    if (subcommands.isEmpty()) {
      reply.set(0);
    } else {
      reply.array(subcommands.size());
      subcommands.forEach(subcommand -> write(subcommand, reply));
    }
  }

  private static void writeWords(List<String> words, ReplyWriter reply) {
    reply.set(words.size());
    words.forEach(reply::simple);
  }

  static void writeKeyFlags(List<KeySpec.Flag> flags, ReplyWriter reply) {
    writeWords(flags.stream().map(KeySpec.Flag::wireName).toList(), reply);
  }

  private static void writeKeySpec(KeySpec spec, ReplyWriter reply) {
    boolean hasNotes = !spec.notes().isEmpty();
    reply.map(hasNotes ? 4 : 3);
    if (hasNotes) {
      reply.bulk("notes");
      reply.bulk(spec.notes());
    }
    reply.bulk("flags");
    writeKeyFlags(spec.flags(), reply);
    reply.bulk("begin_search");
    switch (spec.begin()) {
      case KeySpec.Index(int index) -> {
        writeSpecHead("index", 1, reply);
        writeNumber("index", index, reply);
      }
      case KeySpec.Keyword(String keyword, int startFrom) -> {
        writeSpecHead("keyword", 2, reply);
        reply.bulk("keyword");
        reply.bulk(keyword);
        writeNumber("startfrom", startFrom, reply);
      }
      case KeySpec.Unknown _ -> writeSpecHead("unknown", 0, reply);
    }
    reply.bulk("find_keys");
    switch (spec.find()) {
      case KeySpec.Range(int last, int step, int limit) -> {
        writeSpecHead("range", 3, reply);
        writeNumber("lastkey", last, reply);
        writeNumber("keystep", step, reply);
        writeNumber("limit", limit, reply);
      }
      case KeySpec.KeyNum(int keyNumIndex, int firstKey, int step) -> {
        writeSpecHead("keynum", 3, reply);
        writeNumber("keynumidx", keyNumIndex, reply);
        writeNumber("firstkey", firstKey, reply);
        writeNumber("keystep", step, reply);
      }
      case KeySpec.Unknown _ -> writeSpecHead("unknown", 0, reply);
    }
  }

  private static void writeSpecHead(String type, int facts, ReplyWriter reply) {
    reply.map(2);
    reply.bulk("type");
    reply.bulk(type);
    reply.bulk("spec");
    reply.map(facts);
  }

  private static void writeNumber(String name, int value, ReplyWriter reply) {
    reply.bulk(name);
    reply.integer(value);
  }

  /// Where the keys are, in the way of before key specs: every `step`th word from the first to the
  /// last, which counts from the end when negative. Key specs that do not fit are left out.
  private record Places(int first, int last, int step) {
    private static final Places NONE = new Places(0, 0, 0);

    static Places of(List<KeySpec> specs) {
      Places places = NONE;
      for (KeySpec spec : specs) {
        if (spec.begin() instanceof KeySpec.Index(int index)
            && spec.find() instanceof KeySpec.Range range) {
          int last = range.last() < 0 ? range.last() : index + range.last();
          if (places.first == 0) {
            places = new Places(index, last, range.step());
          } else if (range.step() == 1 && places.step == 1 && index == places.last + 1) {
            places = new Places(places.first, last, 1);
          }
        }
      }
      return places;
    }
  }
}
