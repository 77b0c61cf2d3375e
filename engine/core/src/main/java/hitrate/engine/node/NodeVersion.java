package hitrate.engine.node;

/// The version of Hitrate.
final class NodeVersion {
  static final String TEXT = "0.1.0";

  private NodeVersion() {}
}
