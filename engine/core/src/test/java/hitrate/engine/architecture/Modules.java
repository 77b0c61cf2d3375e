package hitrate.engine.architecture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/// The Maven modules of the project, read from its poms.
final class Modules {

  private Modules() {}

  /// A dependency of one module on another of this project, by artifact, and whether it is on what
  /// that one's tests lend to others.
  record Use(String scope, String artifact, boolean isOfTests) {}

  /// The modules' folders, as the parent pom lists them; [#checked] has no folder.
  static List<String> names() {
    return texts(pom("pom.xml").getDocumentElement(), "module").stream()
        .filter(module -> !module.endsWith(".xml"))
        .toList();
  }

  /// The folders of sources that `checks.xml` compiles with every check on.
  static List<String> checked() {
    return texts(pom("checks.xml").getDocumentElement(), "root");
  }

  /// The artifact that a module builds.
  static String artifact(String module) {
    for (var child = pom(module + "/pom.xml").getDocumentElement().getFirstChild();
        child != null;
        child = child.getNextSibling()) {
      if (child.getNodeName().equals("artifactId")) {
        return child.getTextContent().strip();
      }
    }
    throw new IllegalStateException(module + " has no artifactId");
  }

  /// What a module uses of this project.
  static List<Use> uses(String module) {
    var uses = new ArrayList<Use>();
    var dependencies = pom(module + "/pom.xml").getElementsByTagName("dependency");
    for (int i = 0; i < dependencies.getLength(); i++) {
      var dependency = (Element) dependencies.item(i);
      if (texts(dependency, "groupId").contains("hitrate")) {
        var scopes = texts(dependency, "scope");
        var types = texts(dependency, "type");
        uses.add(
            new Use(
                scopes.isEmpty() ? "compile" : scopes.getFirst(),
                texts(dependency, "artifactId").getFirst(),
                types.contains("test-jar")));
      }
    }
    return uses;
  }

  private static List<String> texts(Element parent, String tag) {
    var texts = new ArrayList<String>();
    var elements = parent.getElementsByTagName(tag);
    for (int i = 0; i < elements.getLength(); i++) {
      texts.add(elements.item(i).getTextContent().strip());
    }
    return texts;
  }

  private static Document pom(String path) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(ProjectTree.root().resolve(Path.of(path)).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (SAXException | ParserConfigurationException e) {
      throw new IllegalStateException(path, e);
    }
  }
}
