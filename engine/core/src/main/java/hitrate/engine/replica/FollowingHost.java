package hitrate.engine.replica;

import hitrate.engine.persist.AppendOnlyFile;
import hitrate.engine.persist.LoadError;
import hitrate.engine.session.ClientState;
import hitrate.engine.session.ClientWire;
import hitrate.engine.session.Dispatcher;
import hitrate.engine.world.Disk;
import hitrate.engine.world.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// What a node that follows a primary asks of the node that it belongs to.
public interface FollowingHost {
  /// Begins to connect to the primary, see [Network#connect].
  Network.Attempt call(String address, int port, String from, Network.Caller caller)
      throws IOException;

  Disk disk();

  /// Where this node records what happens.
  AppendOnlyFile file();

  /// A client that stands for the primary, whose connection this is.
  ClientState enter(ClientWire wire);

  /// The primary's connection is closed.
  void leave(ClientState primary);

  /// Runs what commands are to run now.
  Dispatcher dispatcher();

  /// Runs what others have sent already.
  void runOthers();

  /// True while a command keeps the node busy, so that nothing else may run.
  boolean isBusy();

  /// While this is on, keys whose time has come are seen: the primary's own commands run.
  void showExpired(boolean on);

  /// Takes an image of the primary's keyspace in the place of its own.
  ///
  /// @param image a file, which is the node's to keep or to delete
  /// @param whileLoading called every now and then
  /// @return what the image says about itself
  Map<String, String> load(Path image, Runnable whileLoading) throws LoadError, IOException;

  /// Begins with an image of the primary's keyspace that is loaded as it arrives.
  ///
  /// @param length of the image, 0 when a mark stands behind it
  /// @param isAside whether it is put in the place of what there is only when it is whole
  /// @param servesOld whether clients see until then what there was
  LiveImage receive(long length, byte[] mark, boolean isAside, boolean servesOld);

  /// An image that is loaded as it arrives.
  interface LiveImage extends AutoCloseable {
    /// Takes more of it.
    ///
    /// @throws LoadError when that is no image
    void take(byte[] bytes, int from, int to) throws LoadError;

    /// Goes on with what has come and could not be loaded yet; true when that was something.
    ///
    /// @throws LoadError when that is no image
    boolean goOn() throws LoadError;

    /// True when all of it has been loaded.
    boolean isWhole();

    /// Puts it in the place of what there was; answers what it says about itself.
    ///
    /// @throws LoadError when it has libraries of functions that cannot be loaded
    Map<String, String> complete() throws LoadError;

    /// Ends with it; drops what has been loaded if it was not completed.
    @Override
    void close();
  }

  /// True when the node has data of its own.
  boolean hasKeys();

  /// Sends clients away that wait for something: what the node is has changed.
  void releaseWaiting();

  /// The node follows a primary from here on or no longer, or the link to it is up or down.
  void changed();

  /// So many bytes have come from the primary, or gone to it.
  void countTraffic(long in, long out);
}
