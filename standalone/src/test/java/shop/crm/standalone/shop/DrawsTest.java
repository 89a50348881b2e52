package shop.crm.standalone.shop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class DrawsTest {

  private static final int DRAWS = 200_000;
  private final Draws draws = new Draws(new SplittableRandom(7));

  @Test
  void a_gamma_draw_has_the_mean_and_variance_of_its_distribution() {
    double[] large = sample(() -> draws.gamma(6.2496, 2));
    assertEquals(6.2496 / 2, mean(large), .01);
    assertEquals(6.2496 / 4, variance(large), .03);

    double[] small = sample(() -> draws.gamma(.24259, 4.4136));
    assertEquals(.24259 / 4.4136, mean(small), .001);
    assertEquals(.24259 / (4.4136 * 4.4136), variance(small), .001);
  }

  @Test
  void a_beta_draw_has_the_mean_and_variance_of_its_distribution() {
    double a = .79292;
    double b = 2.42589;
    double[] sample = sample(() -> draws.beta(a, b));
    assertEquals(a / (a + b), mean(sample), .002);
    assertEquals(a * b / ((a + b) * (a + b) * (a + b + 1)), variance(sample), .001);
  }

  private static double[] sample(DoubleSupplier draw) {
    return DoubleStream.generate(draw).limit(DRAWS).toArray();
  }

  private static double mean(double[] sample) {
    return DoubleStream.of(sample).average().orElseThrow();
  }

  private static double variance(double[] sample) {
    double mean = mean(sample);
    return DoubleStream.of(sample).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
  }
}
