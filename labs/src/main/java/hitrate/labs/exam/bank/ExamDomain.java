package hitrate.labs.exam.bank;

import java.util.Optional;

/// The four domains of the SAP-C02 exam guide and how many of its 65 scored questions each has.
public enum ExamDomain {
  /// Design solutions for organizational complexity: 26%.
  ORGANIZATION(1, 17),
  /// Design for new solutions: 29%.
  NEW_SOLUTIONS(2, 19),
  /// Continuous improvement for existing solutions: 25%.
  IMPROVEMENT(3, 16),
  /// Accelerate workload migration and modernization: 20%.
  MIGRATION(4, 13);

  private final int number;
  private final int weight;

  ExamDomain(int number, int weight) {
    this.number = number;
    this.weight = weight;
  }

  /// The domain's number in the exam guide, 1 to 4.
  public int number() {
    return number;
  }

  /// Its share of the exam, in scored questions of 65.
  public int weight() {
    return weight;
  }

  /// The domain with this number, if there is one.
  public static Optional<ExamDomain> of(int number) {
    return number >= 1 && number <= 4 ? Optional.of(values()[number - 1]) : Optional.empty();
  }
}
