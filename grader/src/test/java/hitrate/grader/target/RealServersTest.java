package hitrate.grader.target;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.testing.Await;
import hitrate.engine.testing.FreePort;
import hitrate.engine.testing.RedisProcess;
import hitrate.grader.report.GradeReport;
import hitrate.grader.run.Grader;
import hitrate.grader.run.Playground;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;
import redis.clients.jedis.exceptions.JedisException;

/// The same exercise on real servers: one alone, one over TLS, a cluster.
class RealServersTest {
  private static final String PASSWORD = "changeit";

  @TempDir private Path folder;

  @Test
  void theSolutionPassesOnARealServerAndLeavesItsDataAsItWas() throws Exception {
    try (var server = RedisProcess.start("--requirepass", "s3cret");
        var jedis = new Jedis("127.0.0.1", server.port())) {
      jedis.auth("s3cret");
      jedis.set("views:home", "42");
      var report = grade("redis://:s3cret@127.0.0.1:" + server.port() + "/0");
      assertEquals(20, report.score(), report::toString);
      assertEquals("redis://127.0.0.1:" + server.port() + "/0", report.target());
      assertEquals("42", jedis.get("views:home"));
      assertEquals(1, jedis.dbSize(), () -> jedis.keys("*").toString());
    }
  }

  @Test
  void aWrongPasswordIsTheGradersProblemNotTheLearners() throws Exception {
    try (var server = RedisProcess.start("--requirepass", "s3cret")) {
      var error =
          assertThrows(IOException.class, () -> grade("redis://:wrong@127.0.0.1:" + server.port()));
      assertTrue(String.valueOf(error.getMessage()).startsWith("cannot use redis://127.0.0.1:"));
    }
  }

  @Test
  void theSolutionPassesOnACluster() throws Exception {
    try (var server =
            RedisProcess.start("--cluster-enabled", "yes", "--cluster-port", "" + FreePort.find());
        var jedis = new Jedis("127.0.0.1", server.port())) {
      jedis.clusterAddSlotsRange(0, 16383);
      Await.text("cluster_state:ok", jedis::clusterInfo);
      var report = grade("cluster://127.0.0.1:" + server.port());
      assertEquals(20, report.score(), report::toString);
      assertEquals(0, jedis.dbSize(), () -> jedis.keys("*").toString());
    }
  }

  @Test
  void overTlsTheCertificateIsChecked() throws Exception {
    var store = makeKeyStore();
    int port = FreePort.find();
    try (var _ =
        RedisProcess.start(
            "--tls-port",
            "" + port,
            "--tls-auth-clients",
            "no",
            "--tls-cert-file",
            folder.resolve("cert.pem").toString(),
            "--tls-key-file",
            folder.resolve("key.pem").toString(),
            "--tls-ca-cert-file",
            folder.resolve("cert.pem").toString())) {
      var address = TargetAddress.parse("rediss://127.0.0.1:" + port);
      var trusted =
          SslOptions.builder()
              .truststore(store.toFile(), PASSWORD.toCharArray())
              .trustStoreType("PKCS12")
              .sslVerifyMode(SslVerifyMode.FULL)
              .build();
      try (var target = new ServerTarget(address, trusted);
          var upstream = target.connect()) {
        assertEquals("OK", target.redis().set("a", "1"));
        var get = "*2\r\n$3\r\nGET\r\n$1\r\na\r\n".getBytes(StandardCharsets.US_ASCII);
        var reply = upstream.execute(get, List.of());
        assertArrayEquals("$1\r\n1\r\n".getBytes(StandardCharsets.US_ASCII), reply);
      }
      assertThrows(
          JedisException.class,
          () -> {
            try (var stranger = ServerTarget.open(address)) {
              stranger.redis().ping();
            }
          });
    }
  }

  private static GradeReport grade(String target) throws IOException {
    var options = Grader.Options.standard().withTarget(TargetAddress.parse(target));
    try (var grader = Grader.open(options)) {
      return grader.grade(Playground.strings(), Playground.catalog().solutions());
    }
  }

  /// A certificate for 127.0.0.1, signed by itself: as a store for Java, as two files for Redis.
  private Path makeKeyStore() throws Exception {
    var store = folder.resolve("store.p12");
    var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    var process =
        new ProcessBuilder(
                keytool,
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .inheritIO()
            .start();
    assertEquals(0, Await.end(process));
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    var certificate = keys.getCertificate("redis");
    pem("CERTIFICATE", certificate.getEncoded(), folder.resolve("cert.pem"));
    var key = keys.getKey("redis", PASSWORD.toCharArray());
    pem("PRIVATE KEY", key.getEncoded(), folder.resolve("key.pem"));
    // As a trusted certificate it has to be in a store of its own.
    var trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("redis", certificate);
    var trustStore = folder.resolve("trust.p12");
    try (var out = Files.newOutputStream(trustStore)) {
      trust.store(out, PASSWORD.toCharArray());
    }
    return trustStore;
  }

  private static void pem(String kind, byte[] bytes, Path file) throws IOException {
    var body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }
}
