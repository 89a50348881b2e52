package shop.crm.schemas.model;

/**
 * RFM scores, each from 1 (lowest) to 5.
 *
 * @param recency how lately the last order was
 * @param frequency how many orders there are
 * @param monetary how much was spent, beside the tenant's other customers
 */
public record Scores(int recency, int frequency, int monetary) {

  public Scores {
    if (!inRange(recency) || !inRange(frequency) || !inRange(monetary)) {
      throw new IllegalArgumentException("a score is 1 to 5");
    }
  }

  private static boolean inRange(int score) {
    return score >= 1 && score <= 5;
  }

  /** One of 125 cells, from 0 (111) to 124 (555). */
  public int cell() {
    return ((recency - 1) * 5 + frequency - 1) * 5 + monetary - 1;
  }

  /** The scores of that cell. */
  public static Scores ofCell(int cell) {
    return new Scores(cell / 25 + 1, cell / 5 % 5 + 1, cell % 5 + 1);
  }
}
