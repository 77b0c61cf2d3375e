package hitrate.kernel;

/// Cursor positions: Jupyter counts code points, Java counts chars.
final class Cursor {
  private Cursor() {}

  static int toChars(String code, int codePoints) {
    int most = code.codePointCount(0, code.length());
    return code.offsetByCodePoints(0, Math.clamp(codePoints, 0, most));
  }

  static int toCodePoints(String code, int chars) {
    return code.codePointCount(0, chars);
  }
}
