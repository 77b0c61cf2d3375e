package hitrate.engine.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Time, chance, network and disk come through the ports of `world`, so that one seed and one
/// virtual clock replay everything; and no class keeps state in a static field, so that a hundred
/// nodes live in one JVM.
///
/// A forbidden deed is a pattern over `class#member` of what is called, read or created. Naming a
/// class as a type (a parameter handed through) is no deed.
class OutsideWorldTest {

  private static final String WORLD = "hitrate.engine.world";

  /// A program of its own at the other end of the wire: it has no node's clock and network to use.
  private static final String CLIENT = "hitrate.engine.client";

  @Test
  void onlyWorldReadsTheWallClock() {
    assertNobody(
        "reads the wall clock; use hitrate.engine.world.Clock",
        """
        java\\.time\\..*#now
        java\\.time\\.Clock#(system|tick).*
        java\\.time\\.InstantSource#system
        java\\.lang\\.System#(currentTimeMillis|nanoTime)
        java\\.util\\.Date#<init>
        java\\.util\\.Calendar#getInstance
        """,
        WORLD,
        CLIENT);
  }

  @Test
  void onlyWorldRollsDice() {
    assertNobody(
        "rolls dice; use hitrate.engine.world.Entropy",
        """
        java\\.util\\.(Random|SplittableRandom|concurrent\\.ThreadLocalRandom)#.*
        java\\.util\\.random\\..*#.*
        java\\.security\\.SecureRandom#.*
        java\\.lang\\.Math#random
        java\\.util\\.UUID#randomUUID
        java\\.util\\.Collections#shuffle
        """,
        WORLD);
  }

  @Test
  void nobodySleeps() {
    assertNobody(
        "sleeps; let a timer wake the loop",
        """
        java\\.lang\\.Thread#sleep
        java\\.util\\.concurrent\\.TimeUnit#sleep
        java\\.util\\.concurrent\\.locks\\.LockSupport#park(Nanos|Until)
        """,
        WORLD);
  }

  @Test
  void onlyWorldOpensSockets() {
    assertNobody(
        "opens sockets; use hitrate.engine.world.Network",
        """
        java\\.net\\.(Socket|ServerSocket|DatagramSocket|MulticastSocket)#.*
        java\\.net\\..*URLConnection#.*
        java\\.nio\\.channels\\.(ServerSocketChannel|SocketChannel|DatagramChannel)#.*
        java\\.nio\\.channels\\.(Selector|SelectionKey)#.*
        """,
        WORLD,
        CLIENT);
  }

  @Test
  void onlyWorldTouchesFiles() {
    assertNobody(
        "touches files; use hitrate.engine.world.Disk",
        """
        java\\.io\\.(File|FileInputStream|FileOutputStream|FileReader|FileWriter)#.*
        java\\.io\\.RandomAccessFile#.*
        java\\.nio\\.channels\\.FileChannel#.*
        java\\.nio\\.file\\.Files#.*
        """,
        WORLD);
  }

  @Test
  void staticFieldsAreFinal() {
    fields()
        .that()
        .areStatic()
        .should()
        .beFinal()
        .because("a hundred nodes live in one JVM")
        .check(EngineClasses.all());
  }

  @Test
  void staticFieldsHoldNothingThatChanges() {
    var changing =
        Pattern.compile(
            "java\\.util\\.concurrent\\.(?!TimeUnit).*|java\\.lang\\.(ThreadLocal|StringBuilder)"
                + "|java\\.util\\.(HashMap|TreeMap|ArrayList|ArrayDeque|Random|BitSet)");
    var wrong = new TreeSet<String>();
    for (JavaClass type : EngineClasses.all()) {
      for (JavaField field : type.getFields()) {
        if (field.getModifiers().contains(JavaModifier.STATIC)
            && changing.matcher(field.getRawType().getName()).matches()) {
          wrong.add(field.getFullName());
        }
      }
    }
    assertEquals(new TreeSet<String>(), wrong, "static fields whose object changes");
  }

  private static void assertNobody(String deed, String patterns, String... exceptPackages) {
    var forbidden = Pattern.compile(String.join("|", patterns.lines().toList()));
    var wrong = new TreeSet<String>();
    for (JavaClass type : EngineClasses.all()) {
      if (!List.of(exceptPackages).contains(type.getPackageName())) {
        for (var access : type.getAccessesFromSelf()) {
          var target = access.getTarget();
          var callee = target.getOwner().getName() + "#" + target.getName();
          if (forbidden.matcher(callee).matches()) {
            wrong.add(access.getOrigin().getFullName() + " -> " + callee);
          }
        }
      }
    }
    assertEquals("", String.join("\n", wrong), deed);
  }
}
