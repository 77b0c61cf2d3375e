package hitrate.engine.differential;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.RespClient;
import hitrate.engine.client.Words;
import hitrate.engine.node.CacheNode;
import hitrate.engine.node.NodeEvent;
import hitrate.engine.resp.Reply;
import hitrate.engine.resp.ReplyReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/// A listener of our node hears of the same changes to keys, by the same names and in the same
/// order, as a subscriber to the real server's keyspace notifications.
@ResourceLock(Servers.LOCK)
class KeyEventsTest {

  private static final List<String> SCRIPT =
      """
      SET a 1
      SET a 2
      SET a 2 EX 100
      SET a 2 KEEPTTL
      SET a 2 NX
      SET a 2 XX GET
      SETNX a 1
      SETNX b 1
      SETEX b 100 v
      PSETEX c 100000 v
      GETSET c v
      GETSET c2 v
      GETEX c
      GETEX c EX 10
      GETEX c PERSIST
      GETEX c PERSIST
      GETEX c PXAT 1
      GETDEL b
      GETDEL b
      MSET a 1 b 2 c 3
      MSETNX a 1 x 2
      MSETNX y 1 z 2
      MGET a b nosuch
      APPEND a 1
      APPEND new x
      SETRANGE a 1 x
      SETRANGE new2 1 x
      SETRANGE a 1 ""
      SETBIT a 3 1
      SETBIT a 3 1
      SETBIT a 3 0
      SETBIT a 900 0
      SETBIT bits 3 0
      GETBIT a 3
      BITFIELD a GET u8 0
      BITFIELD a SET u8 0 1 INCRBY u8 8 1
      BITFIELD a SET u8 0 1
      BITFIELD a OVERFLOW FAIL SET u8 0 256
      BITFIELD fields OVERFLOW FAIL SET u8 0 256
      BITFIELD fields SET u8 0 0
      BITFIELD fields SET u8 80 0
      BITFIELD fields2 SET u8 0 0
      BITOP AND and a bits
      BITOP NOT bits bits
      BITOP OR and nosuch
      BITOP OR and nosuch
      DEL bits fields fields2
      PFADD hll a
      PFADD hll a
      PFADD hll
      PFADD hll2
      PFCOUNT hll
      PFCOUNT hll
      PFCOUNT hll hll2
      PFMERGE hll3 hll hll2
      PFMERGE hll
      PFDEBUG TODENSE hll
      PFDEBUG GETREG hll2
      PFADD a x
      DEL hll hll2 hll3
      SADD s 1 2
      SADD s 1
      SADD s x y
      SREM s 1 7
      SREM s 8
      SMOVE s t x
      SMOVE s t x
      SMOVE s t 2
      SADD s 2
      SMOVE s t 2
      SISMEMBER t x
      SISMEMBER nosuch x
      SMISMEMBER nosuch x
      SMEMBERS nosuch
      SCARD nosuch
      SRANDMEMBER nosuch
      SPOP nosuch
      SPOP nosuch 2
      SSCAN nosuch 0
      SINTER nosuch t
      SUNION nosuch t
      SDIFF nosuch t
      SINTERCARD 2 nosuch t
      SUNIONSTORE u t nosuch
      SUNIONSTORE u t
      SINTERSTORE u t nosuch
      SINTERSTORE u t nosuch
      SDIFFSTORE u t nosuch
      SDIFFSTORE u t t
      SDIFFSTORE u t t
      SPOP t 100
      SADD t 1
      SPOP t
      SADD t 1 2 3 4 5 6
      SPOP t 5
      SPOP t 1
      ZADD z 1 a 2 b 3 c 4 d 5 e 6 f
      ZADD z 1 a
      ZADD z XX 1 nosuch
      ZADD z INCR 1 a
      ZADD z INCR 0 a
      ZINCRBY z 1 a
      ZINCRBY z2 1 a
      ZREM z2 a x
      ZREM z x
      ZREM nosuch x
      ZSCORE nosuch x
      ZRANK nosuch x
      ZCOUNT nosuch 0 1
      ZRANGE nosuch 0 1
      ZRANGESTORE z2 z 0 1
      ZRANGESTORE z2 nosuch 0 1
      ZRANGESTORE z2 nosuch 0 1
      ZREMRANGEBYRANK z 0 0
      ZREMRANGEBYRANK z 100 101
      ZREMRANGEBYSCORE z 2 2
      ZREMRANGEBYLEX z [d [d
      ZREMRANGEBYSCORE nosuch 2 2
      ZPOPMIN z
      ZPOPMIN z 0
      ZPOPMIN nosuch
      ZMPOP 2 nosuch z MAX
      ZMPOP 1 nosuch MAX
      ZUNIONSTORE z2 2 z nosuch
      ZINTERSTORE z2 2 z nosuch
      ZINTERSTORE z2 2 z nosuch
      ZDIFFSTORE z2 2 z nosuch
      ZUNION 2 z nosuch
      ZRANDMEMBER nosuch
      ZSCAN nosuch 0
      ZPOPMAX z 100
      ZADD z 1 a
      ZREMRANGEBYRANK z 0 -1
      XADD s 1 a b
      XADD s 1 a b
      XADD s MAXLEN 1 2 a b
      XADD s MAXLEN 5 3 a b
      XADD s 4 a b
      XTRIM s MAXLEN 9
      XTRIM s MAXLEN 2
      XDEL s 3
      XDEL s 3
      XSETID s 9
      XGROUP CREATE s g 0
      XGROUP CREATE s g 0
      XGROUP CREATE news g 0 MKSTREAM
      XGROUP SETID s g 0
      XGROUP CREATECONSUMER s g c
      XGROUP CREATECONSUMER s g c
      XREADGROUP GROUP g c STREAMS s >
      XREADGROUP GROUP g d STREAMS s >
      XREADGROUP GROUP g d STREAMS s 0
      XADD s 10 a b
      XREADGROUP GROUP g e NOACK STREAMS s >
      XCLAIM s g f 0 4
      XCLAIM s g h 0 5
      XAUTOCLAIM s g i 0 0
      XACK s g 4
      XGROUP DELCONSUMER s g c
      XGROUP DELCONSUMER s g nosuch
      XGROUP DESTROY s g
      XGROUP DESTROY s g
      XDEL s 4 10
      XREAD STREAMS nosuch 0
      XLEN nosuch
      XRANGE nosuch - +
      XACK nosuch g 1
      XCLAIM nosuch g c 0 1
      XPENDING nosuch g
      XINFO STREAM nosuch
      XREADGROUP GROUP g c STREAMS nosuch >
      DEL s news
      ZADD z 1 a 2 b 3 c 4 d
      BZPOPMIN nosuch z 0
      BZPOPMAX z 0
      BZMPOP 0 2 nosuch z MIN COUNT 9
      GEOADD g 13 38 a 15 37 b
      GEOADD g 13 38 a
      GEOADD g XX 1 1 c
      GEOADD g XX CH 1 1 a
      GEOPOS nosuch a
      GEODIST nosuch a b
      GEOSEARCH nosuch FROMLONLAT 1 1 BYRADIUS 1 km
      GEOSEARCHSTORE g2 g FROMLONLAT 15 37 BYRADIUS 100 km
      GEOSEARCHSTORE g2 g FROMLONLAT 50 37 BYRADIUS 100 km
      GEOSEARCHSTORE g2 g FROMLONLAT 50 37 BYRADIUS 100 km
      GEOSEARCHSTORE g2 nosuch FROMLONLAT 50 37 BYRADIUS 100 km
      GEORADIUS g 15 37 100 km STORE g2
      GEORADIUSBYMEMBER g b 100 km STOREDIST g2
      GEORADIUS nosuch 15 37 100 km STORE g2
      INCR n
      INCRBY n 5
      DECR n
      DECRBY n 1
      INCRBYFLOAT n 1.5
      INCRBYFLOAT m 1.5
      EXPIRE a 100
      EXPIRE a 100 NX
      RPUSH l a b c d e
      LPUSH l a
      LPUSHX l z
      LPUSHX nosuch z
      RPOP l
      LPOP l 2
      LPOP l 0
      LPOP nosuch
      LSET l 0 x
      LINSERT l BEFORE x y
      LINSERT l BEFORE nosuch y
      LREM l 0 y
      LREM l 0 y
      LTRIM l 0 0
      LMOVE l l2 LEFT RIGHT
      LMOVE l2 l2 LEFT RIGHT
      RPOPLPUSH l2 l
      LMPOP 2 nosuch l LEFT COUNT 3
      RPUSH l a b
      LTRIM l 5 6
      RPUSH l a a
      LREM l 0 a
      RPUSH l a
      LPOP l
      RPUSH l 2 1
      SORT l STORE sorted
      SORT l STORE sorted
      SORT l LIMIT 5 1 STORE sorted
      SORT nosuch BY w_* GET o_*
      SORT l BY w_* GET o_*
      DEL l
      RPUSH l a b c d e
      BLPOP nosuch l 0
      BLMOVE l l2 LEFT LEFT 0
      BRPOPLPUSH l l 0
      BLMPOP 0 2 nosuch l LEFT COUNT 9
      LRANGE nosuch 0 1
      LINDEX nosuch 0
      LLEN nosuch
      LPOS nosuch a
      PEXPIREAT a 99999999999999
      PERSIST a
      PERSIST a
      EXPIRE a -1
      EXPIRE nosuch 1
      RENAME b b
      RENAME b b2
      RENAME b2 c
      RENAMENX c n
      RENAMENX c c3
      COPY c3 c4
      COPY c3 c4
      COPY c3 c4 REPLACE
      COPY c3 c4 DB 1
      MOVE c3 2
      MOVE nosuch 2
      SWAPDB 0 3
      SWAPDB 0 3
      DEL c4 nosuch n
      UNLINK m new
      TOUCH y
      FLUSHDB
      SET a 1
      FLUSHALL
      MULTI
      SET gone v EXAT 1
      GET gone
      SET gone v PXAT 1
      SET gone v2
      EXEC
      GETRANGE nosuch 0 1
      STRLEN nosuch
      TTL nosuch
      EXISTS nosuch
      TYPE nosuch
      OBJECT ENCODING nosuch
      TOUCH nosuch
      GETEX nosuch
      GETDEL nosuch
      LCS nosuch nosuch2
      MGET nosuch nosuch2
      RENAME nosuch x
      COPY nosuch x
      APPEND nosuch x
      SETBIT bits 1 1
      BITOP NOT bits2 bits
      BITOP NOT bits2 nosuch3
      BITFIELD bits SET u8 0 1
      GETBIT nosuch3 1
      BITCOUNT nosuch3
      """
          .lines()
          .toList();

