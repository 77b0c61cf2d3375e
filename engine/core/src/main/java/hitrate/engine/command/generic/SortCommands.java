package hitrate.engine.command.generic;

import static hitrate.engine.command.Category.DANGEROUS;
import static hitrate.engine.command.Category.LIST;
import static hitrate.engine.command.Category.SET;
import static hitrate.engine.command.Category.SORTEDSET;
import static hitrate.engine.command.CommandFlag.DENYOOM;
import static hitrate.engine.command.CommandFlag.MOVABLEKEYS;
import static hitrate.engine.command.CommandFlag.READONLY;
import static hitrate.engine.command.CommandFlag.WRITE;
import static hitrate.engine.command.KeySpec.Flag.ACCESS;
import static hitrate.engine.command.KeySpec.Flag.OW;
import static hitrate.engine.command.KeySpec.Flag.RO;
import static hitrate.engine.command.KeySpec.Flag.UPDATE;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.bytes.DoubleText;
import hitrate.engine.command.Args;
import hitrate.engine.command.Command;
import hitrate.engine.command.CommandError;
import hitrate.engine.command.Effect;
import hitrate.engine.command.Execution;
import hitrate.engine.command.KeyFinder;
import hitrate.engine.command.KeySpec;
import hitrate.engine.command.PartialSort;
import hitrate.engine.command.list.ListAt;
import hitrate.engine.command.set.SetValue;
import hitrate.engine.command.sortedset.SortedSetValue;
import hitrate.engine.keyspace.Entry;
import hitrate.engine.keyspace.Key;
import hitrate.engine.keyspace.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// SORT and SORT_RO: the elements of a list, set or sorted set in order, or what other keys hold
/// for each of them.
public final class SortCommands {
  private static final CommandError NOT_A_NUMBER =
      CommandError.of("ERR One or more scores can't be converted into double");
  private static final KeySpec PATTERNS =
      unknown(
          "For the optional BY/GET keyword. It is marked 'unknown' because the key names derive"
              + " from the content of the key we sort",
          RO,
          ACCESS);
  private static final KeySpec TARGET =
      unknown(
          "For the optional STORE keyword. It is marked 'unknown' because the keyword can appear"
              + " anywhere in the argument array",
          OW,
          UPDATE);

  private SortCommands() {}

  /// The family's table.
  public static List<Command> commands() {
    return List.of(
        Command.named("sort")
            .arity(-2)
            .flags(WRITE, DENYOOM, MOVABLEKEYS)
            .categories(SET, SORTEDSET, LIST, DANGEROUS)
            .keys(KeySpec.key(1, RO, ACCESS), PATTERNS, TARGET)
            .keySearch(SortCommands::keys)
            .parses(args -> Options.parse(args, true))
            .runs(SortCommands::sort),
        Command.named("sort_ro")
            .arity(-2)
            .flags(READONLY, MOVABLEKEYS)
            .categories(SET, SORTEDSET, LIST, DANGEROUS)
            .keys(KeySpec.key(1, RO, ACCESS), PATTERNS)
            .keySearch(_ -> List.of(new KeyFinder.Found(1, List.of(RO, ACCESS))))
            .parses(args -> Options.parse(args, false))
            .runs(SortCommands::sort));
  }

  private static KeySpec unknown(String notes, KeySpec.Flag... flags) {
    return new KeySpec(List.of(flags), new KeySpec.Unknown(), new KeySpec.Unknown(), notes);
  }

  /// The key that is sorted, and the last one that is stored into: values of the options before are
  /// passed over.
  private static List<KeyFinder.Found> keys(List<Bytes> words) {
    var found = new ArrayList<KeyFinder.Found>();
    found.add(new KeyFinder.Found(1, List.of(RO, ACCESS)));
    for (int i = 2; i < words.size(); i++) {
      String word = words.get(i).toString().toUpperCase(Locale.ROOT);
      if (word.equals("LIMIT")) {
        i += 2;
      } else if (word.equals("BY") || word.equals("GET")) {
        i++;
      } else if (word.equals("STORE") && i + 1 < words.size()) {
        while (found.size() > 1) {
          found.removeLast();
        }
        found.add(new KeyFinder.Found(++i, List.of(OW, UPDATE)));
      }
    }
    return found;
  }

