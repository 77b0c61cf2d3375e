package hitrate.engine.world;

import java.io.IOException;
import java.util.BitSet;
import java.util.regex.Pattern;

/// The process that a node runs in, as the system sees it: its title, the CPUs it may use, how soon
/// it is to be ended when memory runs out.
public interface OwnProcess {
  /// A processor, or some from one to another.
  Pattern RANGE = Pattern.compile("\\s*(\\d{1,4})(?:-(\\d{1,4})(?::(\\d{1,4}))?)?\\s*");

  /// The process of a program in which others live, too: nothing that a node should meddle with.
  OwnProcess SHARED =
      new OwnProcess() {
        @Override
        public int memoryScore() {
          return 0;
        }

        @Override
        public void memoryScore(int score) {}

        @Override
        public void title(String title) {}

        @Override
        public void runOn(BitSet processors) {}

        @Override
        public void end(int signal) {}

        @Override
        public void giveWay() {}

        @Override
        public BitSet processors() {
          return new BitSet();
        }
      };

  /// How soon the kernel ends this process when memory runs out, from -1000 (never) to 1000.
  ///
  /// @throws IOException where there is no such number
  int memoryScore() throws IOException;

  /// Changes that; it may be asked for less than a process was given by those who are privileged.
  void memoryScore(int score) throws IOException;

  /// Has the system's lists of processes show this in the place of the command line; without effect
  /// where that cannot be had.
  ///
  /// @param title its bytes, a character each
  void title(String title);

  /// Has the calling thread run on these processors only; those that there are not do not count.
  void runOn(BitSet processors);

  /// Has the calling thread get less of a processor than others that want it at the same time.
  /// There is no way back.
  void giveWay();

  /// The processors that this process may use; none where that is not known.
  BitSet processors();

  /// The processors that a list such as `0-7:2,9` names: from, to, and how far apart. None when it
  /// makes no sense.
  static BitSet processors(String list) {
    var named = new BitSet();
    for (String part : list.split(",", -1)) {
      var range = RANGE.matcher(part);
      if (!range.matches()) {
        return new BitSet();
      }
      int first = Integer.parseInt(range.group(1));
      int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
      int step = range.group(3) == null ? 1 : Math.max(Integer.parseInt(range.group(3)), 1);
      for (int number = first; number <= last; number += step) {
        named.set(number);
      }
    }
    return named;
  }

  /// Ends this process at once as that signal ends one that does not care for it; without effect
  /// where that cannot be had.
  void end(int signal);

  /// This process, for a node that has it for itself.
  static OwnProcess own() {
    return new LinuxProcess();
  }
}
