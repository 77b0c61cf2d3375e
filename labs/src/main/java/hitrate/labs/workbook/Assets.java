package hitrate.labs.workbook;

import static java.nio.charset.StandardCharsets.UTF_8;

import hitrate.engine.bytes.Bytes;
import hitrate.grader.text.Messages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The files of the page: one template and a fixed list of scripts, styles and pictures.
final class Assets {
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]*\\.(css|js|svg)");
  private static final Pattern PLACE = Pattern.compile("\\{\\{([A-Za-z0-9.]+)}}");

  private record Asset(Bytes content, String tag) {}

  private final Map<String, Asset> loaded = new ConcurrentHashMap<>();

  /// Answers with the file `name`.
  ///
  /// @throws Refusal when there is no such file
  void serve(String name, Exchange exchange) throws IOException {
    var kind = NAME.matcher(name);
    if (!kind.matches()) {
      throw new Refusal(404, "There is no such file.");
    }
    var asset = loaded.computeIfAbsent(name, Assets::load);
    exchange.setHeader("Cache-Control", "no-cache");
    exchange.setHeader("ETag", asset.tag());
    boolean known = exchange.header("If-None-Match").equals(asset.tag());
    exchange.send(
        known ? 304 : 200, TYPES.getOrDefault(kind.group(1), ""), asset.content().toArray());
  }

  /// The page with its texts filled in, `{{key}}` by the text of that key, and with `values` for
  /// what is no text. Everything is escaped.
  byte[] page(Messages texts, Map<String, String> values) {
    var template = load("page.html").content().toString();
    var filled =
        PLACE
            .matcher(template)
            .replaceAll(place -> {
              String key = place.group(1);
              String text = values.containsKey(key) ? values.get(key) : texts.text(key);
              return Matcher.quoteReplacement(escape(text));
            });
    return filled.getBytes(UTF_8);
  }

  /// `text` inside an element or a quoted attribute.
  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  private static Asset load(String name) {
    try (var in = Assets.class.getResourceAsStream("page/" + name)) {
      if (in == null) {
        throw new Refusal(404, "There is no such file.");
      }
      byte[] content = in.readAllBytes();
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new Asset(Bytes.wrap(content), "\"" + HexFormat.of().formatHex(digest, 0, 8) + "\"");
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