  @Test
  void aListenerHearsWhatASubscriberOfTheRealServerHears() throws IOException {
    assertEquals(String.join("\n", eventsOfTheReference()), String.join("\n", ourEvents()));
  }

  @Test
  void aSubscriberIsToldWhatASubscriberOfTheRealServerIsTold() throws IOException {
    for (String flags : List.of("KEAnm", "K$x", "Eg", "KEn", "A", "Km")) {
      try (Side reference = Servers.reference();
          Subject subject = Subject.start();
          Side ours = subject.side()) {
        List<String> expected = messages(reference, flags);
        List<String> actual = messages(ours, flags);
        assertEquals(String.join("\n", expected), String.join("\n", actual), flags);
      }
    }
  }

  private static List<String> messages(Side side, String flags) throws IOException {
    var messages = new ArrayList<String>();
    side.clear();
    String before = side.configure("notify-keyspace-events", flags);
    try (Wire client = side.connect();
        Wire subscriber = side.connect()) {
      subscriber.call("PSUBSCRIBE", "__key*__:*");
      for (String line : SCRIPT) {
        client.pipeline(List.of(Words.split(line)));
        messages.add("> " + line);
        subscriber.send(RespClient.encode(Side.words("PING")));
        List<Reply> parts = parts(subscriber);
        while (parts.size() == 4) {
          messages.add(text(parts.get(2)) + " " + text(parts.get(3)));
          parts = parts(subscriber);
        }
      }
    } finally {
      side.configure("notify-keyspace-events", before);
      side.clear();
    }
    return messages;
  }

