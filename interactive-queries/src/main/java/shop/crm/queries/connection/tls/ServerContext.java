package shop.crm.queries.connection.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import shop.crm.connectors.tls.KeyAndChain;

/** How connections are secured that one certificate is for. */
record ServerContext(SSLContext context) {

  static final String HTTP_2 = "h2";

  /** By preference; of those that a client names, the first of these. */
  private static final String[] PROTOCOLS = {HTTP_2, "http/1.1", "http/1.0"};

  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  /**
   * With keys of the connection alone, and encrypted and signed in one: what RFC 9325 recommends,
   * and nothing that RFC 9113 forbids for HTTP/2.
   */
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_128_GCM_SHA256",
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

  /** Of clients that keep no ticket: the JDK would keep 20,480 for a day. */
  private static final int MAX_SESSIONS = 2_048;

  private static final int SESSION_SECONDS = 3_600;

  static ServerContext of(KeyAndChain own) {
    try {
      char[] inMemory = {};
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("own", own.key(), inMemory, own.chain().toArray(Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, inMemory);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      context.getServerSessionContext().setSessionCacheSize(MAX_SESSIONS);
      context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
      return new ServerContext(context);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a store in memory takes a key and its certificates", e);
    }
  }

  /** The server's end of a new connection. */
  SSLEngine engine() {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(false);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setProtocols(VERSIONS);
    List<String> known = List.of(engine.getSupportedCipherSuites());
    parameters.setCipherSuites(CIPHERS.stream().filter(known::contains).toArray(String[]::new));
    parameters.setUseCipherSuitesOrder(true);
    parameters.setApplicationProtocols(PROTOCOLS);
    engine.setSSLParameters(parameters);
    return engine;
  }
}
