package hitrate.kernel.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.kernel.source.NotebookSource.Code;
import hitrate.kernel.source.NotebookSource.FormatException;
import hitrate.kernel.source.NotebookSource.Role;
import hitrate.kernel.source.NotebookSource.Text;
import hitrate.kernel.source.NotebookWriter.Copy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NotebookSourceTest {
  private static final String SOURCE =
      """
      <!-- cell: intro -->
      # Title

      ```text
      a fence that is part of the text
      ```

      ```redis cell=hello strict
      SET a 1
      ```

      ```java cell=count solution
      long count() {
        // BEGIN SOLUTION
        return jedis.incr("a");
        //~ return 0; // your code here
        // END SOLUTION
      }
      ```

      ```java cell=count-check check points=2
      check("It counts.", 2, count());
      ```
      """;

  @Test
  void textAndFencesBecomeCells() {
    var cells = NotebookSource.parse(SOURCE).cells();
    assertEquals(
        new Text("intro", "# Title\n\n```text\na fence that is part of the text\n```"),
        cells.get(0));
    assertEquals(
        new Code("hello", "redis", Role.EXAMPLE, 0, true, List.of("SET a 1")), cells.get(1));
    assertEquals(Role.SOLUTION, assertInstanceOf(Code.class, cells.get(2)).role());
    assertEquals(2, assertInstanceOf(Code.class, cells.get(3)).points());
    assertEquals(4, cells.size());
  }

  @Test
  void theLearnersCopyHasTheStubAndTheSolvedCopyTheAnswer() {
    var source = NotebookSource.parse(SOURCE);
    String learners = NotebookWriter.write(source, Copy.LEARNERS);
    String solved = NotebookWriter.write(source, Copy.SOLVED);
    assertTrue(learners.contains("  return 0; // your code here\\n"), learners);
    assertTrue(!learners.contains("jedis.incr") && !learners.contains("SOLUTION"), learners);
    assertTrue(solved.contains("jedis.incr") && solved.contains("// BEGIN SOLUTION"), solved);
    assertTrue(!solved.contains("your code here"), solved);
  }

  @Test
  void aRegionWithoutAStubGetsOneThatFails() {
    var cell =
        new Code(
            "c",
            "java",
            Role.SOLUTION,
            0,
            false,
            List.of("int f() {", "  // BEGIN SOLUTION", "  return 1;", "  // END SOLUTION", "}"));
    assertEquals(
        List.of("int f() {", "  throw new UnsupportedOperationException(\"your code here\");", "}"),
        SolutionRegion.learners(cell));
  }

  @Test
  void theFileIsWrittenAsJupyterWritesIt() {
    assertEquals(
        """
        {
         "cells": [
          {
           "cell_type": "markdown",
           "id": "t",
           "metadata": {},
           "source": [
            "Größe 𝄞\\n",
            "two"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": null,
           "id": "check-it",
           "metadata": {
            "nbgrader": {
             "grade": true,
             "grade_id": "check-it",
             "locked": true,
             "points": 1,
             "schema_version": 3,
             "solution": false,
             "task": false
            },
            "tags": [
             "check"
            ]
           },
           "outputs": [],
           "source": [
            "%%redis --strict\\n",
            "GET a"
           ]
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": "Hitrate",
           "language": "java",
           "name": "hitrate"
          },
          "language_info": {
           "file_extension": ".java",
           "mimetype": "text/x-java",
           "name": "java"
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5
        }
        """,
        NotebookWriter.write(
            NotebookSource.parse(
                """
                <!-- cell: t -->
                Größe 𝄞
                two
                ```redis cell=check-it check points=1 strict
                GET a
                ```
                """),
            Copy.LEARNERS));
  }

  @Test
  void whatBreaksTheFormatIsNamedWithItsLine() {
    Map<String, String> mistakes =
        Map.ofEntries(
            Map.entry("", "line 1: no cells"),
            Map.entry("Text\n", "line 1: text outside a cell; begin one by <!-- cell: ID -->"),
            Map.entry(
                "<!-- cell: A b -->\nx\n",
                "line 1: an id has 1 to 64 of a-z, 0-9 and -, not 'A b'"),
            Map.entry("<!-- cell: a -->\n\n<!-- cell: b -->\nx", "line 3: cell a is empty"),
            Map.entry("<!-- cell: a -->\nx\n<!-- cell: a -->\ny", "line 3: the id a is taken"),
            Map.entry("```java cell=a\nint x;\n", "line 1: a fence without an end"),
            Map.entry("```python cell=a\n```\n", "line 1: a cell is java or redis, not python"),
            Map.entry("```java cell=a check\n```\n", "line 1: a check has points=N, 1 to 99"),
            Map.entry("```java cell=a sketch\n```\n", "line 1: unknown [sketch]"),
            Map.entry(
                "```java cell=a solution\nint x;\n```\n",
                "line 1: a solution cell, and no other, has BEGIN and END SOLUTION"),
            Map.entry(
                "```java cell=a solution\n// END SOLUTION\n```\n",
                "line 2: BEGIN and END SOLUTION do not pair up"));
    mistakes.forEach((source, message) ->
        assertEquals(
            message,
            assertThrows(FormatException.class, () -> NotebookSource.parse(source)).getMessage()));
  }
}
