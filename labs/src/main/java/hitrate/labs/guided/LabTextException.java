package hitrate.labs.guided;

/// A lab's text that cannot be read as a lab: the message names the line and what is wrong with it.
public final class LabTextException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LabTextException(String lab, int line, String complaint) {
    super("labs/" + lab + "/lab.adoc:" + line + ": " + complaint);
  }
}
