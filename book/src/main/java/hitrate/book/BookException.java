package hitrate.book;

import java.util.List;

/// A mistake in the book's sources; the message lists every complaint, one a line.
public final class BookException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// One complaint.
  public BookException(String complaint) {
    super(complaint);
  }

  /// Several complaints.
  public BookException(List<String> complaints) {
    super(String.join("\n", complaints));
  }
}
