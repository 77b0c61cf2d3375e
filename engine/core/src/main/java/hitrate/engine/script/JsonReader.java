package hitrate.engine.script;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads a JSON text into Lua values, with the error texts of Lua CJSON.
final class JsonReader {
  private static final Pattern NUMBER =
      Pattern.compile(
          "[-+]?(0[xX][0-9a-fA-F]+(\\.[0-9a-fA-F]*)?([pP][-+]?\\d+)?"
              + "|(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?|[iI][nN][fF]([iI][nN][iI][tT][yY])?"
              + "|[nN][aA][nN])");

  private final JsonLibrary settings;
  private final Lua lua;
  private final byte[] bytes;
  private final String text;
  private int at;
  private int depth;

  private Token token = Token.END;
  private int tokenAt;
  private String fault = "";
  private byte[] string = new byte[0];
  private double number;
  private boolean truth;

  /// The kinds of tokens, by the names that error texts have for them.
  private enum Token {
    OBJ_BEGIN,
    OBJ_END,
    ARR_BEGIN,
    ARR_END,
    STRING,
    NUMBER,
    BOOLEAN,
    NULL,
    COLON,
    COMMA,
    END,
    ERROR
  }

  JsonReader(JsonLibrary settings, Lua lua, byte[] bytes) {
    this.settings = settings;
    this.lua = lua;
    this.bytes = bytes;
    this.text = new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /// Pushes the one value of the text.
  void read() {
    next();
    try {
      value();
    } catch (StackOverflowError tooDeep) { // a thread's stack may hold less than the setting allows
      throw tooDeep();
    }
    next();
    if (token != Token.END) {
      throw expected("the end");
    }
  }

  private LuaError expected(String what) {
    String found = token == Token.ERROR ? fault : "T_" + token;
    return LuaError.of(
        "Expected " + what + " but found " + found + " at character " + (tokenAt + 1));
  }

  private void value() {
    switch (token) {
      case STRING -> lua.push(string);
      case NUMBER -> lua.push(number);
      case BOOLEAN -> lua.push(truth);
      case NULL -> lua.pushNullPointer();
      case OBJ_BEGIN -> object();
      case ARR_BEGIN -> array();
      default -> throw expected("value");
    }
  }

  private LuaError tooDeep() {
    return LuaError.of("Found too many nested data structures (" + depth + ") at character " + at);
  }

  private void descend() {
    depth++;
    if (depth > settings.decodeDepth || !lua.reserve(6)) {
      throw tooDeep();
    }
  }

  private void object() {
    descend();
    lua.newTable(0, 0);
    next();
    while (token != Token.OBJ_END) {
      if (token != Token.STRING) {
        throw expected("object key string");
      }
      lua.push(string);
      next();
      if (token != Token.COLON) {
        throw expected("colon");
      }
      next();
      value();
      lua.rawSet(-3);
      next();
      if (token == Token.OBJ_END) {
        break;
      }
      if (token != Token.COMMA) {
        throw expected("comma or object end");
      }
      next();
      if (token == Token.OBJ_END) {
        throw expected("object key string");
      }
    }
    depth--;
  }

  private void array() {
    descend();
    lua.newTable(0, 0);
    next();
    for (int i = 1; token != Token.ARR_END; i++) {
      value();
      lua.setItem(-2, i);
      next();
      if (token == Token.ARR_END) {
        break;
      }
      if (token != Token.COMMA) {
        throw expected("comma or array end");
      }
      next();
      if (token == Token.ARR_END) {
        throw expected("value");
      }
    }
    depth--;
  }

  private void next() {
    while (at < bytes.length && " \t\n\r".indexOf(bytes[at]) >= 0) {
      at++;
    }
    tokenAt = at;
    if (at >= bytes.length || bytes[at] == 0) {
      token = Token.END;
      return;
    }
    char c = text.charAt(at);
    int single = "{}[]:,".indexOf(c);
    if (single >= 0) {
      at++;
      token =
          switch (c) {
            case '{' -> Token.OBJ_BEGIN;
            case '}' -> Token.OBJ_END;
            case '[' -> Token.ARR_BEGIN;
            case ']' -> Token.ARR_END;
            case ':' -> Token.COLON;
            default -> Token.COMMA;
          };
    } else if (c == '"') {
      readString();
    } else if (c == '-' || c >= '0' && c <= '9') {
      readNumber(c);
    } else {
      readWord();
    }
  }

  private void readWord() {
    if (text.startsWith("true", at) || text.startsWith("false", at)) {
      truth = text.charAt(at) == 't';
      at += truth ? 4 : 5;
      token = Token.BOOLEAN;
    } else if (text.startsWith("null", at)) {
      at += 4;
      token = Token.NULL;
    } else if (settings.decodesInvalid && "+iInN".indexOf(text.charAt(at)) >= 0) {
      readNumber(text.charAt(at));
    } else {
      fail("invalid token");
    }
  }

  private void fail(String why) {
    token = Token.ERROR;
    fault = why;
  }

  private void readNumber(char first) {
    Matcher matcher = NUMBER.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      fail(first == '-' ? "invalid number" : "invalid token");
      return;
    }
    String digits = matcher.group();
    String lower = digits.toLowerCase(Locale.ROOT);
    boolean strange = lower.contains("x") || lower.contains("n");
    boolean leadingZero = lower.matches("-?0\\d.*");
    if (!settings.decodesInvalid && (strange || leadingZero)) {
      fail("invalid number");
      return;
    }
    number = parse(lower);
    at = matcher.end();
    token = Token.NUMBER;
  }

