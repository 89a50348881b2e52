package shop.crm.standalone.shop;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import shop.crm.schemas.model.Money;
import shop.crm.schemas.model.order.OrderItem;

/** What the simulated shop sells: coffee and what belongs to it. */
final class Catalogue {

  /**
   * @param sku the article
   * @param name what it is called
   * @param usualPrice about what one costs, in hryvnias
   */
  private record Article(String sku, String name, int usualPrice) {}

  private static final int MAX_LINES = 4;
  private static final int MAX_QUANTITY = 3;

  /** By price, ascending. */
  private static final List<Article> ARTICLES =
      List.of(
          new Article("CUP-PAPER-50", "Paper cups, 50 pieces", 90),
          new Article("SUGAR-CANE-500", "Cane sugar, 500 g", 120),
          new Article("FILTER-V60-100", "Paper filters V60, 100 pieces", 190),
          new Article("TEA-KARKADE-250", "Hibiscus tea, 250 g", 240),
          new Article("COFFEE-DRIP-10", "Drip coffee, 10 bags", 310),
          new Article("COFFEE-BRAZIL-250", "Brazil Santos, 250 g", 380),
          new Article("COFFEE-ETHIOPIA-250", "Ethiopia Yirgacheffe, 250 g", 470),
          new Article("MUG-ENAMEL-350", "Enamel mug, 350 ml", 560),
          new Article("COFFEE-DECAF-500", "Colombia decaf, 500 g", 690),
          new Article("COFFEE-ESPRESSO-1K", "Espresso blend, 1 kg", 860),
          new Article("POUR-OVER-V60", "Pour-over set V60", 1_080),
          new Article("FRENCH-PRESS-1L", "French press, 1 l", 1_350),
          new Article("SCALE-TIMER", "Coffee scale with timer", 1_700),
          new Article("AEROPRESS", "AeroPress", 2_150),
          new Article("KETTLE-GOOSENECK", "Gooseneck kettle", 2_900),
          new Article("GRINDER-HAND", "Hand grinder", 4_200),
          new Article("GRINDER-ELECTRIC", "Electric grinder", 7_500),
          new Article("ESPRESSO-MACHINE", "Espresso machine", 14_000));

  private Catalogue() {}

  /** A basket and what it comes to: the sum of its lines, exactly. */
  record Basket(List<OrderItem> items, Money total) {}

  /**
   * A basket of 1 to 4 lines that comes to about {@code hryvnias}: off only by what the rounding of
   * prices to kopiykas makes.
   */
  static Basket basket(double hryvnias, Draws draws) {
    int lines = 1 + draws.random().nextInt(MAX_LINES);
    double[] shares = new double[lines];
    double sum = 0;
    for (int i = 0; i < lines; i++) {
      shares[i] = .3 + draws.random().nextDouble();
      sum += shares[i];
    }
    List<OrderItem> items = new ArrayList<>(lines);
    long total = 0;
    for (double share : shares) {
      int quantity = draws.chance(.75) ? 1 : 1 + draws.random().nextInt(MAX_QUANTITY);
      long unit = Math.max(1, Math.round(hryvnias * 100 * share / sum / quantity));
      total += unit * quantity;
      Article article = nearest(unit / 100.0);
      items.add(
          new OrderItem(
              article.sku(),
              Optional.of(article.name()),
              quantity,
              Optional.of(BigDecimal.valueOf(unit, 2))));
    }
    return new Basket(List.copyOf(items), new Money(total));
  }

  private static Article nearest(double price) {
    Article nearest = ARTICLES.getFirst();
    for (Article article : ARTICLES) {
      if (Math.abs(article.usualPrice() - price) < Math.abs(nearest.usualPrice() - price)) {
        nearest = article;
      }
    }
    return nearest;
  }
}
