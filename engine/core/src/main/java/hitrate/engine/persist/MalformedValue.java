package hitrate.engine.persist;

/// Bytes that are no value: cut short, damaged, or of a type that is not known.
final class MalformedValue extends Exception {
  private static final long serialVersionUID = 1;

  MalformedValue(String what) {
    super(what);
  }
}
