package hitrate.engine.struct;

import hitrate.engine.bytes.Decimal;
import org.jspecify.annotations.Nullable;

/// Writes a [StreamPiece] from outside anew, out of what whoever reads it from its head meets: the
/// counts of its head, and those at the end of its entries, may have been wrong, and numbers may
/// have been text.
final class PieceMend {
  private final Listpack old;
  private final Listpack mended;
  private int at;
  private boolean isWhole = true;

  private PieceMend(Listpack old) {
    this.old = old;
    this.mended = new Listpack(old.length());
    this.at = old.first();
  }

  /// The piece with the right counts, null when its entries cannot be read.
  ///
  /// @param pack well formed, as a listpack
  static @Nullable Listpack mended(Listpack pack) {
    return new PieceMend(pack).mended();
  }

  private @Nullable Listpack mended() {
    number();
    number();
    mended.append(0);
    mended.append(0);
    long fields = count();
    mended.append(fields);
    copy(fields);
    skip(); // what should be 0
    mended.append(0);
    long entries = 0;
    long deleted = 0;
    while (isWhole && at >= 0) {
      if ((entry(fields) & StreamPiece.DELETED) == 0) {
        entries++;
      } else {
        deleted++;
      }
    }
    if (!isWhole) {
      return null;
    }
    mended.replace(mended.first(), entries);
    mended.replace(mended.next(mended.first()), deleted);
    return mended;
  }

  /// Answers its flags.
  private long entry(long headFields) {
    long flags = number();
    mended.append(flags);
    mended.append(number());
    mended.append(number());
    long elements = 3 + headFields;
    if ((flags & StreamPiece.SAME_FIELDS) != 0) {
      copy(headFields);
    } else {
      long fields = count();
      mended.append(fields);
      copy(2 * fields);
      elements = 4 + 2 * fields;
    }
    skip(); // how many elements it says there are
    mended.append(elements);
    return flags;
  }

  private long count() {
    long count = number();
    isWhole &= count >= 0 && count <= old.length();
    return count;
  }

  private long number() {
    if (at < 0) {
      isWhole = false;
      return 0;
    }
    boolean isText = !old.isInteger(at);
    if (isText && !Decimal.isLong(old.array(), old.start(at), old.size(at))) {
      isWhole = false;
      return 0;
    }
    long number = isText ? Decimal.parse(old.array(), old.start(at), old.size(at)) : old.longAt(at);
    at = old.next(at);
    return number;
  }

  private void copy(long elements) {
    for (long left = elements; isWhole && left > 0; left--) {
      if (at >= 0) {
        byte[] element = old.toArray(at);
        mended.append(element, 0, element.length);
      }
      skip();
    }
  }

  private void skip() {
    isWhole &= at >= 0;
    at = at < 0 ? -1 : old.next(at);
  }
}