  /// The words behind the key.
  ///
  /// @param by what to sort by, null for the elements themselves
  /// @param target the index of the key to store into, 0 for none
  private record Options(
      boolean descending,
      boolean alphabetical,
      long offset,
      long count,
      @Nullable SortPattern by,
      List<SortPattern> get,
      int target) {
    static Options parse(Args args, boolean mayStore) {
      boolean descending = false;
      boolean alphabetical = false;
      long offset = 0;
      long count = -1;
      SortPattern by = null;
      var get = new ArrayList<SortPattern>();
      int target = 0;
      for (int i = 2; i < args.count(); i++) {
        int left = args.count() - i - 1;
        if (args.is(i, "ASC") || args.is(i, "DESC")) {
          descending = args.is(i, "DESC");
        } else if (args.is(i, "ALPHA")) {
          alphabetical = true;
        } else if (args.is(i, "LIMIT") && left >= 2) {
          offset = args.longAt(++i);
          count = args.longAt(++i);
        } else if (args.is(i, "STORE") && left >= 1 && mayStore) {
          target = ++i;
        } else if (args.is(i, "BY") && left >= 1) {
          by = new SortPattern(args.bytes(++i));
        } else if (args.is(i, "GET") && left >= 1) {
          get.add(new SortPattern(args.bytes(++i)));
        } else {
          throw CommandError.SYNTAX;
        }
      }
      return new Options(descending, alphabetical, offset, count, by, List.copyOf(get), target);
    }

    /// The first of so many elements that LIMIT leaves.
    int first(int size) {
      return Math.clamp(offset, 0, size);
    }

    /// The end of the elements that LIMIT leaves.
    int end(int size) {
      long wanted = count < 0 ? size : Math.min(count, size);
      return (int) Math.min(first(size) + wanted, size);
    }

    /// The elements that LIMIT leaves.
    <T> List<T> limited(List<T> all) {
      return all.subList(first(all.size()), end(all.size()));
    }
  }

  /// An element with what it is sorted by: a number, or a text that may be missing.
  private record Item(byte[] element, double score, byte @Nullable [] text) {}

  private static Effect sort(Options options, Args args, Execution x) {
    Key source = args.key(1);
    long entry = x.database().read(source);
    int kind = entry == 0 ? Kind.LIST_PACKED : Entry.kind(x.database().region(), entry);
    if (!Kind.isList(kind) && !Kind.isSet(kind) && !Kind.isSortedSet(kind)) {
      throw CommandError.WRONG_TYPE;
    }
    List<byte[]> elements = elements(entry, kind, source, x);
    SortPattern by = options.by;
    boolean asIs = by != null && by.isConstant();
    if (!asIs) {
      elements = sorted(elements, options, by, options.alphabetical, x);
    } else if (Kind.isSet(kind) && (options.target != 0 || x.client().isScript())) {
      elements = sorted(elements, options, null, true, x); // their own order is nobody's business
    } else if (options.descending && !Kind.isSet(kind)) {
      Collections.reverse(elements);
    }
    List<byte[]> limited = options.limited(elements);
    if (options.target == 0) {
      reply(limited, options, x);
      return Effect.NONE;
    }
    return store(results(limited, options, x), args.key(options.target), x);
  }

  private static List<byte[]> elements(long entry, int kind, Key key, Execution x) {
    var elements = new ArrayList<byte[]>();
    if (entry == 0) {
      return elements;
    }
    if (Kind.isList(kind)) {
      ListAt.read(entry, key, x).forEach(elements::add);
    } else if (Kind.isSet(kind)) {
      SetValue.readBeside(entry, x)
          .forEach((array, from, length) ->
              elements.add(Arrays.copyOfRange(array, from, from + length)));
    } else {
      var set = SortedSetValue.readBeside(entry, x);
      set.enlarge(key);
      set.forEach((array, from, length, score) ->
          elements.add(Arrays.copyOfRange(array, from, from + length)));
    }
    return elements;
  }

