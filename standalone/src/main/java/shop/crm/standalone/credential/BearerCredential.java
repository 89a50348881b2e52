package shop.crm.standalone.credential;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import shop.crm.standalone.failure.CannotStart;

/** An API key or a token, sent with each request. Nothing tells it but the requests themselves. */
public final class BearerCredential {

  /** The setting that has one. */
  public static final String SETTING = "CRM_API_KEY";

  private static final String BOOTSTRAP = "CRM_BOOTSTRAP_KEY";
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~+/=-]{1,16384}");
  private static final long LONGEST_FILE = 64 << 10;

  private final String text;

  private BearerCredential(String text) {
    this.text = text;
  }

  /**
   * The credential: what the file has comes first, then {@link #SETTING}.
   *
   * @return nothing where neither is there
   * @throws CannotStart where the file cannot be read, or what was found can be no credential
   */
  public static Optional<BearerCredential> read(
      Optional<Path> file, Map<String, String> environment) {
    if (file.isPresent()) {
      return Optional.of(of("--key-file " + file.get(), content(file.get())));
    }
    return read(SETTING, environment);
  }

  /** That by which a service lets its first caller in, for who starts one and then calls it. */
  public static Optional<BearerCredential> first(Map<String, String> environment) {
    return read(BOOTSTRAP, environment);
  }

  private static Optional<BearerCredential> read(String setting, Map<String, String> environment) {
    return Optional.ofNullable(environment.get(setting))
        .filter(text -> !text.isBlank())
        .map(text -> of(setting, text));
  }

  private static BearerCredential of(String from, String text) {
    String stripped = text.strip();
    if (!FORM.matcher(stripped).matches()) {
      throw new CannotStart(
          from + " is wrong: expected an API key (crm_…) or a token, in one line");
    }
    return new BearerCredential(stripped);
  }

  private static String content(Path file) {
    try {
      if (Files.size(file) > LONGEST_FILE) {
        throw new CannotStart("--key-file " + file + " is too long to hold a key");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new CannotStart(
          "--key-file " + file + " cannot be read: " + e.getClass().getSimpleName(), e);
    }
  }

  /** The credential itself: keep it out of logs. */
  public String text() {
    return text;
  }

  /** The value of {@code Authorization}: keep it out of logs. */
  public String header() {
    return "Bearer " + text;
  }

  /** Has a request prove who sends it. */
  public void authorize(HttpRequest.Builder request) {
    request.header("Authorization", header());
  }

  @Override
  public String toString() {
    return "***";
  }
}
