package shop.crm.schemas.model.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchTextTest {

  @ParameterizedTest
  @CsvSource({
    "Müller, müller",
    "Mu\u0308ller, müller",
    "Ｍüｌｌｅｒ, müller",
    "Griﬃn, griffin",
    "Anna\u00a0Maria, anna maria",
    "Anna \u2009 Maria, anna maria",
    "'  Anna  ', 'anna '",
    "ІВАН, іван",
    "ΝΙΚΟΣ, νικοσ",
    "Νίκος, νίκοσ",
    "Info@MÜLLER.example, info@müller.example",
    "info@xn--mller-kva.example, info@müller.example",
    "info@XN--MLLER-KVA.example, info@müller.example",
    "a@xn--, a@xn--",
    "℡, tel",
    "İstanbul, i\u0307stanbul",
    "'', ''"
  })
  void what_looks_alike_is_the_same(String text, String folded) {
    assertEquals(folded, SearchText.folded(text));
  }

  @Test
  void what_is_folded_stays_as_it_is() {
    for (int c = 1; c < Character.MAX_CODE_POINT; c++) {
      if (Character.isDefined(c) && Character.getType(c) != Character.SURROGATE) {
        String folded = SearchText.folded(Character.toString(c));
        assertEquals(folded, SearchText.folded(folded), Integer.toHexString(c));
      }
    }
  }
}
