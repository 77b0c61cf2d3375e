package hitrate.engine.persist;

/// Bytes that are no value: cut short, damaged, or of a type that is not known.
class MalformedValue extends Exception {
  private static final long serialVersionUID = 1;

  private final String what;

  MalformedValue(String what) {
    super(what);
    this.what = what;
  }

  /// What is wrong with them.
  String what() {
    return what;
  }

  /// The bytes end too early.
  static final class CutShort extends MalformedValue {
    private static final long serialVersionUID = 1;

    CutShort() {
      super("Unexpected EOF reading RDB file");
    }
  }

  /// A list, set, sorted set or hash without anything in it, read to its end.
  static final class Empty extends MalformedValue {
    private static final long serialVersionUID = 1;

    Empty() {
      super("nothing in it");
    }
  }
}
