package hitrate.engine.persist;

import hitrate.engine.bytes.Bytes;
import hitrate.engine.command.Args;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Commands in the form in which they stand in the append-only file and are sent to replicas, that
/// of requests, as long as they have not been written or sent. A SELECT comes before a command for
/// another database than the last one's.
public final class CommandBuffer {
  private static final int MOST_KEPT = 1 << 20;
  private static final int NONE = -1;

  private byte[] bytes = new byte[16 * 1024];
  private int start;
  private int end;
  private int database = NONE;
  private long annotatedSecond;
  private long appended;

  /// The next command is to say for which database it is, as the first of a file has to.
  public void nameDatabase() {
    database = NONE;
  }

  /// The database of the next command, unless that names one.
  public int database() {
    return Math.max(database, 0);
  }

  public int length() {
    return end - start;
  }

  public boolean isEmpty() {
    return start == end;
  }

  public byte[] array() {
    return bytes;
  }

  public int start() {
    return start;
  }

  /// Forgets the first `count` bytes.
  public void drop(int count) {
    start += count;
    if (start == end) {
      start = 0;
      end = 0;
      if (bytes.length > MOST_KEPT) {
        bytes = new byte[MOST_KEPT / 16];
      }
    }
  }

  public void clear() {
    drop(length());
  }

  /// Bytes that the buffer takes in memory.
  public long capacity() {
    return bytes.length;
  }

  /// How many commands have been appended since the start.
  long appended() {
    return appended;
  }

  /// Notes the time, unless that has been done in this second or, before the clock was set back, in
  /// a later one.
  void annotate(long second) {
    if (second > annotatedSecond) {
      annotatedSecond = second;
      byte[] line = ("#TS:" + second + "\r\n").getBytes(StandardCharsets.US_ASCII);
      reserve(line.length);
      raw(line, 0, line.length);
    }
  }

  public void append(int newDatabase, Args words) {
    select(newDatabase);
    appended++;
    int count = words.count();
    byte[] array = words.array();
    int total = 16;
    for (int i = 0; i < count; i++) {
      total += words.length(i) + 16;
    }
    reserve(total);
    header('*', count);
    for (int i = 0; i < count; i++) {
      int length = words.length(i);
      header('$', length);
      raw(array, words.start(i), length);
      lineEnd();
    }
  }

  public void append(int newDatabase, List<Bytes> words) {
    select(newDatabase);
    append(words);
  }

  /// Appends a command that is for no database.
  public void append(List<Bytes> words) {
    appended++;
    reserve(16);
    header('*', words.size());
    for (Bytes word : words) {
      int length = word.length();
      reserve(length + 16);
      header('$', length);
      word.copyInto(bytes, end);
      end += length;
      lineEnd();
    }
  }

  private void select(int newDatabase) {
    if (newDatabase != database) {
      database = newDatabase;
      byte[] number = Integer.toString(newDatabase).getBytes(StandardCharsets.US_ASCII);
      byte[] line =
          "*2\r\n$6\r\nSELECT\r\n$%d\r\n"
              .formatted(number.length)
              .getBytes(StandardCharsets.US_ASCII);
      reserve(line.length + number.length + 2);
      raw(line, 0, line.length);
      raw(number, 0, number.length);
      lineEnd();
    }
  }

  private void header(char sign, int number) {
    bytes[end++] = (byte) sign;
    if (number < 10) {
      bytes[end++] = (byte) ('0' + number);
    } else {
      int digits = 1;
      for (int rest = number / 10; rest > 0; rest /= 10) {
        digits++;
      }
      int at = end + digits;
      end = at;
      for (int rest = number; at > end - digits; rest /= 10) {
        bytes[--at] = (byte) ('0' + rest % 10);
      }
    }
    lineEnd();
  }

  private void lineEnd() {
    bytes[end++] = '\r';
    bytes[end++] = '\n';
  }

  private void raw(byte[] source, int from, int length) {
    System.arraycopy(source, from, bytes, end, length);
    end += length;
  }

  private void reserve(int count) {
    int needed = Math.addExact(end, count);
    if (needed > bytes.length) {
      if (start > 0 && length() + count <= bytes.length) {
        System.arraycopy(bytes, start, bytes, 0, length());
      } else {
        int size = (int) Math.min(Math.max(2L * bytes.length, needed), Integer.MAX_VALUE - 8);
        byte[] larger = new byte[size];
        System.arraycopy(bytes, start, larger, 0, length());
        bytes = larger;
      }
      end -= start;
      start = 0;
    }
  }
}