  @Test
  void whoHearsOfItsOwnChangesHearsOfThemBeforeOrBehindTheReplyAsInTheRealServer()
      throws IOException {
    try (Side reference = Servers.reference();
        Subject subject = Subject.start();
        Side ours = subject.side()) {
      assertEquals(
          String.join("\n", amongReplies(reference)), String.join("\n", amongReplies(ours)));
    }
  }

  private static List<String> amongReplies(Side side) throws IOException {
    var heard = new ArrayList<String>();
    side.clear();
    String before = side.configure("notify-keyspace-events", "KEAn");
    try (Wire client = side.connect()) {
      client.call("HELLO", "3");
      client.call("PSUBSCRIBE", "__key*__:*");
      for (String line : SCRIPT) {
        if (line.equals("MULTI") || line.equals("EXEC")) {
          continue;
        }
        client.send(RespClient.encode(Words.split(line)));
        client.send(RespClient.encode(Side.words("ECHO", "(end)")));
        heard.add("> " + line);
        Bytes next = Bytes.wrap(requireNonNull(client.reply()));
        while (!next.equals(Bytes.of("$5\r\n(end)\r\n"))) {
          heard.add(next.at(0) == '>' ? next.toString() : "(reply)");
          next = Bytes.wrap(requireNonNull(client.reply()));
        }
      }
    } finally {
      side.configure("notify-keyspace-events", before);
      side.clear();
    }
    return heard;
  }

