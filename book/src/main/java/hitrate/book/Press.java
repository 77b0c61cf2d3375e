package hitrate.book;

import hitrate.book.transcript.Stages;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.asciidoctor.Asciidoctor;
import org.asciidoctor.Attributes;
import org.asciidoctor.AttributesBuilder;
import org.asciidoctor.Options;
import org.asciidoctor.SafeMode;
import org.asciidoctor.ast.Document;
import org.asciidoctor.ast.Section;
import org.jspecify.annotations.Nullable;

/// Turns the sources into pages and a PDF with Asciidoctor, and refuses to hand out either when
/// anything was complained about.
final class Press implements AutoCloseable {

  private static final List<String> ASSETS = List.of("book.css", "book.js");

  private final BookFiles files;
  private final StrictLog log = new StrictLog();
  private final Evidence evidence;
  private final Sittings sittings;
  private final Asciidoctor asciidoctor;

  Press(BookFiles files) {
    this(files, Stages::fresh);
  }

  Press(BookFiles files, Sittings.Opener opener) {
    this.files = files;
    this.evidence = new Evidence(files);
    this.sittings = new Sittings(opener);
    this.asciidoctor = Asciidoctor.Factory.create();
    asciidoctor.registerLogHandler(log);
    asciidoctor
        .javaExtensionRegistry()
        .block(new TranscriptBlock(sittings, log))
        .block(new ProgramBlock(files, sittings, log))
        .blockMacro(new ExperimentMacro(evidence));
  }

  /// Builds the pages into an empty folder, then puts it in the place of the old one.
  void html() throws IOException {
    List<Page> pages = pages();
    log.requireSilence();
    Path fresh = files.output().resolve("html.new");
    FileTrees.delete(fresh);
    Files.createDirectories(fresh);
    for (String asset : ASSETS) {
      try (InputStream in = Press.class.getResourceAsStream(asset)) {
        Files.copy(Objects.requireNonNull(in, asset), fresh.resolve(asset));
      }
    }
    var template = new PageTemplate(files.language(), pages);
    for (Page page : pages) {
      Files.writeString(fresh.resolve(page.file()), template.render(page));
    }
    Files.writeString(fresh.resolve("chapters.json"), ChapterIndex.json(pages));
    List<String> broken = LinkCheck.of(fresh);
    if (!broken.isEmpty()) {
      throw new BookException(broken);
    }
    FileTrees.delete(files.html());
    Files.move(fresh, files.html());
  }

  /// Builds the PDF.
  void pdf() throws IOException {
    Files.createDirectories(files.output());
    for (String chapter : files.chapters()) {
      evidence.gather(files.sources().resolve(chapter + ".adoc"));
    }
    Path fresh = files.output().resolve("hitrate.new.pdf");
    Attributes attributes = attributes();
    attributes.setAttribute("pdf-theme", "hitrate");
    attributes.setAttribute("pdf-themesdir", files.home().resolve("book/theme").toString());
    asciidoctor.convertFile(
        files.whole().toFile(),
        Options.builder()
            .backend("pdf")
            .safe(SafeMode.UNSAFE)
            .sourcemap(true)
            .attributes(attributes)
            .toFile(fresh.toFile())
            .build());
    sittings.close();
    log.requireSilence();
    Files.move(fresh, files.pdf(), StandardCopyOption.REPLACE_EXISTING);
  }

  private List<Page> pages() throws IOException {
    var pages = new ArrayList<Page>();
    Page.Kind kind = Page.Kind.PREFACE;
    for (String name : files.chapters()) {
      String file = kind == Page.Kind.PREFACE ? "index" : name;
      pages.add(page(files.sources().resolve(name + ".adoc"), kind, file + ".html"));
      kind = Page.Kind.CHAPTER;
    }
    for (String id : files.labIds()) {
      Path lab = files.labs().resolve(id).resolve("lab.adoc");
      pages.add(page(lab, Page.Kind.LAB, "lab-" + id + ".html"));
    }
    return pages;
  }

  private Page page(Path source, Page.Kind kind, String file) throws IOException {
    if (!Files.exists(source)) {
      throw new BookException("there is no " + source);
    }
    evidence.gather(source);
    Document document =
        asciidoctor.loadFile(
            source.toFile(),
            Options.builder()
                .backend("html5")
                .safe(SafeMode.UNSAFE)
                .standalone(false)
                .sourcemap(true)
                .attributes(attributes())
                .build());
    String body = document.convert();
    sittings.close();
    var sections = new ArrayList<Page.Heading>();
    document.getBlocks().stream()
        .filter(Section.class::isInstance)
        .map(Section.class::cast)
        .forEach(s -> sections.add(new Page.Heading(s.getId(), s.getTitle())));
    return new Page(
        kind,
        required(document.getId(), source, "an id such as [#d1-strings] above its title"),
        document.getDoctitle(),
        file,
        required(document.getAttribute("description"), source, ":description: below its title"),
        sections,
        body);
  }

  private String required(@Nullable Object value, Path source, String what) {
    if (value == null) {
      log.add(source + ": needs " + what);
      return "?";
    }
    return value.toString();
  }

  private Attributes attributes() {
    AttributesBuilder attributes =
        Attributes.builder()
            .attribute("attribute-missing", "warn")
            .attribute("icons", "font")
            .attribute("source-highlighter", "rouge")
            .attribute("rouge-css", "class")
            .attribute("rouge-style", "github")
            .attribute("experimental", "")
            .attribute("sectanchors", "")
            .attribute("idprefix", "")
            .attribute("idseparator", "-")
            .attribute("figure-caption!", "")
            .attribute("table-caption!", "")
            .attribute("example-caption!", "")
            .attribute("listing-caption!", "")
            .attribute("imagesdir", files.images().toString())
            .attribute("charts", files.charts().toString())
            .attribute(
                "examples",
                files.home().resolve("book/src/test/java/hitrate/book/examples").toString())
            .attribute(
                "book-code", files.home().resolve("book/src/main/java/hitrate/book").toString())
            .attribute("labs", files.labs().toString())
            .attribute("relfileprefix", "")
            .attribute("lang", files.language());
    Attributes built = attributes.build();
    evidence.attributes().forEach(built::setAttribute);
    return built;
  }

  @Override
  public void close() {
    sittings.close();
    asciidoctor.close();
  }
}
