package hitrate.grader.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.grader.report.GradeReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/// Zip archives that were handed in: good ones are graded, bad ones earn nothing and say why.
@TestInstance(Lifecycle.PER_CLASS)
class HostileUploadsTest {
  private static final String FILE = "d1strings/NewsSite.java";

  @TempDir private Path folder;
  private Grader grader;
  private String solution;

  @BeforeAll
  void open() throws IOException {
    grader = Grader.open(Grader.Options.standard());
    solution = Files.readString(Playground.catalog().solutions().resolve(FILE));
  }

  @AfterAll
  void close() {
    grader.close();
  }

  /// An archive in the making.
  private static final class Archive {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final ZipOutputStream zip;

    Archive() {
      this(UTF_8);
    }

    Archive(Charset names) {
      zip = new ZipOutputStream(bytes, names);
    }

    Archive with(String name, byte[] content) throws IOException {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      zip.closeEntry();
      return this;
    }

    Archive with(String name, String content) throws IOException {
      return with(name, content.getBytes(UTF_8));
    }

    byte[] toBytes() throws IOException {
      zip.close();
      return bytes.toByteArray();
    }
  }

  private GradeReport grade(byte[] archive) throws IOException {
    var file = Files.createTempFile(folder, "upload", ".zip");
    Files.write(file, archive);
    return grader.grade(Playground.strings(), file);
  }

  private void assertRefused(String reason, byte[] archive) throws IOException {
    var report = grade(archive);
    assertEquals(0, report.score());
    assertFalse(report.passed());
    assertTrue(report.problem().contains(reason), report::problem);
    assertFalse(report.problem().contains("\n"), report::problem);
  }

  @Test
  void anArchiveIsGradedHoweverItWasPacked() throws IOException {
    for (var place :
        new String[] {"", "d1strings/", "my work/exercises/src/main/java/d1strings/"}) {
      var archive = new Archive().with("__MACOSX/._NewsSite.java", "junk");
      var report = grade(archive.with(place + "NewsSite.java", solution).toBytes());
      assertEquals(20, report.score(), () -> place + report.problem());
    }
  }

  @Test
  void namesOfAnOlderSystemAreNoObstacle() throws IOException {
    var archive =
        new Archive(Charset.forName("IBM850")).with("\u00dcbung 1/NewsSite.java", solution);
    var report = grade(archive.with("\u00dcbung 1/Gr\u00fc\u00dfe.txt", "").toBytes());
    assertEquals(20, report.score(), report::problem);
    assertRefused(
        "a file whose name leads out of it",
        new Archive(Charset.forName("IBM850")).with("\u00dc/../../NewsSite.java", "").toBytes());
  }

  @Test
  void aFileOfNoUseIsRefusedWithItsReason() throws IOException {
    assertRefused(
        "NewsSite.java is not there", new Archive().with("a/b/NewsSite.java", solution).toBytes());
    var empty = grade(new Archive().with(FILE, "").toBytes());
    assertEquals(0, empty.score());
    assertEquals(
        "there is no class d1strings.NewsSite", empty.firstFailure().orElseThrow().observed());
    assertRefused(
        "can be read",
        new Archive().with("a.java", "").with("a.java/NewsSite.java", solution).toBytes());
    assertRefused("can be read", new Archive().with("n".repeat(300) + ".java", "").toBytes());
  }

  @Test
  void aNameThatLeadsOutIsRefusedAndWritesNothing() throws IOException {
    for (var name :
        new String[] {
          "../escaped.java",
          "d1strings/../../escaped.java",
          "/tmp/hitrate-escaped.java",
          "..\\escaped.java",
          "C:/escaped.java"
        }) {
      assertRefused(
          "a file whose name leads out of it",
          new Archive().with(FILE, solution).with(name, "class Escaped {}").toBytes());
    }
    assertFalse(Files.exists(folder.resolve("escaped.java")));
    assertFalse(Files.exists(Path.of("/tmp/hitrate-escaped.java")));
  }

  @Test
  void aBombIsGivenUpWhereTheLimitIs() throws IOException {
    var much = new byte[64 << 20];
    assertRefused("is too large", new Archive().with(FILE, much).toBytes());
    assertRefused("is too large", lyingAboutItsSize(new Archive().with(FILE, much).toBytes()));
  }

  /// The same archive whose list of contents says that its first file has one byte.
  private static byte[] lyingAboutItsSize(byte[] archive) {
    var buffer = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
    int entry = archive.length - 22;
    entry = buffer.getInt(entry + 16); // where the list begins
    return buffer.putInt(entry + 24, 1).array();
  }

  @Test
  void whatIsNoSourceIsNotEvenUnpacked() throws IOException {
    var bomb = new Archive().with(FILE, solution).with("zeros.bin", new byte[64 << 20]);
    assertEquals(20, grade(bomb.toBytes()).score());
    var inner = new Archive().with(FILE, solution).toBytes();
    assertRefused(
        "NewsSite.java is not there",
        new Archive()
            .with("inner.zip", inner)
            .with("d1strings/NewsSite.class", new byte[] {(byte) 0xca, (byte) 0xfe})
            .with("META-INF/services/org.junit.platform.launcher.TestExecutionListener", "d1.Spy")
            .toBytes());
  }

  @Test
  void thousandsOfFilesAreRefused() throws IOException {
    var archive = new Archive();
    for (int i = 0; i < 3_000; i++) {
      archive.with("d1strings/F" + i + ".java", "");
    }
    assertRefused("is too large", archive.with(FILE, solution).toBytes());
  }

  @Test
  void theSameFileTwiceIsRefused() throws IOException {
    var archive = new Archive().with(FILE, solution).with("D1strings/newssite.java", "");
    assertRefused("twice", archive.toBytes());
    var renamed = new Archive().with(FILE, solution).with("d1strings/NewsSitf.java", "").toBytes();
    var text = new String(renamed, java.nio.charset.StandardCharsets.ISO_8859_1);
    assertRefused(
        "twice",
        text.replace("NewsSitf", "NewsSite")
            .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  @Test
  void aLinkIsNoMoreThanItsText() throws IOException {
    var target = Playground.catalog().solutions().resolve(FILE).toAbsolutePath().toString();
    var archive = new Archive().with(FILE, target).toBytes();
    var buffer = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
    int entry = buffer.getInt(archive.length - 22 + 16);
    buffer.putShort(entry + 4, (short) 0x0314); // made on Unix
    buffer.putInt(entry + 38, 0xa1ff << 16); // a symbolic link
    var report = grade(archive);
    assertEquals(0, report.score());
    assertTrue(report.problem().startsWith("NewsSite.java:1: "), report::problem);
  }

  @Test
  void anEncryptedArchiveAndOneThatIsNoneAreRefused() throws IOException {
    var archive = new Archive().with(FILE, solution).toBytes();
    var buffer = ByteBuffer.wrap(archive.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int entry = buffer.getInt(archive.length - 22 + 16);
    buffer.putShort(entry + 8, (short) (buffer.getShort(entry + 8) | 1));
    buffer.putShort(6, (short) (buffer.getShort(6) | 1));
    assertRefused("can be read", buffer.array());
    assertRefused("can be read", "I am a zip archive".getBytes(UTF_8));
    assertRefused("can be read", new byte[0]);
    assertRefused("can be read", java.util.Arrays.copyOf(archive, archive.length / 2));
  }
}
