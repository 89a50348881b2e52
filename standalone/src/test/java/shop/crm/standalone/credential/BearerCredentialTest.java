package shop.crm.standalone.credential;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import shop.crm.standalone.failure.CannotStart;

class BearerCredentialTest {

  private static final String KEY = "crm_0123456789abcdef_secretsecret";

  private static Optional<String> header(Optional<Path> file, Map<String, String> environment) {
    return BearerCredential.read(file, environment).map(BearerCredential::header);
  }

  @Test
  void a_file_comes_before_the_environment(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("key"), "  of-the-file\n");

    assertEquals(Optional.empty(), header(Optional.empty(), Map.of("CRM_API_KEY", " ")));
    assertEquals(
        Optional.of("Bearer " + KEY), header(Optional.empty(), Map.of("CRM_API_KEY", KEY + " ")));
    assertEquals(
        Optional.of("Bearer of-the-file"), header(Optional.of(file), Map.of("CRM_API_KEY", KEY)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "a\nb", "käy", "\"quoted\"", "Bearer x"})
  void what_can_be_no_credential_is_refused_and_not_told(String text) {
    CannotStart refused =
        assertThrows(
            CannotStart.class,
            () -> BearerCredential.read(Optional.empty(), Map.of("CRM_API_KEY", text)));

    assertEquals(
        "CRM_API_KEY is wrong: expected an API key (crm_…) or a token, in one line",
        refused.getMessage());
  }

  @Test
  void a_file_that_is_not_there_is_named() {
    CannotStart refused =
        assertThrows(
            CannotStart.class,
            () -> BearerCredential.read(Optional.of(Path.of("/nowhere/key")), Map.of()));

    assertEquals(
        "--key-file /nowhere/key cannot be read: NoSuchFileException", refused.getMessage());
  }

  @Test
  void only_a_request_tells_it() {
    String shown =
        BearerCredential.read(Optional.empty(), Map.of("CRM_API_KEY", KEY))
            .orElseThrow()
            .toString();

    assertFalse(shown.contains("secret"), shown);
  }
}
