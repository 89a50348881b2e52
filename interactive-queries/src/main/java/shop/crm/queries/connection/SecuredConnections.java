package shop.crm.queries.connection;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;
import shop.crm.queries.connection.tls.ServerTls;
import shop.crm.queries.connection.tls.TlsSocket;

/**
 * Connections with TLS. They are counted, and have their deadlines, from the moment that they are
 * there: before the handshake. The library would have it the other way round.
 *
 * @param tls what secures them
 * @param connections where they belong
 */
public record SecuredConnections(ServerTls tls, Connections connections)
    implements ServerConnectionSelector {

  /** Writes to a socket. */
  private record Output(HelidonSocket socket) implements DirectWriter {

    @Override
    public void writeNow(BufferData buffer) {
      socket.write(buffer);
    }
  }

  @Override
  public int bytesToIdentifyConnection() {
    return connections.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return connections.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return connections.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    TlsSocket socket = tls.over(context.serverSocket());
    return connections.connection(
        new CheckedContext(
            context, socket, context.remotePeer(), DataReader.create(socket), new Output(socket)));
  }
}
