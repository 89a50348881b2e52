package shop.crm.standalone.config;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.schemas.model.Ids;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.standalone.config.Configuration.Credential;

/**
 * The form of a setting's value.
 *
 * @param expected what would be right, in words that complete "expected …"
 * @param reader reads a value that is not blank; any {@link IllegalArgumentException} says that it
 *     is wrong
 * @param shown how a wrong value is shown: without its secrets
 */
record Form<T>(String expected, Function<String, T> reader, UnaryOperator<String> shown) {

  private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final Pattern ORIGIN =
      Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:]+])(:\\d{1,5})?");
  private static final Pattern OWN_PORT = Pattern.compile("http:.*:80|https:.*:443");
  private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
  private static final Pattern HOST_PORT =
      Pattern.compile("(?:\\w+://)?(\\[[0-9a-fA-F:.%]+]|[\\w.-]+):(\\d{1,5})");

  Form(String expected, Function<String, T> reader) {
    this(expected, reader, UnaryOperator.identity());
  }

  static Form<Integer> wholeNumber(int least, int greatest) {
    return new Form<>(
        "a whole number from " + least + " to " + greatest,
        text -> {
          int number = Integer.parseInt(text);
          require(number >= least && number <= greatest);
          return number;
        });
  }

  static Form<BigDecimal> decimal(BigDecimal least, BigDecimal greatest) {
    return new Form<>(
        "a number from " + least.toPlainString() + " to " + greatest.toPlainString(),
        text -> {
          require(text.length() <= 20 && text.matches("\\d+(\\.\\d+)?"));
          BigDecimal number = new BigDecimal(text);
          require(number.compareTo(least) >= 0 && number.compareTo(greatest) <= 0);
          return number;
        });
  }

  static Form<Duration> duration(String least, String greatest) {
    return new Form<>(
        "a time from " + least + " to " + greatest + ", such as 100ms, 30s, 24h, 7d or PT12H",
        text -> {
          Duration duration = duration(text);
          require(duration.compareTo(duration(least)) >= 0);
          require(duration.compareTo(duration(greatest)) <= 0);
          return duration;
        });
  }

  /** A time as settings have it; {@link IllegalArgumentException} if it is none. */
  static Duration duration(String text) {
    Matcher matcher = SHORT_DURATION.matcher(text);
    if (!matcher.matches()) {
      try {
        return Duration.parse(text);
      } catch (DateTimeException e) {
        throw new IllegalArgumentException(e);
      }
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  static Form<List<Long>> ascendingFromZero() {
    return new Form<>(
        "whole numbers that ascend from 0, such as 0,1000,5000",
        text -> {
          List<Long> numbers = new ArrayList<>();
          for (String part : text.split(",", -1)) {
            long number = Long.parseLong(part.strip());
            require(numbers.isEmpty() ? number == 0 : number > numbers.getLast());
            numbers.add(number);
          }
          return List.copyOf(numbers);
        });
  }

  static Form<List<String>> names() {
    return new Form<>(
        "different names of 1 to 64 letters, digits, '_' and '-', such as bronze,silver,gold",
        text -> {
          List<String> names = List.of(text.strip().split("\\s*,\\s*", -1));
          Set<String> different = new HashSet<>(names);
          require(different.size() == names.size());
          require(names.stream().allMatch(name -> name.matches("[\\p{L}\\p{N}_-]{1,64}")));
          return names;
        });
  }

  static Form<Boolean> flag() {
    return new Form<>(
        "true or false",
        text -> {
          require(text.equals("true") || text.equals("false"));
          return text.equals("true");
        });
  }

  /** One of the constants, in lower case. */
  static <T extends Enum<T>> Form<T> oneOf(Class<T> type) {
    String names =
        Arrays.stream(type.getEnumConstants())
            .map(constant -> constant.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" or "));
    return new Form<>(names, text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
  }

  static Form<String> tenant() {
    return new Form<>(
        Ids.REACHABLE,
        text -> {
          require(Ids.isReachable(text));
          return text;
        });
  }

  static Form<String> currency() {
    return new Form<>(
        "a currency code of ISO 4217, such as UAH",
        text -> Currency.getInstance(text).getCurrencyCode());
  }

  static Form<ZoneId> timeZone() {
    return new Form<>(
        "a time zone, such as UTC or Europe/Kyiv",
        text -> {
          try {
            return ZoneId.of(text);
          } catch (DateTimeException e) {
            throw new IllegalArgumentException(e);
          }
        });
  }

  static Form<String> hostName() {
    return new Form<>(
        "a host name or an IP address, such as 0.0.0.0 or 127.0.0.1",
        text -> {
          require(text.matches("[\\w.-]+|[0-9a-fA-F:.%]+"));
          return text;
        });
  }

  static Form<Set<String>> hostNames() {
    return new Form<>(
        "host names without ports, such as crm.example.com,localhost",
        text -> {
          Set<String> names = Set.of(text.toLowerCase(Locale.ROOT).split("\\s*,\\s*", -1));
          require(names.stream().allMatch(name -> name.matches("[\\w.-]+|\\[[0-9a-f:.%]+]")));
          return names;
        });
  }

  /** As browsers send them: without a path, in small letters, and without a scheme's own port. */
  static Form<Set<String>> origins() {
    return new Form<>(
        "origins as browsers send them, such as https://shop.example,https://crm.example:8443",
        text -> {
          Set<String> origins = Set.copyOf(List.of(text.strip().split("\\s*,\\s*", -1)));
          require(origins.stream().allMatch(ORIGIN.asMatchPredicate()));
          require(origins.stream().noneMatch(OWN_PORT.asMatchPredicate()));
          return origins;
        });
  }

  static Form<String> hostAndPort() {
    return new Form<>(
        "host:port, by which other instances reach this one, such as crm-1:8084",
        text -> {
          requireHostAndPort(text);
          return text;
        });
  }

  /** What instances prove themselves to each other by; it is never shown. */
  static Form<ClusterSecret> clusterSecret() {
    return new Form<>(
        "at least " + ClusterSecret.MIN_LENGTH + " characters that nobody can guess",
        ClusterSecret::new,
        text -> "***");
  }

  /** What callers prove who they are by: nothing is an empty set. */
  static Form<Set<Credential>> credentials() {
    return new Form<>(
        "keys (API keys: the first by CRM_BOOTSTRAP_KEY or ./crm keys create), oidc (tokens of"
            + " CRM_OIDC_ISSUER for CRM_OIDC_AUDIENCE), keys,oidc (both), or off (whoever reaches"
            + " the port may do everything)",
        text ->
            switch (text) {
              case "keys" -> Set.of(Credential.KEYS);
              case "oidc" -> Set.of(Credential.OIDC);
              case "keys,oidc" -> Set.of(Credential.KEYS, Credential.OIDC);
              case "off" -> Set.of();
              default -> throw new IllegalArgumentException();
            });
  }

  /** The first key, which somebody has thought of; it is never shown. */
  static Form<KeyCredential> bootstrapKey() {
    return new Form<>(
        "crm_ID_SECRET, an ID of 16 small letters or digits and a SECRET of at least 43 random"
            + " letters and digits, or 64 hexadecimal digits",
        text -> {
          KeyCredential key = KeyCredential.parse(text).orElseThrow(IllegalArgumentException::new);
          require(key.isStrong());
          return key;
        },
        text -> "***");
  }

  /** An issuer's identifier: where its keys come from, nobody may stand between. */
  static Form<URI> issuer() {
    return new Form<>(
        "the issuer's https:// address as its tokens have it (http:// on this machine only)",
        text -> {
          URI uri = URI.create(text);
          require(uri.getHost() != null && uri.getRawUserInfo() == null);
          require(uri.getRawQuery() == null && uri.getRawFragment() == null);
          require(
              "https".equals(uri.getScheme())
                  || "http".equals(uri.getScheme()) && LOOPBACK.matcher(uri.getHost()).matches());
          return uri;
        },
        Secrets::hide);
  }

  /** One line of printable characters. */
  static Form<String> text(int longest) {
    return new Form<>(
        "1 to " + longest + " printable ASCII characters",
        text -> {
          require(text.length() <= longest && text.matches("[!-~]+( [!-~]+)*"));
          return text;
        });
  }

  static Form<String> bootstrapServers() {
    return new Form<>(
        "host:port of one or more Kafka brokers, such as kafka-1:9092,kafka-2:9092",
        text -> {
          for (String server : text.split(",", -1)) {
            requireHostAndPort(server.strip());
          }
          return text;
        });
  }

  private static void requireHostAndPort(String text) {
    Matcher matcher = HOST_PORT.matcher(text);
    require(matcher.matches());
    int port = Integer.parseInt(matcher.group(2));
    require(port > 0 && port <= 65535);
  }

  static Form<URI> amqp() {
    return url("amqp://user:password@host:5672 or amqps://…", List.of("amqp", "amqps"), false);
  }

  static Form<URI> postgres() {
    return url(
        "postgres://user:password@host:5432/shop_crm", List.of("postgres", "postgresql"), true);
  }

  private static Form<URI> url(String expected, List<String> schemes, boolean path) {
    return new Form<>(
        expected + " (special characters of the password percent-encoded)",
        text -> {
          URI uri = URI.create(text);
          require(uri.getScheme() != null && schemes.contains(uri.getScheme()));
          require(uri.getHost() != null && uri.getPort() <= 65535 && uri.getPort() != 0);
          require(!path || (uri.getPath() != null && uri.getPath().length() > 1));
          return uri;
        },
        Secrets::hide);
  }

  /** A name that AMQP takes for an exchange or a queue. */
  static Form<String> amqpName() {
    return new Form<>(
        "a name of 1 to 200 printable ASCII characters that does not begin with amq.",
        text -> {
          require(text.matches("[!-~]{1,200}") && !text.startsWith("amq."));
          return text;
        });
  }

  static Form<Path> path() {
    return new Form<>(
        "a path",
        text -> {
          try {
            return Path.of(text);
          } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e);
          }
        });
  }

  private static void require(boolean right) {
    if (!right) {
      throw new IllegalArgumentException();
    }
  }
}
