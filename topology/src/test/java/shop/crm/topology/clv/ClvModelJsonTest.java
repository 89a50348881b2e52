package shop.crm.topology.clv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.schemas.model.Money;
import shop.crm.topology.domain.clv.ClvModel;
import shop.crm.topology.domain.clv.GammaGamma;
import shop.crm.topology.domain.clv.MbgNbd;
import shop.crm.topology.domain.clv.Nbd;
import shop.crm.topology.domain.clv.SampleMean;
import shop.crm.topology.domain.clv.Spend;
import shop.crm.topology.domain.clv.Transactions;

class ClvModelJsonTest {

  private static final Instant AT = Instant.parse("2026-02-03T04:05:06.123456Z");
  private static final Transactions OFTEN = new MbgNbd(0.1 + 0.2, 1 / 3.0, 0.891, 1.614);
  private static final Spend MUCH = new GammaGamma(6.25, 3.74, 15.44);

  private static ClvModel model(Transactions transactions, Spend spend, Instant fittedAt) {
    return new ClvModel(
        fittedAt,
        4321,
        1234,
        Optional.of(transactions),
        Optional.of(spend),
        Optional.empty(),
        List.of("Nobody is seen to leave."),
        -9582.43,
        Optional.empty());
  }

  @Test
  void models_are_read_back_to_the_last_digit() {
    ClvModel few =
        new ClvModel(
            AT,
            7,
            2,
            Optional.empty(),
            Optional.empty(),
            Optional.of("Too few repeat buyers."),
            List.of(),
            0,
            Optional.empty());
    ClvModel withMost =
        new ClvModel(
            AT,
            4321,
            1234,
            Optional.of(OFTEN),
            Optional.of(MUCH),
            Optional.empty(),
            List.of(),
            -1,
            Optional.of(Money.parse("1234.50")));
    for (ClvModel model :
        List.of(
            model(OFTEN, MUCH, AT),
            model(new Nbd(2, 30), new SampleMean(9.99), AT),
            few,
            withMost)) {
      assertEquals(model, ClvModelJson.read(ClvModelJson.write(model)));
    }
  }

  @Test
  void the_record_stays_what_was_published() {
    assertEquals(
        """
        {"fitted_at":"2026-02-03T04:05:06.123456Z","customers":4321,"repeat_buyers":1234,\
        "transactions":{"name":"NBD","parameters":{"r":2.0,"alpha":30.0}},\
        "spend":{"name":"Gamma-Gamma","parameters":{"p":6.25,"q":3.74,"v":15.44}},\
        "reason":null,"notes":["Nobody is seen to leave."],"log_likelihood":-9582.43}\
        """,
        new String(ClvModelJson.write(model(new Nbd(2, 30), MUCH, AT)), UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "{}",
        "{\"fitted_at\":\"2026-02-03T04:05:06Z\",\"customers\":1,\"repeat_buyers\":1,"
            + "\"transactions\":null,\"spend\":null,\"reason\":null,\"notes\":[],"
            + "\"log_likelihood\":0}",
        "{\"fitted_at\":\"2026-02-03T04:05:06Z\",\"customers\":1,\"repeat_buyers\":1,"
            + "\"transactions\":{\"name\":\"NBD\",\"parameters\":{\"r\":-1,\"alpha\":\"2\"}},"
            + "\"spend\":{\"name\":\"sample mean\",\"parameters\":{\"mean\":1}},"
            + "\"reason\":null,\"notes\":[],\"log_likelihood\":0}"
      })
  void anything_else_is_refused_and_replaces_nothing(String json) {
    byte[] record = json.getBytes(UTF_8);

    assertThrows(IllegalArgumentException.class, () -> ClvModelJson.read(record));
    assertEquals(false, ClvModelJson.replaces(Optional.empty(), record));
  }

  @Test
  void the_one_that_was_fitted_later_stays() {
    byte[] early = ClvModelJson.write(model(OFTEN, MUCH, AT));
    byte[] late = ClvModelJson.write(model(OFTEN, MUCH, AT.plusSeconds(1)));

    assertEquals(
        List.of(true, true, false, true),
        List.of(
            ClvModelJson.replaces(Optional.empty(), early),
            ClvModelJson.replaces(Optional.of(early), late),
            ClvModelJson.replaces(Optional.of(late), early),
            ClvModelJson.replaces(Optional.of(late), late)));
  }
}
