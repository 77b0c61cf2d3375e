package hitrate.engine.command.sortedset;

import hitrate.engine.resp.ReplyWriter;

/// Writes members with or without their scores: one after the other, or in RESP3 a member and its
/// score as an array of their own.
final class ScoredReply implements ScoredAction {
  private final boolean withScores;
  private final boolean inPairs;
  private final ReplyWriter reply;

  ScoredReply(boolean withScores, ReplyWriter reply) {
    this.withScores = withScores;
    this.inPairs = withScores && reply.protocol() == 3;
    this.reply = reply;
  }

  /// How many items so many members are.
  int items(long members) {
    return (int) (withScores && !inPairs ? 2 * members : members);
  }

  /// Writes the head of an array of so many members.
  void head(long members) {
    reply.array(withScores && !inPairs ? 2 * members : members);
  }

  @Override
  public void accept(byte[] array, int offset, int length, double score) {
    if (inPairs) {
      reply.array(2);
    }
    reply.bulk(array, offset, length);
    if (withScores) {
      reply.real(score);
    }
  }
}