  private static List<byte[]> sorted(
      List<byte[]> elements,
      Options options,
      @Nullable SortPattern by,
      boolean alphabetical,
      Execution x) {
    var items = new ArrayList<Item>(elements.size());
    boolean failed = false;
    for (byte[] element : elements) { // all are looked up, even behind one that is no number
      byte[] text = by == null ? element : by.valueFor(element, x);
      double score = alphabetical || text == null ? 0 : number(text);
      failed |= Double.isNaN(score);
      items.add(new Item(element, score, text));
    }
    if (failed) {
      throw NOT_A_NUMBER;
    }
    Comparator<byte[]> texts =
        options.target == 0 ? SortCommands::compareAsC : Arrays::compareUnsigned;
    Comparator<Item> order =
        alphabetical
            ? Comparator.comparing(Item::text, Comparator.nullsFirst(texts))
            : Comparator.comparingDouble((Item item) -> item.score + 0.0) // no minus zero
                .thenComparing(Item::element, Arrays::compareUnsigned);
    if (options.descending) {
      order = order.reversed();
    }
    int from = options.first(items.size());
    int to = options.end(items.size());
    if (by != null && to - from < items.size()) {
      PartialSort.sort(items, order, from, to);
    } else {
      items.sort(order);
    }
    return items.stream().map(Item::element).toList();
  }

  /// Compares two texts as C does: a zero byte ends them. So does the real server, unless it stores
  /// what it sorts.
  private static int compareAsC(byte[] one, byte[] other) {
    return Arrays.compareUnsigned(one, 0, lengthInC(one), other, 0, lengthInC(other));
  }

  private static int lengthInC(byte[] text) {
    int end = 0;
    while (end < text.length && text[end] != 0) {
      end++;
    }
    return end;
  }

  /// A number as C reads it: spaces may lead, a zero byte ends it, nothing at all is 0; NaN for
  /// what is none.
  private static double number(byte[] text) {
    int end = lengthInC(text);
    int at = 0;
    while (at < end && (text[at] == ' ' || text[at] >= '\t' && text[at] <= '\r')) {
      at++;
    }
    return end == 0 ? 0 : DoubleText.parse(text, at, end - at);
  }

  private static List<byte @Nullable []> results(
      List<byte[]> elements, Options options, Execution x) {
    var results = new ArrayList<byte @Nullable []>();
    for (byte[] element : elements) {
      if (options.get.isEmpty()) {
        results.add(element);
      }
      for (SortPattern pattern : options.get) {
        results.add(pattern.valueFor(element, x));
      }
    }
    return results;
  }

  /// Replies with each value as soon as it has been looked up.
  private static void reply(List<byte[]> elements, Options options, Execution x) {
    x.reply().array((long) elements.size() * Math.max(1, options.get.size()));
    for (byte[] element : elements) {
      if (options.get.isEmpty()) {
        x.reply().bulk(element);
      }
      for (SortPattern pattern : options.get) {
        byte[] value = pattern.valueFor(element, x);
        if (value == null) {
          x.reply().nil();
        } else {
          x.reply().bulk(value);
        }
      }
    }
  }

  private static Effect store(List<byte @Nullable []> results, Key target, Execution x) {
    if (!results.isEmpty()) {
      var elements = new ArrayList<byte[]>(results.size());
      for (byte @Nullable [] result : results) {
        elements.add(result == null ? new byte[0] : result);
      }
      ListAt.storeOver(target, elements, x);
      x.changed("sortstore", target);
      x.counts(results.size());
      x.reply().integer(results.size());
      return Effect.VERBATIM;
    }
    boolean removed = x.database().deleteEvenExpired(target);
    if (removed) {
      x.changed("del", target);
    }
    x.reply().integer(0);
    return removed ? Effect.VERBATIM : Effect.NONE;
  }
}
