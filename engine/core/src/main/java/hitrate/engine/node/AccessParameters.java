package hitrate.engine.node;

import hitrate.engine.command.CommandError;
import hitrate.engine.node.config.Configuration;
import hitrate.engine.security.AccessControl;
import hitrate.engine.security.AclStore;
import hitrate.engine.security.RuleError;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/// The parameters on users: hands them to those who act on them, at the start and on each change.
final class AccessParameters {
  private AccessParameters() {}

  static void apply(Configuration all, AccessControl access) {
    follow(all, "acl-pubsub-default", AccessParameters::allChannels, access);
    follow(all, "acllog-max-len", AccessParameters::logEntries, access);
    if (!all.value("requirepass").isEmpty()) {
      access.requirePassword(all.value("requirepass"));
    }
    all.watch("requirepass", access::requirePassword);
    all.usersAre(access::declarations);
  }

  private interface Use {
    void use(AccessControl access, String value);
  }

  private static void follow(Configuration all, String parameter, Use use, AccessControl access) {
    use.use(access, all.value(parameter));
    all.watch(parameter, value -> use.use(access, value));
  }

  private static void allChannels(AccessControl access, String value) {
    access.allChannelsAtFirst(value.equals("allchannels"));
  }

  private static void logEntries(AccessControl access, String value) {
    access.mostLogEntries((int) Math.min(Long.parseLong(value), Integer.MAX_VALUE));
  }

  /// Makes the users that the configuration or the file of users declares.
  ///
  /// @param log is told of users who cannot log in
  /// @throws IOException when something is wrong with them
  static void declareUsers(
      Configuration all, AccessControl access, AclStore store, Consumer<String> log)
      throws IOException {
    if (store.exists() && !all.users().isEmpty()) {
      throw new IOException(
          "Configuring Redis with users defined in redis.conf and at the same setting an ACL file"
              + " path is invalid. This setup is very likely to lead to configuration errors and"
              + " security holes, please define either an ACL file or declare users directly in"
              + " your redis.conf, but not both.");
    }
    for (List<String> user : all.users()) {
      try {
        access.declare(user);
      } catch (RuleError wrong) {
        throw new IOException(
            wrong.reason() + "\nCritical error while loading ACLs. Exiting.", wrong);
      }
      if (!access.isEnabled(user.getFirst())) {
        log.accept(
            "The user '%s' is disabled (there is no 'on' modifier in the user description). Make sure this is not a configuration error."
                .formatted(user.getFirst()));
      }
    }
    if (store.exists()) {
      try {
        store.load(access, List.of());
      } catch (CommandError wrong) {
        String why = wrong.reply().replaceFirst("^-?ERR ", "");
        throw new IOException("Aborting Redis startup because of ACL errors: " + why);
      }
    }
  }
}
