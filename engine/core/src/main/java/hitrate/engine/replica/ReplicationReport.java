package hitrate.engine.replica;

import java.util.function.BiConsumer;

/// What INFO tells about replication.
public final class ReplicationReport {
  private static final double PERCENT = 100;

  private final Replicas replicas;
  private final Following following;

  public ReplicationReport(Replicas replicas, Following following) {
    this.replicas = replicas;
    this.following = following;
  }

  /// Hands over the lines, name and value.
  public void write(BiConsumer<String, Object> line) {
    line.accept("role", following.isOn() ? "slave" : "master");
    if (following.isOn()) {
      link(line);
    }
    replicas(line);
    history(line);
  }

  private void link(BiConsumer<String, Object> line) {
    PrimaryLink link = following.link();
    boolean isUp = following.isLinked();
    Arrival image = link == null ? null : link.image();
    long offset = following.hasPlace() ? replicas.log().offset() : 0;
    long ahead = link == null ? 0 : link.readAhead();
    line.accept("master_host", following.address());
    line.accept("master_port", following.port());
    line.accept("master_link_status", isUp ? "up" : "down");
    line.accept("master_last_io_seconds_ago", isUp && link != null ? link.silentSeconds() : -1);
    line.accept("master_sync_in_progress", image == null ? 0 : 1);
    line.accept("slave_read_repl_offset", offset + ahead);
    line.accept("slave_repl_offset", offset);
    if (link != null && image != null) {
      progress(line, link, image);
    }
    if (!isUp) {
      line.accept("master_link_down_since_seconds", following.downSeconds());
    }
    line.accept("slave_priority", following.setting("replica-priority"));
    line.accept("slave_read_only", flag("replica-read-only"));
    line.accept("replica_announced", flag("replica-announced"));
  }

  private int flag(String setting) {
    return following.setting(setting).equals("yes") ? 1 : 0;
  }

  private static void progress(BiConsumer<String, Object> line, PrimaryLink link, Arrival image) {
    double percent = image.length() == 0 ? 0 : image.received() * PERCENT / image.length();
    line.accept("master_sync_total_bytes", image.length());
    line.accept("master_sync_read_bytes", image.received());
    line.accept("master_sync_left_bytes", image.length() - image.received());
    line.accept("master_sync_perc", "%.2f".formatted(percent));
    line.accept("master_sync_last_io_seconds_ago", link.silentSeconds());
  }

  private void replicas(BiConsumer<String, Object> line) {
    line.accept("connected_slaves", replicas.count());
    if (replicas.number("min-replicas-to-write") > 0
        && replicas.number("min-replicas-max-lag") > 0) {
      line.accept("min_slaves_good_slaves", replicas.good());
    }
    int index = 0;
    for (Replica replica : replicas.all()) {
      if (replica.isAttached()) {
        line.accept(
            "slave" + index++,
            "ip=%s,port=%d,state=%s,offset=%d,lag=%d"
                .formatted(
                    replica.host(),
                    replica.port,
                    replica.stage.word,
                    replica.acknowledged,
                    replicas.lag(replica)));
      }
    }
  }

  private void history(BiConsumer<String, Object> line) {
    ReplicationLog log = replicas.log();
    line.accept("master_failover_state", following.failover().word());
    line.accept("master_replid", log.name());
    line.accept("master_replid2", log.earlierName());
    line.accept("master_repl_offset", log.offset());
    line.accept("second_repl_offset", log.earlierEnd());
    line.accept("repl_backlog_active", log.isKept() ? 1 : 0);
    line.accept("repl_backlog_size", replicas.number("repl-backlog-size"));
    line.accept("repl_backlog_first_byte_offset", log.isKept() ? log.first() : 0);
    line.accept("repl_backlog_histlen", log.kept());
  }
}
