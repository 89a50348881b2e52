package shop.crm.connectors.postgres;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Where PostgreSQL is and how to get in, as its driver wants it.
 *
 * @param jdbcUrl without user and password
 */
record DatabaseAddress(String jdbcUrl, Optional<String> user, Optional<String> password) {

  private static final int DEFAULT_PORT = 5432;

  /**
   * Of {@code postgres://user:password@host:port/database?parameters}.
   *
   * @throws IllegalArgumentException if it is not of that form
   */
  static DatabaseAddress of(URI url) {
    boolean postgres = "postgres".equals(url.getScheme()) || "postgresql".equals(url.getScheme());
    if (!postgres || url.getHost() == null) {
      throw new IllegalArgumentException("not of the form postgres://host:port/database");
    }
    int port = url.getPort() < 0 ? DEFAULT_PORT : url.getPort();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    Optional<String> info = Optional.ofNullable(url.getRawUserInfo());
    return new DatabaseAddress(
        "jdbc:postgresql://" + url.getHost() + ":" + port + url.getRawPath() + query,
        info.map(text -> decoded(text.split(":", 2)[0])),
        info.filter(text -> text.contains(":")).map(text -> decoded(text.split(":", 2)[1])));
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return jdbcUrl.replaceFirst("\\?.*", "");
  }
}
