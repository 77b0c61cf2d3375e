// Run by the kernel before the first cell. `notebook` is declared before this, `jedis` and `node` after.
import java.math.*;
import java.time.*;
import java.util.*;
import java.util.concurrent.*;
import java.util.function.*;
import java.util.stream.*;
import hitrate.engine.node.CacheNode;
import hitrate.engine.resp.Reply;
import hitrate.engine.world.VirtualClock;
import hitrate.kernel.scope.Charts;
import org.knowm.xchart.*;
import redis.clients.jedis.*;
import redis.clients.jedis.params.*;

Reply redis(String line) { return notebook.redis(line); }
void display(Object value) { notebook.display(value); }
void check(String sentence, Object expected, Object observed) { notebook.check(sentence, expected, observed); }
void check(String sentence, boolean holds) { notebook.check(sentence, holds); }