  private static List<Reply> parts(Wire subscriber) throws IOException {
    return ((Reply.Array) ReplyReader.parse(requireNonNull(subscriber.reply()))).items();
  }

  private static List<String> ourEvents() throws IOException {
    List<String> events = Collections.synchronizedList(new ArrayList<>());
    try (var node = CacheNode.builder().listen(event -> note(event, events)).start();
        var client = RespClient.connect(node.host(), node.port())) {
      for (String line : SCRIPT) {
        client.call(Words.split(line));
      }
    }
    return events;
  }

  private static void note(NodeEvent event, List<String> events) {
    switch (event) {
      case NodeEvent.Changed(int database, String what, Bytes key) ->
          events.add(database + " " + what + " " + key);
      case NodeEvent.Expired(int database, Bytes key) -> events.add(database + " expired " + key);
      case NodeEvent.Evicted(int database, Bytes key) -> events.add(database + " evicted " + key);
      case NodeEvent.Hit _, NodeEvent.Miss _ -> {}
    }
  }

  private static List<String> eventsOfTheReference() throws IOException {
    var events = new ArrayList<String>();
    try (Side reference = Servers.reference();
        Wire client = reference.connect();
        Wire subscriber = reference.connect()) {
      reference.clear();
      String before = reference.configure("notify-keyspace-events", "EAn");
      try {
        subscriber.call("PSUBSCRIBE", "__keyevent@*");
        for (String line : SCRIPT) {
          client.pipeline(List.of(Words.split(line)));
        }
        subscriber.send(RespClient.encode(Side.words("PING")));
        while (note(ReplyReader.parse(requireNonNull(subscriber.reply())), events)) {
          // until the answer to PING, behind all notifications
        }
      } finally {
        reference.configure("notify-keyspace-events", before);
        reference.clear();
      }
    }
    return events;
  }

  private static final Pattern CHANNEL = Pattern.compile("__keyevent@(\\d+)__:(.*)");

  private static boolean note(Reply message, List<String> events) {
    List<Reply> parts = ((Reply.Array) message).items();
    if (parts.size() != 4) {
      return false;
    }
    var channel = CHANNEL.matcher(text(parts.get(2)));
    if (channel.matches()) {
      events.add(channel.group(1) + " " + channel.group(2) + " " + text(parts.get(3)));
    }
    return true;
  }

  private static String text(Reply reply) {
    return ((Reply.Bulk) reply).value().toString();
  }
}
