package hitrate.grader.text;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The messages of one bundle in one language.
///
/// Placeholders are `{0}`, `{1}`, ..., and `{0|point|points}` is a choice: the first form where the
/// value is 1, else the second. Nothing else is special: `java.text.MessageFormat` would make every
/// apostrophe a trap for translators and group the digits of a port number.
public final class Messages {
  /// The environment variable that chooses the language, for example `pt-BR`.
  public static final String LANGUAGE_VARIABLE = "HITRATE_LANG";

  private static final ResourceBundle.Control ENGLISH_AT_THE_ROOT = new EnglishAtTheRoot();

  private final ResourceBundle bundle;
  private final Locale locale;

  private Messages(ResourceBundle bundle, Locale locale) {
    this.bundle = bundle;
    this.locale = locale;
  }

  /// The bundle `baseName` (`hitrate.labs.messages`) in the user's language, English where there is
  /// no translation. `anchor` is a class of the module that holds the bundle.
  public static Messages load(Class<?> anchor, String baseName) {
    return load(anchor, baseName, userLocale(System.getenv()));
  }

  /// The bundle `baseName` in `locale`.
  public static Messages load(Class<?> anchor, String baseName, Locale locale) {
    return load(anchor.getClassLoader(), baseName, locale);
  }

  static Messages load(ClassLoader loader, String baseName, Locale locale) {
    var bundle = ResourceBundle.getBundle(baseName, locale, loader, ENGLISH_AT_THE_ROOT);
    return new Messages(bundle, locale);
  }

  /// The messages of one properties file, in UTF-8.
  public static Messages read(Path file, Locale locale) throws IOException {
    try (var reader = Files.newBufferedReader(file)) {
      return new Messages(new PropertyResourceBundle(reader), locale);
    }
  }

  /// The folder of `parent` that holds the texts of `locale`: `pt-BR`, else `pt`, else `en`.
  public static Path folder(Path parent, Locale locale) {
    return Stream.of(locale.toLanguageTag(), locale.getLanguage())
        .filter(name -> !name.isEmpty())
        .map(parent::resolve)
        .filter(Files::isDirectory)
        .findFirst()
        .orElse(parent.resolve(Locale.ENGLISH.getLanguage()));
  }

  /// The language asked for by [#LANGUAGE_VARIABLE], otherwise the system's.
  public static Locale userLocale(Map<String, String> environment) {
    var wanted = environment.getOrDefault(LANGUAGE_VARIABLE, "");
    return wanted.isBlank()
        ? Locale.getDefault()
        : Locale.forLanguageTag(wanted.strip().replace('_', '-'));
  }

  /// The text of `key` with its placeholders filled in; a missing key is a bug and throws.
  public String text(String key, Object... values) {
    return fill(bundle.getString(key), values);
  }

  /// Whether the bundle holds `key`.
  public boolean has(String key) {
    return bundle.containsKey(key);
  }

  /// The language these messages were asked for.
  public Locale locale() {
    return locale;
  }

  /// The underlying bundle, for libraries that want one.
  public ResourceBundle bundle() {
    return bundle;
  }

  /// `pattern` with `{0}`, `{1}`, ... replaced in one pass, so that a value holding `{1}` stays as
  /// it is. A form of a choice may hold placeholders of its own.
  static String fill(String pattern, Object... values) {
    var filled = new StringBuilder(pattern.length() + 32);
    int at = 0;
    while (at < pattern.length()) {
      int close = pattern.charAt(at) == '{' ? closing(pattern, at) : -1;
      var inside = close < 0 ? "" : pattern.substring(at + 1, close);
      var forms = inside.split("\\|", 3);
      int index = placeholder(forms[0]);
      if (index >= 0 && index < values.length && forms.length != 2) {
        filled.append(forms.length == 1 ? values[index] : fill(form(forms, values[index]), values));
        at = close + 1;
      } else {
        filled.append(pattern.charAt(at++));
      }
    }
    return filled.toString();
  }

  private static String form(String[] forms, Object value) {
    return String.valueOf(value).equals("1") ? forms[1] : forms[2];
  }

  /// Where the brace that opens at `from` is closed, -1 when it is not.
  private static int closing(String pattern, int from) {
    int open = 0;
    for (int at = from; at < pattern.length(); at++) {
      char letter = pattern.charAt(at);
      open += letter == '{' ? 1 : letter == '}' ? -1 : 0;
      if (open == 0) {
        return at;
      }
    }
    return -1;
  }

  /// English is the bundle without a language in its name. To look for one with `_en` would open
  /// every jar of the class path in vain: 35 ms of each `./lab`.
  private static final class EnglishAtTheRoot extends ResourceBundle.Control {
    @Override
    public List<String> getFormats(String baseName) {
      return FORMAT_PROPERTIES;
    }

    @Override
    public List<Locale> getCandidateLocales(String baseName, Locale locale) {
      boolean english = locale.getLanguage().equals(Locale.ENGLISH.getLanguage());
      return english ? List.of(Locale.ROOT) : super.getCandidateLocales(baseName, locale);
    }

    @Override
    public @Nullable Locale getFallbackLocale(String baseName, Locale locale) {
      return null;
    }
  }

  private static int placeholder(String inside) {
    boolean digits = !inside.isEmpty() && inside.length() < 3;
    return digits && inside.chars().allMatch(c -> c >= '0' && c <= '9')
        ? Integer.parseInt(inside)
        : -1;
  }
}
