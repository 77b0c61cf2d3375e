package hitrate.grader.compile;

import hitrate.grader.text.Messages;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/// The JDK's own compiler, kept from running code of the learner: no annotation processors, and no
/// source or class found anywhere but where it is told to look.
public final class SourceCompiler {
  /// Sources larger than this in all are refused: 1 MB.
  public static final long MAX_SOURCE_BYTES = 1 << 20;

  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Messages messages;
  private final Duration limit;

  /// A compiler that may take a minute.
  public SourceCompiler(Messages messages) {
    this(messages, LIMIT);
  }

  SourceCompiler(Messages messages, Duration limit) {
    this.messages = messages;
    this.limit = limit;
  }

  /// Compiles `sources` into the folder `classes`; answers the errors, none when all went well.
  ///
  /// @throws IOException when the sources cannot be read or no compiler is there
  public List<CompileError> compile(List<Path> sources, List<Path> libraries, Path classes)
      throws IOException {
    var compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler == null) {
      throw new IOException(messages.text("compile.noCompiler"));
    }
    long bytes = 0;
    for (var source : sources) {
      bytes += Files.size(source);
    }
    if (bytes > MAX_SOURCE_BYTES) {
      return complaint("compile.tooLarge", bytes, MAX_SOURCE_BYTES);
    }
    var result = new CompletableFuture<List<CompileError>>();
    // A daemon with a deep stack: a source that keeps the compiler busy for ever, or nests without
    // end, costs this thread and nothing else.
    Runnable work = () -> run(compiler, sources, libraries, classes, result);
    var thread = new Thread(null, work, "compiler", 8L << 20);
    thread.setDaemon(true);
    thread.start();
    return await(result);
  }

  private List<CompileError> await(CompletableFuture<List<CompileError>> result)
      throws IOException {
    try {
      return result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return complaint("compile.tooLong", limit.toSeconds());
    } catch (ExecutionException e) {
      throw new IOException("the compiler failed: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while compiling", e);
    }
  }

  private List<CompileError> complaint(String key, Object... values) {
    return List.of(new CompileError(null, 0, 0, messages.text(key, values), ""));
  }

  private void run(
      JavaCompiler compiler,
      List<Path> sources,
      List<Path> libraries,
      Path classes,
      CompletableFuture<List<CompileError>> result) {
    var diagnostics = new DiagnosticCollector<JavaFileObject>();
    try (var files = compiler.getStandardFileManager(diagnostics, Locale.ENGLISH, null)) {
      var path =
          libraries.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
      // An empty source path: without it the compiler would take the class path for one.
      var empty = Files.createDirectories(classes.resolveSibling("no-sources"));
      var options =
          List.of(
              "-d",
              classes.toString(),
              "-cp",
              path,
              "-sourcepath",
              empty.toString(),
              "-proc:none",
              "-g",
              "-encoding",
              "UTF-8",
              "-Xlint:none",
              "-nowarn");
      var units = files.getJavaFileObjectsFromPaths(sources);
      var said = new StringWriter();
      boolean done = compiler.getTask(said, files, diagnostics, options, null, units).call();
      result.complete(done ? List.of() : errors(diagnostics, said.toString()));
    } catch (Throwable e) {
      // StackOverflowError and OutOfMemoryError among them: the source asked for it.
      result.complete(complaint("compile.gaveUp", e));
    }
  }

  private List<CompileError> errors(DiagnosticCollector<JavaFileObject> diagnostics, String said) {
    var errors = new ArrayList<CompileError>();
    for (var diagnostic : diagnostics.getDiagnostics()) {
      if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
        errors.add(error(diagnostic));
      }
    }
    return errors.isEmpty() ? complaint("compile.gaveUp", said.strip()) : errors;
  }

  private static CompileError error(Diagnostic<? extends JavaFileObject> diagnostic) {
    var source = diagnostic.getSource();
    var message = diagnostic.getMessage(Locale.ENGLISH);
    if (source == null) {
      return new CompileError(null, 0, 0, message, "");
    }
    var path = Path.of(source.toUri());
    long line = diagnostic.getLineNumber();
    return new CompileError(
        String.valueOf(path.getFileName()),
        Math.max(0, line),
        Math.max(0, diagnostic.getColumnNumber()),
        message,
        lineOf(path, line));
  }

  private static String lineOf(Path file, long line) {
    try (var lines = Files.lines(file, StandardCharsets.UTF_8)) {
      return lines
          .skip(Math.max(0, line - 1))
          .findFirst()
          .map(SourceCompiler::expandTabs)
          .orElse("");
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }

  /// The compiler counts columns with tab stops eight apart.
  private static String expandTabs(String line) {
    var expanded = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\t') {
        expanded.append(" ".repeat(8 - expanded.length() % 8));
      } else {
        expanded.append(c);
      }
    }
    return expanded.toString();
  }
}
