package shop.crm.queries;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A wire to PostgreSQL: once it is cut nothing gets through, nor connects, until it is mended. */
final class Wire implements AutoCloseable {

  private final URI target;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile ServerSocket server;

  Wire(URI target) throws IOException {
    this.target = target;
    this.server = listen(0);
  }

  /** The same database, at the other end of the wire. */
  URI url() {
    String user = target.getRawUserInfo() == null ? "" : target.getRawUserInfo() + "@";
    return URI.create(
        "postgres://" + user + "127.0.0.1:" + server.getLocalPort() + target.getRawPath());
  }

  /** Under the lock of {@link #join}: what was just accepted is either cut here or never joined. */
  synchronized void cut() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
    open.clear();
  }

  void mend() throws IOException {
    server = listen(server.getLocalPort());
  }

  private ServerSocket listen(int port) throws IOException {
    ServerSocket listening = new ServerSocket();
    listening.setReuseAddress(true);
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Thread.ofVirtual().start(() -> accept(listening));
    return listening;
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket database = new Socket(target.getHost(), target.getPort());
        join(listening, client, database);
      } catch (IOException _) {
        // Cut: the loop's condition tells.
        continue;
      }
    }
  }

  private synchronized void join(ServerSocket listening, Socket client, Socket database)
      throws IOException {
    if (listening.isClosed()) {
      client.close();
      database.close();
      return;
    }
    open.add(client);
    open.add(database);
    Thread.ofVirtual().start(() -> copy(client, database));
    Thread.ofVirtual().start(() -> copy(database, client));
  }

  private static void copy(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      in.transferTo(out);
    } catch (IOException _) {
      // Cut; both ends are closed by now.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    cut();
  }
}
