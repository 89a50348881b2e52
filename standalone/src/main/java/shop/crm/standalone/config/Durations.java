package shop.crm.standalone.config;

import java.time.Duration;

/** How options of commands write a length of time: as settings do. */
public final class Durations {

  private Durations() {}

  /**
   * A length of time.
   *
   * @param text such as 30s, 24h, 7d or PT12H
   * @throws IllegalArgumentException if it is none
   */
  public static Duration parse(String text) {
    return Form.duration(text);
  }
}
