package shop.crm.standalone.shop;

/**
 * How customers buy and spend: BG/NBD for when, Gamma-Gamma for how much.
 *
 * <p>BG/NBD (Fader, Hardie and Lee, "Counting Your Customers the Easy Way", Marketing Science
 * 24(2), 2005): after the first order, a customer orders as a Poisson process of rate λ and after
 * each of these orders is gone for good with probability p; over customers λ ~ Gamma(r, rate α) and
 * p ~ Beta(a, b).
 *
 * <p>Gamma-Gamma (Fader, Hardie and Lee, "RFM and CLV", JMR 42(4), 2005; Fader and Hardie, "The
 * Gamma-Gamma Model of Monetary Value", 2013): the value of each order ~ Gamma(p, rate ν), and over
 * customers ν ~ Gamma(q, rate v), independent of λ and p.
 *
 * @param r shape of the order rates
 * @param alpha rate of the order rates, in weeks
 * @param a first parameter of the dropout probabilities
 * @param b second parameter of the dropout probabilities
 * @param p shape of order values
 * @param q shape of the customers' scale of spending
 * @param v rate of the customers' scale of spending, in US dollars of 1997
 */
record BuyerModel(double r, double alpha, double a, double b, double p, double q, double v) {

  /**
   * As fitted to the CDNOW sample: BG/NBD in Fader, Hardie and Lee (2005), Gamma-Gamma in Fader and
   * Hardie (2013).
   */
  static final BuyerModel CDNOW =
      new BuyerModel(.24259, 4.41360, .79292, 2.42589, 6.2496, 3.7442, 15.4435);

  /**
   * What one customer is like, drawn once.
   *
   * @param ordersPerWeek λ
   * @param dropout the probability of being gone after an order that was not the first
   * @param valueRate ν
   */
  record Buyer(double ordersPerWeek, double dropout, double valueRate) {}

  /** A customer. */
  Buyer buyer(Draws draws) {
    return new Buyer(draws.gamma(r, alpha), draws.beta(a, b), draws.gamma(q, v));
  }

  /** The value of one order, in US dollars of 1997. */
  double orderValue(Buyer buyer, Draws draws) {
    return draws.gamma(p, buyer.valueRate());
  }
}
