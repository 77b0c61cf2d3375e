package hitrate.engine.persist;

import java.io.IOException;

/// Where the bytes of an image come from, read once from the beginning and summed up on the way.
interface ImageSource {
  /// Bytes in all, at least as many as there will be where that is not known.
  long size();

  /// Reads some bytes; answers how many, -1 at the end.
  int read(byte[] target, int offset, int most) throws IOException;

  /// The checksum over all bytes ahead of a position, which is within the bytes read last.
  long checksum(long position);

  /// Nothing more is to be read.
  void end();
}
