package hitrate.engine.node;

import hitrate.engine.world.Clock;
import hitrate.engine.world.Entropy;
import hitrate.engine.world.SelectorNetwork;
import java.io.IOException;

/// One node in the foreground, started with the arguments of redis-server.
public final class Main {
  private Main() {}

  public static void main(String[] words) throws IOException {
    var configuration = new Configuration();
    configuration.override("bind", "127.0.0.1");
    for (int i = 0; i + 1 < words.length; i += 2) {
      configuration.override(words[i].substring(2), words[i + 1]);
    }
    var loop =
        new NodeLoop(
            configuration,
            Clock.system(),
            Entropy.system(),
            new SelectorNetwork(),
            System.out::println);
    loop.listen();
    System.out.println(ProcessHandle.current().pid() + ":M Ready to accept connections");
    loop.run();
  }
}
