package hitrate.grader.wire;

import java.io.IOException;

/// A message beyond [Channel#MAX_FRAME].
public final class FrameTooLong extends IOException {
  private static final long serialVersionUID = 1L;

  FrameTooLong(long length) {
    super(length + " bytes in a frame; the limit is " + Channel.MAX_FRAME);
  }
}
