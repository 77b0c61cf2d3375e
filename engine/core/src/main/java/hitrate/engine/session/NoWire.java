package hitrate.engine.session;

/// The wire of a client without a socket: a caller inside this JVM, or nobody.
public class NoWire implements ClientWire {
  @Override
  public String remoteAddress() {
    return "";
  }

  @Override
  public String localAddress() {
    return "";
  }

  @Override
  public void deliver(byte[] message, int place) {}

  @Override
  public void answered() {}

  @Override
  public ConnectionBuffers buffers() {
    return ConnectionBuffers.NONE;
  }

  @Override
  public int descriptor() {
    return -1;
  }

  @Override
  public void close() {}

  @Override
  public void authenticated(boolean yes) {}
}
