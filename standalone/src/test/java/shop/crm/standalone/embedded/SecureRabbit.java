package shop.crm.standalone.embedded;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import shop.crm.connectors.tls.TestAuthority;
import shop.crm.connectors.tls.TestAuthority.Issued;

/** The embedded broker, by TLS alone. */
public final class SecureRabbit implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final EmbeddedRabbit broker;

  private SecureRabbit(EmbeddedRabbit broker) {
    this.broker = broker;
  }

  /** Starts one that shows a certificate, whose key is of RSA. */
  public static SecureRabbit start(Path directory, Issued issued) throws IOException {
    Files.createDirectories(directory);
    Path key = TestAuthority.write(directory.resolve("key.pem"), issued.keyPem());
    Path own = TestAuthority.write(directory.resolve("own.pem"), issued.certificatePem());
    ObjectNode layout;
    try (InputStream plain = EmbeddedRabbit.class.getResourceAsStream("/embedded-rabbit.json")) {
      layout = (ObjectNode) JSON.readTree(plain);
    }
    layout
        .putArray("keystores")
        .addObject()
        .put("name", "own")
        .put("type", "NonJavaKeyStore")
        .put("privateKeyUrl", key.toString())
        .put("certificateUrl", own.toString());
    ObjectNode port = (ObjectNode) layout.path("ports").get(0);
    port.put("keyStore", "own").putArray("transports").add("SSL");
    Path file = directory.resolve("layout.json");
    JSON.writeValue(file.toFile(), layout);
    return new SecureRabbit(EmbeddedRabbit.start(directory, 0, file.toUri().toURL()));
  }

  /** Where it is, by a name. */
  public URI uri(String host) {
    return URI.create("amqps://guest:guest@" + host + ":" + broker.uri().getPort());
  }

  @Override
  public void close() {
    broker.close();
  }
}
