package hitrate.labs.doctor;

import java.nio.file.Path;
import java.util.Optional;

/// What the doctor can ask of a machine; tests answer in its place.
interface Machine {

  /// The Java that runs this program.
  Runtime.Version java();

  /// Its folder.
  Path javaHome();

  /// Whether that Java is a whole JDK, with a compiler.
  boolean hasCompiler();

  /// A program of the `PATH`.
  Optional<Path> program(String name);

  /// Everything a program prints when it is run with these words; empty when it fails or takes
  /// longer than ten seconds.
  Optional<String> output(Path program, String... words);

  /// Whether a server could listen on this port of 127.0.0.1.
  boolean isFree(int port);

  /// Whether files can be made in a folder, which is made too if it is not there.
  boolean canWrite(Path folder);

  /// The bytes still free on the disk of a folder.
  long freeBytes(Path folder);
}
