package shop.crm.topology.thresholds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import shop.crm.topology.Rules;
import shop.crm.topology.domain.LoyaltyRules;
import shop.crm.topology.domain.RfmRules;
import shop.crm.topology.domain.Spends;

/** What is stored or published and follows from types of the topology is not changed unnoticed. */
class StoredFormsTest {

  /** If it changes, every customer of a deployment is computed anew at the next start. */
  @Test
  void the_rules_that_customers_were_brought_to_are_a_text_of_these_words() {
    RfmRules rfm = Rules.DEFAULT.rfm();
    LoyaltyRules loyalty = Rules.DEFAULT.loyalty();
    assertEquals(
        "Settings[rfm=RfmRules[recencyDays="
            + rfm.recencyDays()
            + ", segments="
            + rfm.segments()
            + "], loyalty=LoyaltyRules[pointsPerUnit="
            + loyalty.pointsPerUnit()
            + ", thresholds="
            + loyalty.thresholds()
            + ", names="
            + loyalty.names()
            + "]]",
        Rules.DEFAULT.ofRows());
  }

  @Test
  void snapshots_of_spend_of_version_2() {
    SpendSnapshot snapshot =
        new SpendSnapshot(3, 7, 300, "r-1", Spends.of("10.00", "10.00", "1200.00", "99999.99"));
    String golden = "020307ac0203722d3103e80702eb36010001f13201ff2c01";
    assertEquals(golden, HexFormat.of().formatHex(snapshot.encode()));
    assertEquals(snapshot, SpendSnapshot.decode(HexFormat.of().parseHex(golden)));
  }
}
