package hitrate.book;

import java.util.List;

/// One HTML page.
///
/// @param id the stable anchor of the chapter or lab, such as `d1-strings`
/// @param title plain HTML, without tags around it
/// @param file the file's name
/// @param summary one sentence
/// @param sections the headings of the first level
/// @param body the converted text
record Page(
    Kind kind,
    String id,
    String title,
    String file,
    String summary,
    List<Heading> sections,
    String body) {

  enum Kind {
    PREFACE,
    CHAPTER,
    LAB
  }

  /// A section's anchor and its title in HTML.
  record Heading(String id, String title) {}
}
