package hitrate.kernel.jupyter;

import hitrate.kernel.Main;
import hitrate.kernel.Rehearsal;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/// Tells Jupyter how to start this kernel, by a file in a folder of the project: nothing is written
/// into the user's own Jupyter folders. Jupyter finds it when `JUPYTER_PATH` names that folder.
///
/// @param java the JDK's `java`
/// @param classPath where the kernel's classes are; cells can use all of them
/// @param options further options of the JVM
public record KernelSpec(Path java, String classPath, List<String> options) {
  /// The name that notebooks ask for.
  public static final String NAME = "hitrate";

  /// A kernel of the JDK and the classes that run now.
  public static KernelSpec ofThisJvm(List<String> options) {
    return new KernelSpec(
        Path.of(System.getProperty("java.home"), "bin", "java"),
        System.getProperty("java.class.path"),
        options);
  }

  /// The command that starts a kernel for a connection file.
  public List<String> command(String connectionFile) {
    return command(List.of(), List.of(Main.class.getName(), connectionFile));
  }

  /// This kernel with an ahead-of-time cache, made now: with it, a kernel needs half the time to
  /// start (3.5 instead of 6.9 s of CPU up to the first cell's result). The JVM checks the cache
  /// against its own version and the jars, and runs without it when anything differs.
  ///
  /// Where no cache can be made, as with a class path of folders, it is the same kernel as before.
  ///
  /// @param cache the file to write
  public KernelSpec rehearsed(Path cache) throws IOException, InterruptedException {
    var fresh = cache.resolveSibling(cache.getFileName() + ".new");
    Files.createDirectories(cache.toAbsolutePath().getParent());
    Files.deleteIfExists(fresh);
    var process =
        new ProcessBuilder(
                command(List.of("-XX:AOTCacheOutput=" + fresh), List.of(Rehearsal.class.getName())))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    if (process.waitFor() != 0 || !Files.exists(fresh)) {
      return this;
    }
    Files.move(fresh, cache, StandardCopyOption.REPLACE_EXISTING);
    return withCache(cache);
  }

  /// Whether all classes are in jars, as a cache wants them.
  public boolean isOfJars() {
    return Stream.of(classPath.split(File.pathSeparator))
        .allMatch(entry -> entry.endsWith(".jar") && Files.isRegularFile(Path.of(entry)));
  }

  /// Whether a cache is there and no jar is newer.
  public boolean isUpToDate(Path cache) throws IOException {
    if (!Files.exists(cache)) {
      return false;
    }
    var made = Files.getLastModifiedTime(cache);
    for (String jar : classPath.split(File.pathSeparator)) {
      if (Files.getLastModifiedTime(Path.of(jar)).compareTo(made) > 0) {
        return false;
      }
    }
    return true;
  }

  /// This kernel with a cache that was made before.
  public KernelSpec withCache(Path cache) {
    var more = new ArrayList<>(options);
    more.addAll(
        List.of("-XX:AOTCache=" + cache.toAbsolutePath(), "-Xlog:aot*=off", "-Xlog:cds*=off"));
    return new KernelSpec(java, classPath, List.copyOf(more));
  }

  private List<String> command(List<String> first, List<String> main) {
    var command = new ArrayList<String>();
    command.add(java.toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "-Dfile.encoding=UTF-8"));
    command.addAll(options);
    command.addAll(first);
    command.addAll(List.of("-cp", absolute(classPath)));
    command.addAll(main);
    return List.copyOf(command);
  }

  /// Writes the kernel into a folder for `JUPYTER_PATH`, over what was there.
  ///
  /// @return the folder of the kernel
  public Path installInto(Path jupyterPath) throws IOException {
    var json = JsonNodeFactory.instance.objectNode();
    var argv = json.putArray("argv");
    command("{connection_file}").forEach(argv::add);
    json.put("display_name", "Hitrate")
        .put("language", "java")
        .put("interrupt_mode", "message")
        .putObject("metadata")
        .put("debugger", false);
    Path folder = jupyterPath.resolve("kernels").resolve(NAME);
    Files.createDirectories(folder);
    String text = new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json);
    Files.writeString(folder.resolve("kernel.json"), text + "\n");
    return folder;
  }

  /// Jupyter starts kernels in the notebook's folder, where relative paths would lead nowhere.
  private static String absolute(String classPath) {
    var entries = new ArrayList<String>();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      entries.add(entry.isEmpty() ? entry : Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(File.pathSeparator, entries);
  }
}
