package hitrate.labs.exam.export;

import hitrate.labs.exam.bank.Question;
import java.util.Collection;

/// A text file that Anki imports as notes of its type Basic. The question's id is the note's GUID:
/// importing a newer bank updates the notes and keeps their schedule.
final class AnkiWriter {
  private AnkiWriter() {}

  static String write(Collection<Question> questions) {
    var text = new StringBuilder();
    text.append("#separator:Tab\n#html:true\n#notetype:Basic\n#deck:Hitrate\n");
    text.append("#columns:GUID\tFront\tBack\tTags\n#guid column:1\n#tags column:4\n");
    for (var question : questions) {
      text.append(question.id()).append('\t');
      text.append(cell(front(question))).append('\t');
      text.append(cell(back(question))).append('\t');
      text.append("hitrate domain-").append(question.domain().number());
      text.append(" topic-").append(question.topic()).append('\n');
    }
    return text.toString();
  }

  private static String front(Question question) {
    var front = new StringBuilder(Html.paragraphs(question.stem()));
    front.append("<ol type=\"A\">");
    question
        .options()
        .forEach(o -> front.append("<li>").append(Html.inline(o.text())).append("</li>"));
    return front.append("</ol>").toString();
  }

  private static String back(Question question) {
    var back = new StringBuilder("<p><b>");
    back.append(String.join(", ", question.rightLetters()).toUpperCase(java.util.Locale.ROOT));
    back.append("</b></p><ol type=\"A\">");
    question
        .options()
        .forEach(o -> back.append("<li>").append(Html.inline(o.why())).append("</li>"));
    return back.append("</ol>").append(Html.paragraphs(question.takeaway())).toString();
  }

  private static String cell(String html) {
    return html.replace('\t', ' ').replace('\n', ' ');
  }
}
