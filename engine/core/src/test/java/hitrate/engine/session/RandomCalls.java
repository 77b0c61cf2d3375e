package hitrate.engine.session;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.client.Words;
import java.util.List;
import java.util.Random;

/// Random commands that change few keys in many ways.
public final class RandomCalls {
  /// Shapes of calls; K is a key, V a value, N a number, T a time in milliseconds.
  private static final List<String> SHAPES =
      List.of(
          "SET K V",
          "SET K V NX",
          "SET K V XX GET",
          "SET K V KEEPTTL",
          "SET K V GET KEEPTTL",
          "SET K V PX T",
          "SET K V EX 2 GET",
          "SET K V EXAT 1700000003",
          "SETNX K V",
          "SETEX K 3 V",
          "PSETEX K T V",
          "GETSET K V",
          "GETDEL K",
          "GETEX K PX T",
          "GETEX K PERSIST",
          "GETEX K PXAT 1700000000001",
          "APPEND K V",
          "SETRANGE K N V",
          "SETBIT K N 1",
          "SETBIT K N 0",
          "BITOP XOR K K K",
          "BITOP NOT K K",
          "BITFIELD K SET u5 N 9 OVERFLOW FAIL INCRBY i7 #3 N",
          "BITFIELD K OVERFLOW FAIL SET u1 N 2",
          "PFADD K",
          "PFADD K V V N",
          "PFCOUNT K",
          "PFMERGE K K K",
          "PFDEBUG TODENSE K",
          "INCR K",
          "DECRBY K N",
          "INCRBYFLOAT K 0.1",
          "INCRBYFLOAT K N",
          "HSET K V V",
          "HSET K V V f V 7 V",
          "HSETNX K V V",
          "HINCRBY K n N",
          "HINCRBYFLOAT K n 0.25",
          "HDEL K V f n",
          "HPEXPIRE K T FIELDS 2 f n",
          "HPEXPIRE K T NX FIELDS 2 V V",
          "HPEXPIRE K T GT FIELDS 2 7 V",
          "HEXPIRE K 1 LT FIELDS 1 f",
          "HEXPIREAT K 1700000002 FIELDS 1 n",
          "HPEXPIREAT K 1 XX FIELDS 2 V n",
          "HPERSIST K FIELDS 3 f n V",
          "HGET K f",
          "SADD K V V N",
          "SADD K V N N N N N",
          "SREM K V N",
          "SMOVE K K V",
          "SPOP K",
          "SPOP K 2",
          "SPOP K 5",
          "SPOP K 60",
          "SINTERSTORE K K K",
          "SUNIONSTORE K K K",
          "SDIFFSTORE K K K",
          "LPUSH K V V",
          "RPUSH K V N V",
          "RPUSHX K V",
          "LPOP K",
          "RPOP K 2",
          "LSET K 1 V",
          "LINSERT K BEFORE text N",
          "LREM K -1 text",
          "LTRIM K 1 5",
          "LMOVE K K LEFT RIGHT",
          "RPOPLPUSH K K",
          "LMPOP 2 K K RIGHT COUNT 2",
          "SORT K ALPHA STORE K",
          "SORT K BY nosort GET # GET key:* LIMIT 0 3 STORE K",
          "BRPOP K K 0",
          "BLMOVE K K LEFT LEFT 0",
          "BLMPOP 0 2 K K LEFT COUNT 3",
          "GEOADD K N N V N 1.5 V",
          "GEOADD K XX CH N N V",
          "GEOSEARCHSTORE K K FROMLONLAT N N BYRADIUS 900 km",
          "GEORADIUS K N N 900 km STOREDIST K",
          "BZPOPMAX K K 0",
          "BZMPOP 0 2 K K MIN COUNT 2",
          "ZADD K N V 1.5 V",
          "ZADD K GT CH N V N f",
          "ZADD K INCR N V",
          "ZINCRBY K 0.1 V",
          "ZREM K V V",
          "ZPOPMIN K",
          "ZPOPMAX K 2",
          "ZMPOP 2 K K MAX COUNT 2",
          "ZRANGESTORE K K 0 2",
          "ZREMRANGEBYRANK K 0 0",
          "ZREMRANGEBYSCORE K 3 N",
          "ZUNIONSTORE K 2 K K",
          "ZINTERSTORE K 2 K K",
          "ZDIFFSTORE K 2 K K",
          "XADD S * f V",
          "XADD S * f V g N",
          "XADD S MAXLEN ~ 120 * f V",
          "XADD S NOMKSTREAM MAXLEN ~ 10 LIMIT 100 * f V",
          "XADD K MINID ~ 1700000000500 * f V",
          "XTRIM S MAXLEN ~ N",
          "XTRIM S MAXLEN N",
          "XSETID S 1800000000000",
          "XGROUP CREATE S g 0 MKSTREAM",
          "XGROUP CREATE S h $",
          "XGROUP CREATECONSUMER S g V",
          "XGROUP DELCONSUMER S g text",
          "XGROUP DESTROY S h",
          "XREADGROUP GROUP g text STREAMS S >",
          "XREADGROUP GROUP g V COUNT 2 STREAMS S >",
          "XREADGROUP GROUP h V NOACK STREAMS S >",
          "XREADGROUP GROUP g V STREAMS S 0",
          "XCLAIM S g V 0 1700000000000-0 FORCE LASTID 1700000000000-3",
          "XAUTOCLAIM S g V 100 0 COUNT 2",
          "XAUTOCLAIM S g V 0 0 COUNT 2 JUSTID",
          "DEL S",
          "MSET K V K V",
          "MSETNX K V K V",
          "MGET K K",
          "DEL K K",
          "UNLINK K",
          "EXISTS K",
          "RENAME K K",
          "RENAMENX K K",
          "COPY K K REPLACE",
          "COPY K K DB 1",
          "MOVE K 2",
          "EXPIRE K 1",
          "EXPIRE K 3 GT",
          "EXPIRE K 1 LT",
          "EXPIRE K -1",
          "PEXPIRE K T NX",
          "PEXPIREAT K 1700000001500 XX",
          "PERSIST K",
          "RANDOMKEY",
          "SCAN 0",
          "SWAPDB 0 1",
          "FLUSHDB");

  private RandomCalls() {}

  /// Some command.
  public static List<Bytes> next(Random random) {
    String shape =
        random.nextInt(400) == 0
            ? "FLUSHALL"
            : SHAPES.get(
                random.nextInt(random.nextInt(20) == 0 ? SHAPES.size() : SHAPES.size() - 2));
    return Words.split(shape).stream()
        .map(word ->
            switch (word.toString()) {
              case "K" -> Bytes.of("key:" + random.nextInt(8));
              case "S" -> Bytes.of("stream:" + random.nextInt(2));
              case "V" -> Bytes.of(random.nextBoolean() ? "1" + random.nextInt(50) : "text");
              case "N" -> Bytes.of("" + random.nextInt(30));
              case "T" -> Bytes.of("" + random.nextInt(1, 3_000));
              default -> word;
            })
        .toList();
  }
}
