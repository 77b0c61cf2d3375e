package hitrate.engine.security.tls;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Ciphers of TLS 1.2 in OpenSSL's notation (`man openssl-ciphers`), such as
/// `ECDHE-RSA-AES128-GCM-SHA256:HIGH:!aNULL`: names and groups, of which each may be taken in,
/// taken out (`-`), moved behind the rest (`+`) or banned (`!`).
final class CipherNames {
  private static final List<String> FOR_TLS_1_3 =
      List.of("TLS_AES_", "TLS_CHACHA20_POLY1305_SHA256");

  private CipherNames() {}

  /// True for a suite of TLS 1.3, which are chosen by themselves.
  static boolean isForTls13(String suite) {
    return FOR_TLS_1_3.stream().anyMatch(suite::startsWith);
  }

  /// The suites of `known` that a list means, in its order; empty when there are none.
  static List<String> chosen(String list, List<String> known) {
    Set<String> chosen = new LinkedHashSet<>();
    Set<String> banned = new LinkedHashSet<>();
    for (String word : list.split("[:, ]+", -1)) {
      if (word.isEmpty() || word.startsWith("@")) {
        continue;
      }
      char sign = word.charAt(0);
      boolean isSigned = "!-+".indexOf(sign) >= 0;
      List<String> meant = matching(isSigned ? word.substring(1) : word, known);
      switch (isSigned ? sign : ' ') {
        case '!' -> {
          banned.addAll(meant);
          meant.forEach(chosen::remove);
        }
        case '-' -> meant.forEach(chosen::remove);
        case '+' -> {
          List<String> moved = chosen.stream().filter(meant::contains).toList();
          moved.forEach(chosen::remove);
          chosen.addAll(moved);
        }
        default -> meant.stream().filter(suite -> !banned.contains(suite)).forEach(chosen::add);
      }
    }
    return new ArrayList<>(chosen);
  }

  private static List<String> matching(String word, List<String> known) {
    List<String> groups = Arrays.asList(word.split("\\+", -1));
    return known.stream()
        .filter(suite -> !isForTls13(suite))
        .filter(suite ->
            openSslName(suite).equals(word)
                || suite.equals(word)
                || groups.stream().allMatch(group -> isIn(group, openSslName(suite))))
        .toList();
  }

  /// `TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256` is `ECDHE-RSA-AES128-GCM-SHA256`. What names no key
  /// exchange has that of RSA.
  static String openSslName(String suite) {
    return suite
        .replaceFirst("^(TLS|SSL)_", "")
        .replaceFirst("^RSA_WITH_", "")
        .replace("_WITH_", "_")
        .replace("3DES_EDE_CBC", "DES_CBC3")
        .replaceAll("(AES|ARIA|CAMELLIA)_(\\d+)", "$1$2")
        .replace("_CBC", "")
        .replace("CHACHA20_POLY1305_SHA256", "CHACHA20_POLY1305")
        .replace("DES_CBC3", "DES-CBC3")
        .replace('_', '-');
  }

  private static boolean isIn(String group, String name) {
    return switch (group) {
      case "ALL", "DEFAULT", "COMPLEMENTOFALL" -> !group.startsWith("COMP");
      case "HIGH" -> name.contains("AES") || name.contains("CHACHA20");
      case "MEDIUM", "LOW", "EXPORT", "EXP", "NULL", "eNULL", "aNULL", "PSK", "SRP" -> false;
      case "ECDHE", "EECDH", "kECDHE", "kEECDH" -> name.startsWith("ECDHE-");
      case "DHE", "EDH", "kDHE", "kEDH", "DH" -> name.startsWith("DHE-");
      case "RSA", "kRSA" -> !name.contains("DH");
      case "aRSA" -> !name.contains("ECDSA") && !name.contains("DSS");
      case "ECDSA", "aECDSA" -> name.contains("ECDSA");
      case "AES", "AES128", "AES256", "CAMELLIA", "ARIA", "CHACHA20", "MD5", "RC4" ->
          name.contains(group);
      case "3DES" -> name.contains("DES-CBC3");
      case "AESGCM" -> name.contains("AES") && name.contains("GCM");
      case "AESCCM" -> name.contains("CCM");
      case "SHA", "SHA1" -> name.endsWith("-SHA");
      case "SHA256", "SHA384" -> name.endsWith("-" + group);
      case "TLSv1.2" -> !name.endsWith("-SHA");
      default -> false;
    };
  }
}
