package hitrate.book;

import java.util.List;

/// A mistake in the book's sources; the message lists every complaint, one a line.
public final class BookException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String[] complaints;

  /// One complaint.
  public BookException(String complaint) {
    this(List.of(complaint));
  }

  /// Several complaints.
  public BookException(List<String> complaints) {
    super(String.join("\n", complaints));
    this.complaints = complaints.toArray(String[]::new);
  }

  /// What is wrong, one complaint each; a complaint may have several lines.
  public List<String> complaints() {
    return List.of(complaints);
  }
}
