package shop.crm.schemas.model.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCredentialTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final String ID = "0123456789abcdef";
  private static final String SECRET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdefg";
  private static final String TEXT = "crm_" + ID + "_" + SECRET;

  private static KeyCredential parsed(String text) {
    return KeyCredential.parse(text).orElseThrow();
  }

  @Test
  void a_new_one_is_read_back_and_is_unlike_any_other() {
    Set<String> secrets = new HashSet<>();
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      KeyCredential credential = KeyCredential.generate(RANDOM);
      KeyCredential read = parsed(credential.text());

      assertEquals(64, credential.text().length());
      assertEquals(credential.id(), read.id());
      assertTrue(credential.hash().matches(read.hash()));
      assertTrue(credential.isStrong(), credential.id());
      ids.add(credential.id());
      secrets.add(credential.hash().hex());
    }
    assertEquals("1000 1000", ids.size() + " " + secrets.size());
  }

  @Test
  void another_secret_is_for_the_same_key() {
    KeyCredential next = KeyCredential.generate(ID, RANDOM);

    assertEquals(ID, next.id());
    assertNotEquals(next.hash(), KeyCredential.generate(ID, RANDOM).hash());
    assertThrows(IllegalArgumentException.class, () -> KeyCredential.generate("no id", RANDOM));
  }

  @Test
  void what_is_stored_is_the_sha_256_of_the_secret_alone() {
    assertEquals(
        "1c69bbe835fcb1a5dc61ffc81a9c4188ffdb9c8e35ecffa0fd77ff73675e8d10",
        parsed(TEXT).hash().hex());
    assertEquals(parsed(TEXT).hash(), SecretHash.ofHex(parsed(TEXT).hash().hex()));
  }

  @Test
  void nothing_but_its_text_tells_the_secret() {
    assertEquals("crm_0123456789abcdef_…", parsed(TEXT).toString());
    assertEquals("SecretHash", parsed(TEXT).hash().toString());
    assertEquals(TEXT, parsed(TEXT).text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "crm_",
        "crm",
        "crm__",
        "CRM_" + ID + "_" + SECRET,
        "crm_" + ID + SECRET,
        "crm_" + ID + "-" + SECRET,
        "crm_" + ID + "_",
        "crm_0123456789abcde_" + SECRET,
        "crm_0123456789abcdefg_" + SECRET,
        "crm_0123456789ABCDEF_" + SECRET,
        "crm_0123456789abcde/_" + SECRET,
        " " + TEXT,
        TEXT + " ",
        TEXT + "_",
        TEXT + "-",
        TEXT + "é",
        "crm_" + ID + "_ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcdef"
      })
  void whatever_has_another_form_is_none(String text) {
    assertEquals(Optional.empty(), KeyCredential.parse(text));
  }

  @Test
  void a_secret_that_a_person_has_made_may_be_longer_but_not_endless() {
    assertTrue(KeyCredential.parse("crm_" + ID + "_" + "aB3".repeat(42)).isPresent());
    assertEquals(Optional.empty(), KeyCredential.parse("crm_" + ID + "_" + "aB3".repeat(43)));
    assertEquals(Optional.empty(), KeyCredential.parse("crm_" + ID + "_" + "a".repeat(20_000)));
  }

  @Test
  void a_secret_that_cannot_have_256_bits_is_known_by_its_looks() {
    String hex = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    assertTrue(parsed("crm_" + ID + "_" + hex).isStrong());
    assertFalse(parsed("crm_" + ID + "_" + hex.substring(1)).isStrong(), "63 digits");
    assertFalse(parsed("crm_" + ID + "_" + "z".repeat(64)).isStrong(), "one letter");
    assertFalse(parsed("crm_" + ID + "_" + "changeme".repeat(8)).isStrong(), "one word");
  }
}
