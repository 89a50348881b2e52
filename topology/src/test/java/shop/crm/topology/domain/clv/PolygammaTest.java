package shop.crm.topology.domain.clv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolygammaTest {

  private static final double EULER = 0.577_215_664_901_532_9;

  @Test
  void known_values() {
    assertEquals(-EULER, Polygamma.digamma(1), 1e-15);
    assertEquals(-EULER - 2 * Math.log(2), Polygamma.digamma(0.5), 1e-14);
    assertEquals(Math.PI * Math.PI / 6, Polygamma.trigamma(1), 1e-14);
    assertEquals(Math.PI * Math.PI / 2, Polygamma.trigamma(0.5), 1e-14);
  }

  /** Against ψ(a+7) − ψ(a) = Σ 1/(a+k), on both sides of where the series begins. */
  @ParameterizedTest
  @ValueSource(doubles = {0.01, 1.5, 12.9, 13, 19.99, 20, 20.01, 99.99, 1e4, 1e9})
  void gains_keep_their_digits(double a) {
    double digamma = 0;
    double trigamma = 0;
    for (int k = 6; k >= 0; k--) {
      digamma += 1 / (a + k);
      trigamma -= 1 / ((a + k) * (a + k));
    }

    assertEquals(digamma, Polygamma.digammaGain(a, 7), 2e-14 * Math.max(1, digamma));
    assertEquals(1, Polygamma.digammaGain(a, 7) / digamma, 1e-12);
    assertEquals(1, Polygamma.trigammaGain(a, 7) / trigamma, 1e-11);
  }
}
