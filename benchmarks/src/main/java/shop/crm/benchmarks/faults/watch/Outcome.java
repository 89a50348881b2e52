package shop.crm.benchmarks.faults.watch;

import shop.crm.benchmarks.wire.Answer;

/** What became of a GET of a customer. */
public enum Outcome {
  /** 200, of the newest state. */
  FRESH,
  /** 200 with {@code X-Stale: true}. */
  STALE,
  /** 503 with {@code Retry-After}. */
  UNAVAILABLE,
  /** Any other answer, or none. */
  OTHER;

  /** Of an answer. */
  static Outcome of(Answer answer) {
    return switch (answer.status()) {
      case 200 -> stale(answer) ? STALE : FRESH;
      case 503 -> answer.header("Retry-After").isPresent() ? UNAVAILABLE : OTHER;
      default -> OTHER;
    };
  }

  private static boolean stale(Answer answer) {
    return answer.header("X-Stale").filter("true"::equals).isPresent();
  }
}
