package hitrate.labs.console;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What may still follow the words typed so far: the arguments of a command with those taken out
/// that the words have already given.
///
/// The reading is greedy and never wrong in a harmful way: where a word fits nothing, nothing more
/// is hinted, and the server alone judges the command.
final class RemainingSyntax {
  /// An argument not yet used up; `again` when it was given once and may be repeated.
  private record Open(Argument argument, boolean again) {
    String syntax() {
      if (!again) {
        return argument.syntax();
      }
      String each =
          argument.tokenRepeats() && !argument.token().isEmpty()
              ? (argument.token() + " " + argument.value()).strip()
              : argument.value();
      return "[" + each + " ...]";
    }

    boolean skippable() {
      return again || argument.optional() || argument.chosenByWord();
    }
  }

  private final List<Open> open = new ArrayList<>();
  private List<String> started = List.of();
  private boolean lost;

  private RemainingSyntax(List<Argument> arguments) {
    arguments.forEach(argument -> open.add(new Open(argument, false)));
  }

  /// Takes `words`, the words after the command's name, out of `arguments`.
  static RemainingSyntax after(List<String> words, List<Argument> arguments) {
    var remaining = new RemainingSyntax(arguments);
    int at = 0;
    while (at < words.size() && !remaining.lost) {
      at += remaining.take(words, at);
    }
    return remaining;
  }

  /// The rest of the syntax line; empty when nothing may follow or the words made no sense.
  String text() {
    if (lost) {
      return "";
    }
    return Stream.concat(started.stream(), open.stream().map(Open::syntax))
        .collect(Collectors.joining(" "));
  }

  /// The literal words that may come next; none while a value is due.
  List<String> nextWords() {
    if (lost || !started.isEmpty()) {
      return List.of();
    }
    var words = new ArrayList<String>();
    for (var each : open) {
      words.addAll(each.argument().firstWords());
      if (!each.skippable()) {
        break;
      }
    }
    return words;
  }

  /// Takes the words of one argument and returns how many they were.
  private int take(List<String> words, int at) {
    int index = indexOf(words.get(at));
    if (index < 0) {
      lost = true;
      return 1;
    }
    var argument = open.get(index).argument();
    var slots = slots(argument, words.get(at), open.get(index).again());
    int taken = Math.min(slots.size(), words.size() - at);
    started = slots.subList(taken, slots.size());
    dropEarlier(index, argument);
    return Math.max(taken, 1);
  }

  /// Positional arguments before the one just given can no longer come; words chosen by name can.
  private void dropEarlier(int index, Argument given) {
    boolean positional = !given.chosenByWord();
    open.remove(index);
    if (given.multiple()) {
      open.add(index, new Open(given, true));
    }
    if (positional) {
      open.subList(0, index).clear();
    } else {
      open.subList(0, index).removeIf(each -> each.again() && !each.argument().chosenByWord());
    }
  }

  private int indexOf(String word) {
    int positional = -1;
    for (int i = 0; i < open.size(); i++) {
      var argument = open.get(i).argument();
      if (argument.startsWith(word)) {
        return i;
      }
      if (positional < 0 && !argument.chosenByWord()) {
        positional = i;
      }
      if (!open.get(i).skippable()) {
        break;
      }
    }
    return positional;
  }

  /// The argument as a sequence of single words, given the word it begins with.
  private static List<String> slots(Argument argument, String first, boolean again) {
    var slots = new ArrayList<String>();
    if (!argument.token().isEmpty() && (!again || argument.tokenRepeats())) {
      slots.add(argument.token());
    }
    switch (argument.type()) {
      case "pure-token" -> {}
      case "oneof" -> {
        var choice = choice(argument, slots.isEmpty() ? first : "");
        if (slots.isEmpty() && choice != null) {
          slots.addAll(slots(choice, first, false));
        } else {
          slots.add(argument.value());
        }
      }
      case "block" -> {
        for (var part : argument.parts()) {
          if (part.optional() && !part.startsWith(first)) {
            continue;
          }
          slots.addAll(slots(part, part.startsWith(first) ? first : "", false));
        }
      }
      default -> slots.add(argument.name());
    }
    return slots;
  }

  private static @Nullable Argument choice(Argument argument, String word) {
    Argument free = null;
    for (var part : argument.parts()) {
      if (part.startsWith(word)) {
        return part;
      }
      if (free == null && !part.chosenByWord()) {
        free = part;
      }
    }
    return free;
  }
}
