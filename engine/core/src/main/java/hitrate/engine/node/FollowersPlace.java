package hitrate.engine.node;

import hitrate.engine.persist.AppendOnlyFile;
import hitrate.engine.persist.LoadError;
import hitrate.engine.replica.FollowingHost;
import hitrate.engine.session.ClientState;
import hitrate.engine.session.ClientWire;
import hitrate.engine.session.Dispatcher;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// What a node gives to the part of it that follows a primary.
final class FollowersPlace implements FollowingHost {
  private final NodeLoop loop;
  private final Network network;
  private final Disk disk;
  private final Runnable changed;

  FollowersPlace(NodeLoop loop, Network network, Disk disk, Runnable changed) {
    this.loop = loop;
    this.network = network;
    this.disk = disk;
    this.changed = changed;
  }

  @Override
  public Network.Attempt call(String address, int port, String from, Network.Caller caller)
      throws IOException {
    return loop.configuration().isOn("tls-replication")
        ? loop.door().call(network, address, port, from, caller)
        : network.connect(address, port, from, caller);
  }

  @Override
  public Disk disk() {
    return disk;
  }

  @Override
  public AppendOnlyFile file() {
    return loop.persistence().recording().log();
  }

  @Override
  public ClientState enter(ClientWire wire) {
    return loop.connections().enterPrimary(wire);
  }

  @Override
  public void leave(ClientState primary) {
    loop.connections().leavePrimary();
    primary.gone();
  }

  @Override
  public Dispatcher dispatcher() {
    return loop.dispatcher();
  }

  @Override
  public void runOthers() {
    loop.turn().run();
  }

  @Override
  public boolean isBusy() {
    return loop.dispatcher().busy() != null || loop.persistence().loading().isExclusive();
  }

  @Override
  public void showExpired(boolean on) {
    loop.keyspace().follow(true);
    loop.keyspace().keepExpired(on);
  }

  @Override
  public Map<String, String> load(Path image, Runnable whileLoading) throws LoadError, IOException {
    return loop.persistence().takeOver(image, whileLoading);
  }

  @Override
  public LiveImage receive(long length, byte[] mark, boolean isAside, boolean servesOld) {
    return new ReceivedImage(loop, length, mark, isAside, servesOld);
  }

  @Override
  public boolean hasKeys() {
    return loop.keyspace().size() > 0;
  }

  @Override
  public void releaseWaiting() {
    loop.sessions().releaseWaiting();
  }

  @Override
  public void changed() {
    changed.run();
  }

  @Override
  public void countTraffic(long in, long out) {
    if (in > 0) {
      loop.countFromPrimary(in);
    }
    if (out > 0) {
      loop.countOutput(out, false);
    }
  }
}
