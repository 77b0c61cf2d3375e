package hitrate.labs.doctor;

import org.jspecify.annotations.Nullable;

/// One thing that was looked at.
///
/// @param id the same in every language and release, for scripts: `jdk`, `port-6379`
/// @param title what was looked at, in the user's language
/// @param found what is there, or that nothing is
/// @param mend what to do about it; null where all is well
record Finding(String id, Grade grade, String title, String found, @Nullable String mend) {

  /// How much a finding matters.
  enum Grade {
    /// As it should be.
    OK,
    /// Hitrate works without it, or around it.
    NOTE,
    /// Something will not work until it is mended.
    PROBLEM
  }
}
