package hitrate.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The pictures of the book speak one visual language.
class PicturesTest {

  @Test
  void everyPictureHasTheSameStyle() throws IOException {
    String style = style();
    for (Path picture : pictures()) {
      String svg = Files.readString(picture);
      int from = svg.indexOf("<style>\n") + "<style>\n".length();
      assertEquals(style, svg.substring(from, svg.indexOf("  </style>")), picture::toString);
    }
  }

  @Test
  void coloursAndFontsAreInTheStyleOnly() throws IOException {
    for (Path picture : pictures()) {
      String drawing = Files.readString(picture).replaceAll("(?s)<style>.*</style>", "");
      for (String own : List.of(" fill=\"", " stroke=\"", "font-", "style=\"", "<image", "http")) {
        assertFalse(
            drawing.replace("http://www.w3.org/2000/svg", "").contains(own),
            () -> picture + " holds " + own);
      }
    }
  }

  @Test
  void everyPictureCanBeReadAloud() throws IOException {
    for (Path picture : pictures()) {
      String svg = Files.readString(picture);
      String name = String.valueOf(picture.getFileName()).replace(".svg", "");
      assertTrue(svg.contains("<title id=\"" + name + "-title\">"), picture::toString);
      assertTrue(svg.contains("<desc id=\"" + name + "-desc\">"), picture::toString);
      assertTrue(svg.contains("role=\"img\""), picture::toString);
    }
  }

  @Test
  void everyPictureIsUsed() throws IOException {
    var text = new StringBuilder();
    try (var sources = Files.list(Path.of("en"))) {
      for (Path source : sources.filter(file -> file.toString().endsWith(".adoc")).toList()) {
        text.append(Files.readString(source));
      }
    }
    for (Path picture : pictures()) {
      String name = String.valueOf(picture.getFileName());
      assertTrue(text.toString().contains("image::" + name), () -> name + " is not used");
    }
  }

  private static List<Path> pictures() throws IOException {
    try (var files = Files.list(Path.of("images"))) {
      return files.filter(file -> file.toString().endsWith(".svg")).sorted().toList();
    }
  }

  private static String style() throws IOException {
    try (var in = PicturesTest.class.getResourceAsStream("experiment/picture.css")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
