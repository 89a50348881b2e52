package shop.crm.schemas.state;

import java.nio.charset.StandardCharsets;
import shop.crm.schemas.model.customer.Sweep;

/** The stored form of a {@link Sweep}, so that it goes on after a restart: words between blanks. */
public final class SweepRow {

  private SweepRow() {}

  /** The row in which a walk keeps how far it has come. */
  public static byte[] encode(Sweep sweep) {
    Sweep.Goal goal = sweep.goal();
    String text =
        String.join(
            " ",
            "" + goal.version(),
            sweep.full() ? "full" : "scores",
            sweep.isDone() ? "done" : sweep.cursor(),
            "" + goal.revision(),
            "" + sweep.from(),
            goal.predictions(),
            sweep.predicting() ? "predicting" : "known");
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** The walk of a row, also of one from before there were segments, or predictions. */
  public static Sweep decode(byte[] row) {
    String[] parts = new String(row, StandardCharsets.UTF_8).split(" ");
    boolean withSegments = parts.length > 3;
    boolean withPredictions = parts.length > 6;
    Sweep.Goal goal =
        new Sweep.Goal(
            Long.parseLong(parts[0]),
            withSegments ? Long.parseLong(parts[3]) : 0,
            withPredictions ? parts[5] : Sweep.Goal.NONE.predictions());
    return new Sweep(
        goal,
        withSegments ? Long.parseLong(parts[4]) : 0,
        parts[1].equals("full"),
        withPredictions && parts[6].equals("predicting"),
        parts[2].equals("done") ? "" : parts[2]);
  }
}
