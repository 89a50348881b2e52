package shop.crm.connectors.rabbitmq;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a RabbitMQ is and how to get in. Its text is without the password: fit for logs.
 *
 * @param url {@code amqp://} or {@code amqps://}, with credentials; no path, or the path {@code /},
 *     means the virtual host {@code /}
 * @param authorities a PEM file of those who may say who a broker with TLS is; where there is none,
 *     those that the JDK trusts
 */
public record RabbitAddress(URI url, Optional<Path> authorities) {

  private static final String TLS = "amqps";

  /**
   * @throws IllegalArgumentException if the URL is none of AMQP
   */
  public RabbitAddress {
    if (url.getScheme() == null || !Set.of("amqp", TLS).contains(scheme(url))) {
      throw new IllegalArgumentException("the RabbitMQ URL starts with amqp:// or amqps://");
    }
    if (url.getHost() == null) {
      throw new IllegalArgumentException("the RabbitMQ URL names no host");
    }
    String user = url.getRawUserInfo();
    if (user != null && user.indexOf(':') != user.lastIndexOf(':')) {
      throw new IllegalArgumentException(
          "a ':' in the password of the RabbitMQ URL is written %3A");
    }
    String path = url.getRawPath();
    if (path != null && path.indexOf('/', 1) > 0) {
      throw new IllegalArgumentException(
          "a '/' in the virtual host of the RabbitMQ URL is written %2F");
    }
  }

  /**
   * One whose certificate, if it has one, is of an authority that the JDK trusts.
   *
   * @throws IllegalArgumentException if the URL is none of AMQP
   */
  public RabbitAddress(URI url) {
    this(url, Optional.empty());
  }

  /**
   * The address that a text is.
   *
   * @throws IllegalArgumentException if it is none; the message quotes nothing of it
   */
  public static RabbitAddress of(String text) {
    URI url;
    try {
      url = URI.create(text.strip());
    } catch (IllegalArgumentException _) {
      // Not as the cause: it quotes the text with its password.
      throw new IllegalArgumentException("the RabbitMQ URL is not a URL");
    }
    return new RabbitAddress(url);
  }

  /** The same, with other {@link #authorities}. */
  public RabbitAddress trusting(Optional<Path> others) {
    return new RabbitAddress(url, others);
  }

  /** Whether it is reached over TLS. */
  boolean isTls() {
    return scheme(url).equals(TLS);
  }

  private static String scheme(URI url) {
    return url.getScheme().toLowerCase(Locale.ROOT);
  }

  /** Whether the virtual host is the default one. */
  boolean hasDefaultVirtualHost() {
    String path = url.getPath();
    return path == null || path.isEmpty() || path.equals("/");
  }

  @Override
  public String toString() {
    int port = url.getPort();
    String path = url.getPath() == null ? "" : url.getPath();
    return scheme(url) + "://" + url.getHost() + (port < 0 ? "" : ":" + port) + path;
  }
}
