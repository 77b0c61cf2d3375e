package hitrate.labs.workbook;

import hitrate.grader.text.Messages;
import hitrate.labs.console.ConsoleSession;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The texts of the page in the languages there are.
///
/// A language is a file `page_<language>.properties` beside `page.properties`, and its tag in
/// `page.properties` under `languages`.
final class Texts {
  private static final String BUNDLE = "hitrate.labs.workbook.page";

  private final Locale preferred;
  private final List<Locale> available;

  /// `preferred` is the language the learner asked for, used when the browser's is not there.
  Texts(Locale preferred) {
    this.preferred = preferred;
    var tags = messages(Locale.ENGLISH).text("languages").split(" +");
    this.available = Arrays.stream(tags).map(Locale::forLanguageTag).toList();
  }

  /// The texts for a request with this `Accept-Language` header.
  Messages forRequest(String acceptLanguage) {
    return messages(choose(acceptLanguage));
  }

  /// The texts of the console for a request with this `Accept-Language` header.
  Messages forConsole(String acceptLanguage) {
    return Messages.load(ConsoleSession.class, ConsoleSession.BUNDLE, choose(acceptLanguage));
  }

  private Locale choose(String acceptLanguage) {
    try {
      var wanted = Locale.LanguageRange.parse(acceptLanguage.isBlank() ? "*" : acceptLanguage);
      var found = Locale.lookup(wanted, available);
      if (found != null) {
        return found;
      }
    } catch (IllegalArgumentException malformed) {
      // A header that makes no sense expresses no wish.
    }
    return available.contains(preferred) ? preferred : Locale.ENGLISH;
  }

  /// All texts as a map, for the page's scripts.
  static Map<String, String> map(Messages messages) {
    var texts = new LinkedHashMap<String, String>();
    messages.bundle().keySet().stream()
        .sorted()
        .forEach(key -> texts.put(key, messages.bundle().getString(key)));
    return texts;
  }

  private static Messages messages(Locale locale) {
    return Messages.load(Texts.class, BUNDLE, locale);
  }
}
