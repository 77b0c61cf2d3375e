package hitrate.engine.struct;

/// Checks whether a listpack from outside is laid out as a [StreamPiece].
final class PieceCheck {
  private final Listpack pack;
  private int at;

  private PieceCheck(Listpack pack) {
    this.pack = pack;
    this.at = pack.first();
  }

  static boolean isPiece(Listpack pack) {
    return pack.length() >= Listpack.EMPTY_LENGTH
        && pack.validate()
        && !pack.isEmpty()
        && new PieceCheck(pack).isPiece();
  }

  private boolean isPiece() {
    if (!isNumber()) {
      return false;
    }
    long entries = take();
    if (!isNumber()) {
      return false;
    }
    long deleted = take();
    if (!isNumber() || entries < 0 || deleted < 0) {
      return false;
    }
    long fields = take();
    if (!skip(fields) || !isNumber() || take() != 0) {
      return false;
    }
    long left = entries;
    long gone = deleted;
    while (at >= 0) {
      if (!isNumber()) {
        return false;
      }
      boolean isDeleted = (pack.longAt(at) & StreamPiece.DELETED) != 0;
      gone -= isDeleted ? 1 : 0;
      left -= isDeleted ? 0 : 1;
      if (!skipEntry(fields)) {
        return false;
      }
    }
    return left == 0 && gone == 0 && entries + deleted > 0;
  }

  private boolean skipEntry(long headFields) {
    boolean same = (take() & StreamPiece.SAME_FIELDS) != 0;
    if (!isNumber() || !skip(1) || !isNumber() || !skip(1)) {
      return false;
    }
    long elements = 3 + headFields;
    if (!same) {
      if (!isNumber()) {
        return false;
      }
      long fields = take();
      if (fields < 0 || fields > pack.length() || !skip(2 * fields)) {
        return false;
      }
      elements = 4 + 2 * fields;
    } else if (!skip(headFields)) {
      return false;
    }
    return isNumber() && take() == elements;
  }

  private boolean isNumber() {
    return at >= 0 && pack.isInteger(at);
  }

  private long take() {
    long number = pack.longAt(at);
    at = pack.next(at);
    return number;
  }

  private boolean skip(long elements) {
    for (long left = elements; left > 0; left--) {
      if (at < 0) {
        return false;
      }
      at = pack.next(at);
    }
    return elements >= 0;
  }
}
