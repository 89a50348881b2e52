package shop.crm.connectors.rabbitmq;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import shop.crm.connectors.tls.Authorities;
import shop.crm.connectors.tls.UnfitPem;
import shop.crm.schemas.Topics;

/**
 * Opens every connection to RabbitMQ, of the bridges and of whoever publishes to them. None
 * recovers by itself: recovery invalidates delivery tags.
 */
public final class RabbitConnections {

  /** Seconds between heartbeats: a peer that vanished is noticed within two of them. */
  private static final int HEARTBEAT_SECONDS = 15;

  /** Of one who publishes and does not come back by itself: the client's own. */
  private static final int PATIENT_HEARTBEAT_SECONDS = ConnectionFactory.DEFAULT_HEARTBEAT;

  private static final int CONNECT_MILLIS = 10_000;

  /**
   * Bodies are cut before the client sees them; nothing longer comes from {@link BoundedFrames}.
   */
  private static final int MAX_BODY_BYTES = Topics.MAX_DEAD_LETTER_BYTES + 1;

  /** RabbitMQ's own, which brokers that know none are held to: it bounds headers too. */
  private static final int MAX_FRAME_BYTES = 128 << 10;

  /**
   * The client reads headers by recursion, and one frame has room for tables within tables, tens of
   * thousands deep. Address space only, until it is used.
   */
  private static final long STACK_BYTES = 64L << 20;

  private RabbitConnections() {}

  /**
   * A new connection of one who publishes, to whom nothing comes but confirms and returns, and for
   * whom it is the end when the connection is lost.
   *
   * @param name by which the broker shows it
   * @throws IOException if the broker is away or refuses
   * @throws TimeoutException if it does not answer
   */
  public static Connection open(RabbitAddress broker, String name)
      throws IOException, TimeoutException {
    ConnectionFactory factory = configured(new ConnectionFactory(), broker);
    factory.setRequestedHeartbeat(PATIENT_HEARTBEAT_SECONDS);
    return factory.newConnection(name);
  }

  /**
   * A new connection.
   *
   * @param name by which the broker shows it
   * @param inflow bounds what comes in
   * @throws IOException if the broker is away or refuses
   * @throws TimeoutException if it does not answer
   */
  static Connection open(RabbitAddress broker, String name, Inflow inflow)
      throws IOException, TimeoutException {
    return configured(new BoundedFactory(inflow), broker).newConnection(name);
  }

  private static ConnectionFactory configured(ConnectionFactory factory, RabbitAddress broker)
      throws IOException {
    try {
      factory.setUri(broker.url());
      if (broker.isTls()) {
        // The URI alone would trust every certificate.
        factory.useSslProtocol(trusting(broker));
        factory.enableHostnameVerification();
      }
    } catch (UnfitPem e) {
      throw new IOException("RABBITMQ_CA is wrong: expected " + e.getMessage(), e);
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      // Not as the cause: it may quote the URL with its password.
      throw new IOException("the RabbitMQ URL cannot be used: " + e.getClass().getSimpleName());
    }
    if (broker.hasDefaultVirtualHost()) {
      factory.setVirtualHost(ConnectionFactory.DEFAULT_VHOST);
    }
    factory.setAutomaticRecoveryEnabled(false);
    factory.setTopologyRecoveryEnabled(false);
    factory.setRequestedHeartbeat(HEARTBEAT_SECONDS);
    factory.setConnectionTimeout(CONNECT_MILLIS);
    factory.setMaxInboundMessageBodySize(MAX_BODY_BYTES);
    factory.setRequestedFrameMax(MAX_FRAME_BYTES);
    factory.setThreadFactory(work -> new Thread(null, work, "crm-amqp", STACK_BYTES));
    return factory;
  }

  /** Read anew for each connection: so a new file is followed. */
  private static SSLContext trusting(RabbitAddress broker)
      throws UnfitPem, IOException, GeneralSecurityException {
    return broker.authorities().isPresent()
        ? Authorities.client(broker.authorities().get())
        : SSLContext.getDefault();
  }

  /** The only way in that the client has for what handles frames. */
  private static final class BoundedFactory extends ConnectionFactory {

    private final Inflow inflow;

    BoundedFactory(Inflow inflow) {
      this.inflow = inflow;
    }

    @Override
    protected synchronized FrameHandlerFactory createFrameHandlerFactory() throws IOException {
      FrameHandlerFactory sockets = super.createFrameHandlerFactory();
      return (address, name) -> new BoundedFrames(sockets.create(address, name), inflow);
    }
  }
}
