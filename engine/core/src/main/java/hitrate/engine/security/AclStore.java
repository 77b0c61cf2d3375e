package hitrate.engine.security;

import hitrate.engine.command.Client;
import hitrate.engine.command.CommandError;
import hitrate.engine.world.Disk;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/// The file that users are kept in (`aclfile`), if there is one.
public final class AclStore {
  private final Disk disk;
  private final String name;
  private final Path file;

  /// @param folder what a relative name is relative to
  /// @param name empty for no file
  public AclStore(Disk disk, String folder, String name) {
    this.disk = disk;
    this.name = name;
    this.file = Path.of(folder).resolve(name);
  }

  /// True when there is a file.
  public boolean exists() {
    return !name.isEmpty();
  }

  private void requireFile() {
    if (!exists()) {
      throw CommandError.of(
          "ERR This Redis instance is not configured to use an ACL file. You may want to specify"
              + " users via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you"
              + " have a Redis configuration file set) in order to store users in the Redis"
              + " configuration.");
    }
  }

  /// Replaces all users by those of the file, or none when something is wrong with it.
  ///
  /// @throws CommandError saying what
  public void load(AccessControl access, Collection<? extends Client> clients) {
    requireFile();
    try {
      List<User> users = AclFile.read(access, name, text());
      access.replaceAll(users, clients);
    } catch (RuleError wrong) {
      throw CommandError.of("ERR " + wrong.reason());
    } catch (IOException failure) {
      throw CommandError.of(
          "ERR Error loading ACLs, opening file '" + name + "': No such file or directory");
    }
  }

  /// What the file says. A folder says nothing, as in the real server.
  private String text() throws IOException {
    try {
      return disk.readText(file);
    } catch (IOException failure) {
      if (Disk.reason(failure).equals("Is a directory")) {
        return "";
      }
      throw failure;
    }
  }

  /// Writes all users to the file.
  ///
  /// @param log is told why that fails
  void save(AccessControl access, Consumer<String> log) {
    requireFile();
    try {
      disk.replaceText(file, String.join("\n", access.declarations()) + "\n");
    } catch (IOException failure) {
      log.accept(
          failure instanceof NoSuchFileException
              ? "Opening temp ACL file for ACL SAVE: No such file or directory"
              : "Renaming ACL file for ACL SAVE: " + Disk.reason(failure));
      throw CommandError.of(
          "ERR There was an error trying to save the ACLs. Please check the server logs for more"
              + " information");
    }
  }
}
