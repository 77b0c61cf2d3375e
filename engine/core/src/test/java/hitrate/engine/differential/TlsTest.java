package hitrate.engine.differential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hitrate.engine.client.RespClient;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.testing.Await;
import hitrate.engine.testing.Certificates;
import hitrate.engine.testing.FreePort;
import hitrate.engine.testing.RealPrograms;
import hitrate.engine.testing.RedisProcess;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;

/// Clients of the real server reach our node by TLS, and those that must not do not.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TlsTest {

  private Path folder;
  private Certificates certificates;
  private CacheNode node;
  private int port;

  @BeforeAll
  void start(@TempDir Path shared) throws Exception {
    folder = shared;
    certificates = Certificates.in(folder);
    port = FreePort.find();
    node =
        CacheNode.builder()
            .config("tls-port", "" + port)
            .config("tls-cert-file", certificates.certificate("server"))
            .config("tls-key-file", certificates.key("server"))
            .config("tls-ca-cert-file", certificates.certificate("ca"))
            .config("repl-diskless-sync-delay", "0")
            .start();
  }

  @AfterAll
  void stop() {
    if (node != null) {
      node.close();
    }
  }

  @BeforeEach
  void anybodyMayCome() {
    set("tls-auth-clients", "no", "tls-protocols", "", "tls-ciphers", "");
  }

  private void set(String... settings) {
    assertEquals(new Reply.Simple("OK"), trySet(settings));
  }

  private Reply trySet(String... settings) {
    var words = new ArrayList<String>(List.of("CONFIG", "SET"));
    words.addAll(List.of(settings));
    return node.call(words.toArray(String[]::new));
  }

  private String cli(String input, String... more) throws Exception {
    var words = new ArrayList<String>(List.of("--tls", "-p", "" + port));
    words.addAll(List.of("--cacert", certificates.certificate("ca")));
    words.addAll(List.of(more));
    return RealPrograms.run(input, "redis-cli", words.toArray(String[]::new)).output();
  }

  private String cliAs(String name) throws Exception {
    return cli("PING\n", "--cert", certificates.certificate(name), "--key", certificates.key(name));
  }

  @Test
  void redisCliSpeaksByTls() throws Exception {
    String value = "v".repeat(300_000);
    assertEquals("PONG\nOK\n" + value + "\n", cli("PING\nSET k " + value + "\nGET k\n"));
  }

  @Test
  void clientsShowACertificateThatIsAskedFor() throws Exception {
    set("tls-auth-clients", "yes");
    assertEquals("PONG\n", cliAs("client"));
    for (String bad : List.of("expired", "stranger")) {
      assertTrue(!cliAs(bad).contains("PONG"), bad);
    }
    assertTrue(!cli("PING\n").contains("PONG"), "without a certificate");
  }

  @Test
  void aCertificateThatIsOptionalIsCheckedWhenItIsShown() throws Exception {
    set("tls-auth-clients", "optional");
    assertEquals("PONG\n", cli("PING\n"));
    assertEquals("PONG\n", cliAs("client"));
    assertTrue(!cliAs("stranger").contains("PONG"), "signed by somebody else");
  }

  @Test
  void aClientThatDoesNotTrustTheNodeLeaves() throws Exception {
    String output =
        RealPrograms.run(
                "",
                "redis-cli",
                "--tls",
                "-p",
                "" + port,
                "--cacert",
                certificates.certificate("other"),
                "PING")
            .output();
    assertTrue(output.contains("certificate verify failed"), output);
  }

  @Test
  void plainTextIsNoRequestHere() throws Exception {
    String output = RealPrograms.run("", "redis-cli", "-p", "" + port, "PING").output();
    assertTrue(output.startsWith("Error:"), output);
    assertEquals("PONG\n", cli("PING\n"));
  }

  @Test
  void theVersionsAndCiphersThatAreSetAreUsed() throws Exception {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      set("tls-protocols", version);
      assertTrue(session().contains(version + ", Cipher is"), version);
    }
    set("tls-protocols", "TLSv1.2", "tls-ciphers", "ECDHE-ECDSA-AES128-GCM-SHA256");
    assertTrue(session().contains("TLSv1.2, Cipher is ECDHE-ECDSA-AES128-GCM-SHA256"));
    set("tls-ciphers", "HIGH:!AESGCM:!SHA:!SHA256:!SHA384:!AESCCM");
    assertTrue(session().contains("TLSv1.2, Cipher is ECDHE-ECDSA-CHACHA20-POLY1305"), session());
  }

  private String session() throws Exception {
    return RealPrograms.run("", "openssl", "s_client", "-connect", "127.0.0.1:" + port).output();
  }

  @Test
  void aNewHandshakeIsRefused() throws Exception {
    set("tls-protocols", "TLSv1.2");
    String output =
        RealPrograms.run("R\nPING\r\n", "openssl", "s_client", "-connect", "127.0.0.1:" + port)
            .output();
    assertTrue(output.contains("RENEGOTIATING"), output);
    assertTrue(!output.contains("+PONG"), output);
  }

  @Test
  void whatIsWrongWithTheSettingsIsRefusedAndTheOldOnesStay() throws Exception {
    for (List<String> wrong :
        List.of(
            List.of("tls-cert-file", "no-such-file"),
            List.of("tls-key-file", certificates.key("client")),
            List.of("tls-protocols", "TLSv9"),
            List.of("tls-ciphers", "nosuch"),
            List.of("tls-ciphersuites", "nosuch"))) {
      assertEquals(
          new Reply.Error(
              "ERR CONFIG SET failed (possibly related to argument '"
                  + wrong.getFirst()
                  + "') - Unable to update TLS configuration. Check server logs."),
          trySet(wrong.toArray(String[]::new)));
    }
    assertEquals("PONG\n", cli("PING\n"));
  }

  @Test
  void keysMayBeInAnyFormThatOpensslWrites() throws Exception {
    String key = certificates.key("server");
    String encrypted = folder.resolve("encrypted.key").toString();
    String old = folder.resolve("old.key").toString();
    String framed = folder.resolve("framed.key").toString();
    certificates.openssl(
        "pkcs8", "-topk8", "-in", key, "-out", encrypted, "-passout", "pass:secret");
    certificates.openssl("pkcs8", "-topk8", "-nocrypt", "-in", key, "-out", framed);
    certificates.openssl("ec", "-aes256", "-in", key, "-out", old, "-passout", "pass:secret");
    String self = folder.resolve("self.crt").toString();
    String rsa = folder.resolve("rsa.key").toString();
    certificates.openssl(
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        rsa + "8",
        "-out",
        self,
        "-subj",
        "/CN=self");
    certificates.openssl("rsa", "-traditional", "-in", rsa + "8", "-out", rsa);
    set("tls-key-file", framed);
    assertEquals("PONG\n", cli("PING\n"));
    set("tls-key-file", encrypted, "tls-key-file-pass", "secret");
    set("tls-key-file", old);
    assertEquals("PONG\n", cli("PING\n"));
    set("tls-cert-file", self, "tls-key-file", rsa);
    assertTrue(session().contains("CN = self"), "reads the files anew");
    set("tls-cert-file", certificates.certificate("server"), "tls-key-file", key);
    assertEquals("PONG\n", cli("PING\n"));
  }

  @Test
  void jedisPipelinesByTls() throws Exception {
    var authorities = KeyStore.getInstance("PKCS12");
    authorities.load(null, null);
    try (var file = new FileInputStream(certificates.certificate("ca"))) {
      authorities.setCertificateEntry(
          "ca", CertificateFactory.getInstance("X.509").generateCertificate(file));
    }
    char[] password = "secret".toCharArray();
    Path store = folder.resolve("authorities.p12");
    try (var file = Files.newOutputStream(store)) {
      authorities.store(file, password);
    }
    var config =
        DefaultJedisClientConfig.builder()
            .sslOptions(
                redis.clients.jedis.SslOptions.builder()
                    .trustStoreType("PKCS12")
                    .truststore(store.toFile(), password)
                    .build())
            .timeoutMillis(60_000)
            .build();
    try (var jedis = new Jedis(new HostAndPort("127.0.0.1", port), config)) {
      byte[] value = "x".repeat(50_000).getBytes(StandardCharsets.US_ASCII);
      byte[] key = {1, 2, 3};
      jedis.set(key, value);
      try (var pipeline = jedis.pipelined()) {
        var replies = new ArrayList<redis.clients.jedis.Response<byte[]>>();
        for (int i = 0; i < 200; i++) {
          replies.add(pipeline.get(key)); // 10 MB, none of which is read before all are asked for
        }
        pipeline.sync();
        for (var reply : replies) {
          org.junit.jupiter.api.Assertions.assertArrayEquals(value, reply.get());
        }
      }
    }
  }

  @Test
  void lettuceSpeaksByTls() {
    var client =
        RedisClient.create(
            RedisURI.builder()
                .withHost("127.0.0.1")
                .withPort(port)
                .withSsl(true)
                .withVerifyPeer(io.lettuce.core.SslVerifyMode.CA)
                .build());
    client.setOptions(
        ClientOptions.builder()
            .sslOptions(
                SslOptions.builder()
                    .jdkSslProvider()
                    .trustManager(new File(certificates.certificate("ca")))
                    .build())
            .build());
    try (var connection = client.connect()) {
      var commands = connection.sync();
      assertEquals("OK", commands.set("by", "lettuce"));
      assertEquals("lettuce", commands.get("by"));
    } finally {
      client.shutdown();
    }
  }

  /// With a certificate of its own for connections that the node makes, as the real server asks
  /// everybody for one.
  @Test
  void changesGoToReplicasByTls() throws Exception {
    set("tls-auth-clients", "yes", "tls-replication", "yes");
    try (var process = startReal("--tls-replication");
        var real = RespClient.connect("127.0.0.1", process.port());
        var ours = RespClient.connect("127.0.0.1", node.port())) {
      set(
          "tls-client-cert-file",
          certificates.certificate("client"),
          "tls-client-key-file",
          certificates.key("client"));
      assertReplicates(real, openTlsPort(real), ours);
      assertReplicates(ours, "" + port, real);
    } finally {
      node.call("REPLICAOF", "NO", "ONE");
      set("tls-replication", "no", "tls-client-cert-file", "", "tls-client-key-file", "");
    }
  }

  @Test
  void keysMigrateByTls() throws Exception {
    set("tls-auth-clients", "yes", "tls-cluster", "yes");
    try (var process = startReal("--tls-cluster");
        var real = RespClient.connect("127.0.0.1", process.port());
        var ours = RespClient.connect("127.0.0.1", node.port())) {
      String realPort = openTlsPort(real);
      assertMigrates(ours, realPort, real);
      assertMigrates(ours, realPort, real); // by the same connection
      assertMigrates(real, "" + port, ours);
      ours.call("SET", "stays", "here");
      assertEquals(
          new Reply.Error("IOERR error or timeout connecting to the client"),
          migrate(ours, "stays", "1")); // where nobody listens
      assertEquals(new Reply.Int(1), ours.call("EXISTS", "stays"));
    } finally {
      set("tls-cluster", "no");
    }
  }

  private RedisProcess startReal(String parameter) throws Exception {
    return RedisProcess.start(
        "--tls-cert-file",
        certificates.certificate("server"),
        "--tls-key-file",
        certificates.key("server"),
        "--tls-ca-cert-file",
        certificates.certificate("ca"),
        parameter,
        "yes",
        "--repl-diskless-sync-delay",
        "0");
  }

  private static void assertMigrates(RespClient from, String toPort, RespClient to) {
    var value = Reply.Bulk.of("v".repeat(100_000));
    from.call("SET", "traveller", value.value().toString());
    assertEquals(new Reply.Simple("OK"), migrate(from, "traveller", toPort));
    assertEquals(new Reply.Int(0), from.call("EXISTS", "traveller"));
    assertEquals(value, to.call("GET", "traveller"));
    to.call("DEL", "traveller");
  }

  private static Reply migrate(RespClient from, String key, String port) {
    return from.call("MIGRATE", "127.0.0.1", port, key, "0", "30000");
  }

  /// Until a port is found that nobody has taken meanwhile.
  private static String openTlsPort(RespClient real) throws IOException {
    return Await.until(
        "a port for TLS",
        () -> {
          String port = "" + FreePort.find();
          Reply reply = real.call("CONFIG", "SET", "tls-port", port);
          return reply.equals(new Reply.Simple("OK")) ? port : "";
        },
        port -> !port.isEmpty());
  }

  private static void assertReplicates(RespClient primary, String tlsPort, RespClient replica) {
    var image = Reply.Bulk.of("i".repeat(100_000));
    var change = Reply.Bulk.of("c".repeat(1_000_000));
    primary.call("SET", "in the image", image.value().toString());
    assertEquals(new Reply.Simple("OK"), replica.call("REPLICAOF", "127.0.0.1", tlsPort));
    ReplicaPair.await(primary, "replication", "state=online");
    primary.call("SET", "in the stream", change.value().toString());
    assertEquals(new Reply.Int(1), primary.call("WAIT", "1", "30000"));
    assertEquals(image, replica.call("GET", "in the image"));
    assertEquals(change, replica.call("GET", "in the stream"));
    assertEquals(new Reply.Simple("OK"), replica.call("REPLICAOF", "NO", "ONE"));
  }
}