  private static double parse(String lower) {
    String bare = lower.startsWith("-") || lower.startsWith("+") ? lower.substring(1) : lower;
    double value =
        bare.startsWith("i")
            ? Double.POSITIVE_INFINITY
            : bare.startsWith("n")
                ? Double.NaN
                : Double.parseDouble(
                    bare.startsWith("0x") && !bare.contains("p") ? bare + "p0" : bare);
    return lower.startsWith("-") ? -value : value;
  }

  private void readString() {
    var out = new ByteArrayOutputStream();
    int from = at++;
    while (at < bytes.length && bytes[at] != '"') {
      if (bytes[at] == 0) {
        break;
      }
      if (bytes[at] != '\\') {
        out.write(bytes[at++]);
        continue;
      }
      if (!escape(out)) {
        return;
      }
    }
    if (at >= bytes.length || bytes[at] != '"') {
      tokenAt = at;
      fail("unexpected end of string");
      return;
    }
    at++;
    tokenAt = from;
    string = out.toByteArray();
    token = Token.STRING;
  }

  private boolean escape(ByteArrayOutputStream out) {
    char c = at + 1 < bytes.length ? text.charAt(at + 1) : 0;
    int place = "\"\\/bfnrt".indexOf(c);
    if (c == 'u') {
      return unicode(out);
    }
    if (place < 0 || c == 0) {
      tokenAt = at;
      fail("invalid escape code");
      return false;
    }
    out.write("\"\\/\b\f\n\r\t".charAt(place));
    at += 2;
    return true;
  }

  private int hex(int from) {
    int value = 0;
    for (int i = from; i < from + 4; i++) {
      int digit = i < bytes.length ? Character.digit(text.charAt(i), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private boolean unicode(ByteArrayOutputStream out) {
    int code = hex(at + 2);
    int length = 6;
    if (code >= 0xd800 && code <= 0xdfff) {
      boolean paired =
          code < 0xdc00
              && text.startsWith("\\u", at + 6)
              && hex(at + 8) >= 0xdc00
              && hex(at + 8) <= 0xdfff;
      code = paired ? Character.toCodePoint((char) code, (char) hex(at + 8)) : -1;
      length = 12;
    }
    if (code < 0) {
      tokenAt = at;
      fail("invalid unicode escape code");
      return false;
    }
    out.writeBytes(Character.toString(code).getBytes(StandardCharsets.UTF_8));
    at += length;
    return true;
  }
}
