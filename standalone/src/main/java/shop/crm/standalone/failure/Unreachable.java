package shop.crm.standalone.failure;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Why nobody answered over HTTP, in words: the exceptions of the JDK have often none. */
public final class Unreachable {

  private Unreachable() {}

  /** What went wrong. */
  public static String reason(IOException e) {
    return switch (e) {
      case ConnectException _ when isUnresolved(e) -> "there is no such host";
      case HttpConnectTimeoutException _ -> "nobody answers there";
      case ConnectException _ -> "nobody listens there (connection refused)";
      case HttpTimeoutException _ -> "there was no answer in time";
      case SSLException _ ->
          "they do not agree on TLS ("
              + e.getMessage()
              + "); --ca or CRM_TLS_CA names the authority to trust";
      default -> Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    };
  }

  /** Whether nothing was sent, since nobody is there. */
  public static boolean isAway(IOException e) {
    return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
  }

  private static boolean isUnresolved(Throwable e) {
    return e != null && (e instanceof UnresolvedAddressException || isUnresolved(e.getCause()));
  }
}
