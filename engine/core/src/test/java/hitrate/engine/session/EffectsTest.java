package hitrate.engine.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import hitrate.engine.command.EffectSink;
import hitrate.engine.keyspace.KeyspaceDigest;
import hitrate.engine.resp.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Replaying the effects of commands, at any later time, gives the keyspace that the commands gave.
class EffectsTest {

  private static final Instant START = Instant.ofEpochSecond(1_700_000_000);
  private static final int STEPS = 3_000;

  /// One recorded effect.
  private record Recorded(int database, List<Bytes> words) {
    @Override
    public String toString() {
      return words.stream().map(Bytes::toString).collect(Collectors.joining(" "));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void replayingTheEffectsOfARandomHistoryGivesTheSameKeyspace(long seed) {
    var random = new Random(seed);
    try (var primary = new BareNode(START, seed)) {
      var log = new ArrayList<Recorded>();
      primary.dispatcher().recordTo(sink(log));
      for (int step = 0; step < STEPS; step++) {
        primary.call(random.nextInt(BareNode.DATABASES), RandomCalls.next(random));
        if (random.nextInt(3) == 0) {
          primary.virtualClock().advance(Duration.ofMillis(random.nextInt(300)));
        }
        if (random.nextInt(20) == 0) {
          primary.keyspace().setNow(primary.virtualClock().millis());
          primary.keyspace().sweepExpired(() -> true);
        }
        if (random.nextInt(700) == 0) {
          assertReplayable(primary, log, seed, step);
        }
      }
      assertReplayable(primary, log, seed, STEPS);
    }
  }

  private static EffectSink sink(List<Recorded> log) {
    return (database, words) -> log.add(new Recorded(database, words));
  }

  private static void assertReplayable(BareNode primary, List<Recorded> log, long seed, int step) {
    Instant muchLater = START.plus(Duration.ofDays(1000));
    try (var copy = new BareNode(muchLater, seed + 1)) {
      copy.keyspace().keepExpired(true);
      for (Recorded effect : log) {
        Reply reply = copy.call(effect.database, effect.words);
        assertFalse(reply instanceof Reply.Error, () -> effect + " answered " + reply);
      }
      copy.keyspace().keepExpired(false);
      long now = primary.virtualClock().millis();
      copy.keyspace().setNow(now);
      primary.keyspace().setNow(now);
      assertEquals(
          KeyspaceDigest.of(primary.keyspace()),
          KeyspaceDigest.of(copy.keyspace()),
          "seed " + seed + ", step " + step);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "SET k v                        | SET k v",
        "SET k v EX 10                  | SET k v PXAT 1700000010000",
        "SET k v GET                    | SET k v",
        "SET k v KEEPTTL GET            | SET k v KEEPTTL",
        "SETEX k 10 v                   | SET k v PXAT 1700000010000",
        "GETSET k v                     | SET k v",
        "SET n 1; GETDEL n              | SET n 1; DEL n",
        "SET n 1; GETEX n PX 5          | SET n 1; PEXPIREAT n 1700000000005",
        "SET n 1 PXAT 1800000000000; GETEX n PERSIST" + " | SET n 1 PXAT 1800000000000; PERSIST n",
        "SET n 1; GETEX n PXAT 1        | SET n 1; DEL n",
        "SET n 1; GETEX n               | SET n 1",
        "INCRBYFLOAT f 0.1              | SET f 0.1 KEEPTTL",
        "SET n 1; EXPIRE n 10           | SET n 1; PEXPIREAT n 1700000010000",
        "SET n 1; EXPIRE n -1           | SET n 1; DEL n",
        "SET n 1; EXPIRE n 10 GT        | SET n 1",
        "INCR n                         | INCR n",
        "SETBIT b 3 1; SETBIT b 3 1      | SETBIT b 3 1",
        "BITFIELD b GET u8 0            |",
        "BITOP NOT b n                  |",
        "PFADD h a; PFADD h a           | PFADD h a",
        "PFADD h; PFCOUNT h; PFCOUNT h  | PFADD h; PFCOUNT h",
        "PFADD h; PFMERGE g h           | PFADD h; PFMERGE g h",
        "PFADD h; PFDEBUG GETREG h; PFDEBUG GETREG h | PFADD h; PFDEBUG GETREG h",
        "SADD s 1; SADD s 1             | SADD s 1",
        "SADD s 1; SPOP s; SPOP s       | SADD s 1; SREM s 1",
        "SADD s 1 2; SPOP s 2; SPOP s 1 | SADD s 1 2; DEL s",
        "SADD s 1; SREM s 1; SREM s 1   | SADD s 1; SREM s 1",
        "SINTERSTORE d s                |",
        "RPUSH l a b c; LPOP l; RPOP l 1 | RPUSH l a b c; LPOP l; RPOP l 1",
        "RPUSH l a b; LMPOP 2 x l LEFT COUNT 5 | RPUSH l a b; LPOP l 2",
        "RPUSH l a; LMOVE l m LEFT LEFT; RPOPLPUSH m l | RPUSH l a; LMOVE l m LEFT LEFT; RPOPLPUSH"
            + " m l",
        "RPUSH l a b; BLPOP x l 0; BRPOP l 1 | RPUSH l a b; LPOP l; RPOP l",
        "RPUSH l a b; BLMOVE l m LEFT RIGHT 0 | RPUSH l a b; LMOVE l m LEFT RIGHT",
        "RPUSH l a b; BRPOPLPUSH l l 0 | RPUSH l a b; RPOPLPUSH l l",
        "RPUSH l a b; BLMPOP 0 1 l RIGHT COUNT 7 | RPUSH l a b; RPOP l 2",
        "RPUSHX l a; LPOP l; LREM l 0 x; LTRIM l 0 0 |",
        "ZADD z 1 a; ZADD z 1 a; ZADD z XX 1 b | ZADD z 1 a",
        "ZADD z 1 a 2 b; ZMPOP 1 z MAX; ZMPOP 2 y z MIN COUNT 5; ZPOPMIN z"
            + " | ZADD z 1 a 2 b; ZPOPMAX z 1; ZPOPMIN z 1",
        "XADD s * a b                   | XADD s 1700000000000-0 a b",
        "XADD s 5-* a b                 | XADD s 5-0 a b",
        "XADD s 5 a b                   | XADD s 5 a b",
        "XADD s MAXLEN ~ 0 LIMIT 5 5 a b | XADD s MAXLEN = 0 5 a b",
        "XADD s MINID ~ 3 5 a b         | XADD s MINID = 5-0 5 a b",
        "XADD s MINID ~ 500 400 a b"
            + " | XADD s MINID = 18446744073709551615-18446744073709551615 400 a b",
        "XADD s 5 a b; XTRIM s MAXLEN ~ 0 | XADD s 5 a b; XTRIM s MAXLEN = 0",
        "XADD s 5 a b; XTRIM s MAXLEN ~ 5 | XADD s 5 a b",
        "XADD s 5 a b; XGROUP CREATE s g 0; XREADGROUP GROUP g c STREAMS s >; XACK s g 5"
            + " | XADD s 5 a b; XGROUP CREATE s g 0;"
            + " XCLAIM s g c 0 5-0 TIME 1700000000000 RETRYCOUNT 1 FORCE JUSTID LASTID 5-0;"
            + " XACK s g 5",
        "XADD s 5 a b; XGROUP CREATE s g 0; XREADGROUP GROUP g c NOACK STREAMS s >"
            + " | XADD s 5 a b; XGROUP CREATE s g 0; MULTI; XGROUP CREATECONSUMER s g c;"
            + " XGROUP SETID s g 5-0 ENTRIESREAD 1; EXEC",
        "XADD s 5 a b; XGROUP CREATE s g 0; XCLAIM s g c 0 9 LASTID 7"
            + " | XADD s 5 a b; XGROUP CREATE s g 0; XGROUP SETID s g 7-0 ENTRIESREAD -1",
        "XADD s 5 a b; XGROUP CREATE s g 0; XCLAIM s g c 0 5 FORCE JUSTID IDLE 7"
            + " | XADD s 5 a b; XGROUP CREATE s g 0;"
            + " XCLAIM s g c 0 5-0 TIME 1699999999993 RETRYCOUNT 1 FORCE JUSTID LASTID 0-0",
        "GEOADD g CH 13 38 a; GEOADD g 13 38 a | zadd g CH 3479065152021743 a",
        "ZADD z 1 a 2 b 3 c; BZPOPMIN x z 0; BZMPOP 0 2 x z MAX; BZPOPMAX z 1"
            + " | ZADD z 1 a 2 b 3 c; ZPOPMIN z; ZPOPMAX z 1; ZPOPMAX z",
        "HSET h a 1; HEXPIRE h 10 FIELDS 2 a b | HSET h a 1; HPEXPIREAT h 1700000010000 FIELDS 1 a",
        "HSET h a 1; HPEXPIREAT h 1700000000005 NX FIELDS 1 a; HEXPIRE h 1 LT FIELDS 1 a"
            + " | HSET h a 1; HPEXPIREAT h 1700000000005 FIELDS 1 a",
        "HSET h a 1 b 2; HEXPIREAT h 5 FIELDS 3 a c b; HPEXPIRE h 0 FIELDS 1 a"
            + " | HSET h a 1 b 2; HDEL h a b",
        "HSET h a 1; HEXPIRE h 1 FIELDS 1 a; HPERSIST h FIELDS 2 b a; HPERSIST h FIELDS 1 a"
            + " | HSET h a 1; HPEXPIREAT h 1700000001000 FIELDS 1 a; HPERSIST h FIELDS 2 b a",
        "HSET h a 1; HINCRBYFLOAT h a 1; HPEXPIRE h 1 FIELDS 1 a; HINCRBYFLOAT h a 1"
            + " | HSET h a 1; HSET h a 2; HPEXPIREAT h 1700000000001 FIELDS 1 a;"
            + " MULTI; HSET h a 3; HPEXPIREAT h 1700000000001 FIELDS 1 a; EXEC",
        "DEL n                          |",
        "GET n                          |",
        "FLUSHDB                        | FLUSHDB",
        "MULTI; SET k v; GET k; INCR n; EXEC | MULTI; SET k v; INCR n; EXEC",
        "MULTI; SET k v EX 10; INCR k; EXEC  | SET k v PXAT 1700000010000",
        "MULTI; INCR n; DISCARD; MULTI; EXEC |",
        "WATCH n; SET n 1; MULTI; INCR n; EXEC | SET n 1",
      })
  void whatDependsOnTheMomentIsResolved(String commands, String effects) {
    try (var node = new BareNode(START, 1)) {
      var log = new ArrayList<Recorded>();
      node.dispatcher().recordTo(sink(log));
      for (String command : commands.split(";")) {
        node.call(0, Words.split(command.strip()));
      }
      String recorded = log.stream().map(Recorded::toString).collect(Collectors.joining("; "));
      assertEquals(effects == null ? "" : effects, recorded);
    }
  }

  @Test
  void anExpiredKeyIsDeletedBeforeTheCommandThatMetIt() {
    try (var node = new BareNode(START, 1)) {
      var log = new ArrayList<Recorded>();
      node.dispatcher().recordTo(sink(log));
      node.call(1, Words.split("SET k 5 PX 100"));
      node.virtualClock().advance(Duration.ofMillis(101));
      node.call(1, Words.split("INCR k"));
      assertEquals("[SET k 5 PXAT 1700000000100, DEL k, INCR k]", log.toString());
      assertEquals(1, log.get(1).database);
    }
  }

  @Test
  void expiredFieldsAreDeletedBeforeTheCommandThatMetTheHash() {
    try (var node = new BareNode(START, 1)) {
      var log = new ArrayList<Recorded>();
      node.call(1, Words.split("HSET h a 1 b 2 c 3"));
      node.call(1, Words.split("HPEXPIRE h 100 FIELDS 2 a b"));
      node.call(1, Words.split("HPEXPIRE h 200 FIELDS 1 c"));
      node.dispatcher().recordTo(sink(log));
      node.virtualClock().advance(Duration.ofMillis(101));
      node.call(1, Words.split("HINCRBY h b 1"));
      node.virtualClock().advance(Duration.ofMillis(100));
      node.call(1, Words.split("HGET h b"));
      assertEquals("[HDEL h a b, HINCRBY h b 1, HDEL h c]", log.toString());
      assertEquals(1, log.getFirst().database);
    }
  }

  @Test
  void theDigestTellsKeysValuesDatabasesAndTimesApart() {
    assertNotEquals(digestOf(0, "SET a 1"), digestOf(0, "SET a 2"));
    assertNotEquals(digestOf(0, "SET a 1"), digestOf(0, "SET b 1"));
    assertNotEquals(digestOf(0, "SET a 1"), digestOf(1, "SET a 1"));
    assertNotEquals(digestOf(0, "SET a 1"), digestOf(0, "SET a 1 PX 1"));
    assertNotEquals(digestOf(0, "SET a 1 PX 2"), digestOf(0, "SET a 1 PX 1"));
    assertNotEquals(digestOf(0, "SET a 1"), digestOf(0, "MSET a 1 b 2"));
    assertEquals(digestOf(0, "MSET b 2 a 1"), digestOf(0, "MSET a 1 b 2"));
    assertEquals("0".repeat(64), digestOf(0, "GET a"));
  }

  private static String digestOf(int database, String command) {
    try (var node = new BareNode(START, 1)) {
      node.call(database, Words.split(command));
      return KeyspaceDigest.of(node.keyspace());
    }
  }
}
