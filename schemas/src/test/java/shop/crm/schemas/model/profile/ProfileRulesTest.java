package shop.crm.schemas.model.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileRulesTest {

  @ParameterizedTest
  @CsvSource({
    "uk, uk",
    "' UK-ua ', uk-UA",
    "pt-br, pt-BR",
    "zh-hant-tw, zh-Hant-TW",
    "iw, he",
    "art-lojban, jbo",
    "de-DE-u-co-phonebk, de-DE-u-co-phonebk"
  })
  void a_language_is_kept_in_its_canonical_form(String given, String kept) {
    assertEquals(Optional.of(kept), ProfileRules.language(given).value());
    assertEquals(Optional.of(kept), ProfileRules.language(kept).value());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"uk_UA", "ukrainian language", "x-private", "und", "-", "u", "українська", "ab-1"})
  void what_names_no_language_is_not_kept(String given) {
    assertEquals(
        new ProfileRules.Checked<>(
            Optional.empty(), Optional.of("is not a tag of a language like uk or pt-BR")),
        ProfileRules.language(given));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " "})
  void a_blank_language_is_none(String given) {
    assertEquals(
        new ProfileRules.Checked<>(Optional.empty(), Optional.empty()),
        ProfileRules.language(given));
  }
}
