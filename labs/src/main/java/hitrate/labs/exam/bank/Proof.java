package hitrate.labs.exam.bank;

/// What shows that the answer is right: something that runs, never an argument.
public sealed interface Proof {

  /// What the run shows, in one sentence.
  String shows();

  /// A transcript against an embedded node: commands, each with the reply it must get.
  record Commands(String shows, String transcript) implements Proof {}

  /// A transcript of JShell, with the class path and the helpers of `./lab jshell`.
  record Java(String shows, String transcript) implements Proof {}

  /// A test of the build, `fully.qualified.ClassName#method`.
  record Test(String shows, String reference) implements Proof {

    /// The class's fully qualified name.
    public String className() {
      return reference.substring(0, reference.indexOf('#'));
    }

    /// The method's name.
    public String method() {
      return reference.substring(reference.indexOf('#') + 1);
    }
  }

  /// A step of a guided lab, `path/from/the/root.adoc#anchor`.
  record Lab(String shows, String reference) implements Proof {

    /// The lab's file, relative to the root of the project.
    public String file() {
      return reference.substring(0, reference.indexOf('#'));
    }

    /// The anchor inside the file.
    public String anchor() {
      return reference.substring(reference.indexOf('#') + 1);
    }
  }
}
