package hitrate.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.book.BookBuild.Format;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BookBuildTest {

  @TempDir private Path home;

  @Test
  void thePagesOfTheBookBuildWithoutAComplaint() throws Exception {
    var files = new BookFiles(Path.of("..").toAbsolutePath().normalize(), "en");
    BookBuild.build(files, List.of(Format.HTML), false);
    String index = Files.readString(files.html().resolve("chapters.json"));
    for (String anchor : List.of("d1-strings", "a1-redis-or-memcached", "a2-use-cases")) {
      assertTrue(index.contains("\"" + anchor + "\""), anchor);
    }
    assertFalse(BookBuild.build(files, List.of(Format.HTML), false), "it is up to date now");
  }

  @Test
  void everyKindOfMistakeIsNamedWithItsPlace() throws Exception {
    chapter(
        """
        [#broken]
        = Broken
        :sitting: broken
        :description: Mistakes.

        include::nowhere.adoc[]

        [source,java]
        ----
        include::Code.java[tag=absent]
        ----

        image::absent.svg["none",opts=inline]

        The figure {absent-figure}.

        [transcript]
        ----
        > SET k v
        NOT OK
        ----

        [transcript]
        ----
        > SET k v EX never
        ----
        """);
    String complaints = complaints();
    for (String expected :
        List.of(
            "nowhere.adoc",
            "absent",
            "absent.svg",
            "absent-figure",
            "> SET k v",
            "SET k v EX never answered (error) ERR value is not an integer")) {
      assertTrue(complaints.contains(expected), () -> expected + " is not in\n" + complaints);
    }
    assertFalse(Files.exists(home.resolve("book/target/book/html")), "no page was handed out");
  }

  @Test
  void aLinkToAMissingAnchorOrPageIsAMistake() throws Exception {
    chapter(
        """
        [#broken]
        = Broken
        :description: Links.

        See <<nowhere>>, xref:gone.adoc#x[gone] and xref:broken.adoc#y[y].
        """);
    assertEquals(
        List.of(
            "index.html: the link '#nowhere' leads to no anchor",
            "index.html: the link 'gone.html#x' leads to no file",
            "index.html: the link '#y' leads to no anchor"),
        complaints().lines().toList());
  }

  private String complaints() {
    var mistakes =
        assertThrows(
            BookException.class,
            () -> BookBuild.build(new BookFiles(home, "en"), List.of(Format.HTML), false));
    return String.join("\n", mistakes.complaints());
  }

  private void chapter(String text) throws IOException {
    Path sources = Files.createDirectories(home.resolve("book/en"));
    Files.createDirectories(home.resolve("book/images"));
    Files.writeString(sources.resolve("book.adoc"), "= Book\n\ninclude::broken.adoc[]\n");
    Files.writeString(sources.resolve("broken.adoc"), text);
    Files.writeString(sources.resolve("Code.java"), "class Code {}\n");
  }
}
