package hitrate.grader.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.run.Grader;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessagesTest {
  @Test
  void placeholdersAreFilledOnceAndNothingElseIsSpecial() {
    assertEquals("it's 1000 and {1}", Messages.fill("it's {0} and {1}", 1000));
    assertEquals("{1} b", Messages.fill("{0} {1}", "{1}", "b"));
    assertEquals("{x} { }", Messages.fill("{x} { }", "a"));
  }

  @Test
  void oneIsNotSaidAsMany() {
    var pattern = "{0} {0|test|tests}, {1|the only step|all {1} steps}";
    assertEquals("1 test, all 2 steps", Messages.fill(pattern, 1, 2L));
    assertEquals("0 tests, the only step", Messages.fill(pattern, 0, 1L));
    assertEquals("{0|x} {9|a|b} 1", Messages.fill("{0|x} {9|a|b} {0}", 1));
  }

  @Test
  void aLanguageWithoutTextsGetsEnglish() {
    var messages = Grader.messages(Locale.forLanguageTag("eo"));
    assertEquals("it did not run", messages.text("failure.notRun"));
    assertTrue(messages.has("failure.notRun"));
  }

  @Test
  void englishIsNotLookedForInEveryJar() {
    var asked = new ArrayList<String>();
    var loader =
        new ClassLoader(Messages.class.getClassLoader()) {
          @Override
          public @Nullable URL getResource(String name) {
            asked.add(name);
            return super.getResource(name);
          }
        };
    Messages.load(loader, "hitrate.grader.messages", Locale.UK);
    assertEquals(List.of("hitrate/grader/messages.properties"), asked);
  }

  @Test
  void theVariableChoosesTheLanguage() {
    assertEquals(
        Locale.forLanguageTag("pt-BR"),
        Messages.userLocale(Map.of(Messages.LANGUAGE_VARIABLE, "pt_BR")));
    assertEquals(Locale.getDefault(), Messages.userLocale(Map.of()));
  }

  @Test
  void theFolderOfALanguageIsTheNearest(@TempDir Path parent) throws IOException {
    for (var name : new String[] {"en", "pt"}) {
      Files.createDirectories(parent.resolve(name));
    }
    assertEquals(parent.resolve("pt"), Messages.folder(parent, Locale.forLanguageTag("pt-BR")));
    assertEquals(parent.resolve("en"), Messages.folder(parent, Locale.FRENCH));
  }
}
