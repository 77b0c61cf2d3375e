package hitrate.engine.struct;

/// The fields and values of an entry that is to be added to a stream: words 0, 2, 4 and so on are
/// fields, each followed by its value.
public interface StreamFields {
  /// How many fields there are, or values.
  int pairs();

  /// The array that holds all words.
  byte[] array();

  /// Where a word starts in the array.
  int start(int word);

  /// A word's length in bytes.
  int length(int word);
}
