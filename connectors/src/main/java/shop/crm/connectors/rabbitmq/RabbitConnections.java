package shop.crm.connectors.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;

/** Opens connections that do not recover by themselves: recovery invalidates delivery tags. */
final class RabbitConnections {

  /** Seconds between heartbeats: a peer that vanished is noticed within two of them. */
  private static final int HEARTBEAT_SECONDS = 15;

  private static final int CONNECT_MILLIS = 10_000;

  /**
   * RabbitMQ's own hard limit, in bytes. Below it, a big body would end the connection for ever.
   */
  private static final int MAX_BODY_BYTES = 512 << 20;

  private final RabbitSettings settings;

  RabbitConnections(RabbitSettings settings) {
    this.settings = settings;
  }

  /**
   * A new connection.
   *
   * @param name by which the broker shows it
   * @throws IOException if the broker is away or refuses
   * @throws TimeoutException if it does not answer
   */
  Connection open(String name) throws IOException, TimeoutException {
    return factory().newConnection(name);
  }

  private ConnectionFactory factory() throws IOException {
    ConnectionFactory factory = new ConnectionFactory();
    try {
      factory.setUri(settings.url());
      if (settings.url().getScheme().equals("amqps")) {
        // The URI alone would trust every certificate.
        factory.useSslProtocol(SSLContext.getDefault());
        factory.enableHostnameVerification();
      }
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      // Not as the cause: it may quote the URL with its password.
      throw new IOException("the RabbitMQ URL cannot be used: " + e.getClass().getSimpleName());
    }
    if ("/".equals(settings.url().getPath())) {
      factory.setVirtualHost(ConnectionFactory.DEFAULT_VHOST);
    }
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
    factory.setConnectionTimeout(CONNECT_MILLIS);
    factory.setMaxInboundMessageBodySize(MAX_BODY_BYTES);
    return factory;
  }
}
