// Read by ./lab jshell after JShell's own default imports. /list -start shows it.
import hitrate.engine.node.CacheNode;
import hitrate.engine.world.VirtualClock;
import hitrate.labs.shell.Playground;
import java.time.*;
import redis.clients.jedis.*;
import redis.clients.jedis.params.*;

var playground = Playground.start();
var node = playground.node();
var jedis = playground.jedis();
void redis(String line) { playground.redis(line); }
void stats() { playground.stats(); }
