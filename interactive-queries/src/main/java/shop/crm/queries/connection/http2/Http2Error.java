package shop.crm.queries.connection.http2;

import org.apache.hc.core5.http2.H2Error;

/** A fault of the other end; where that was found out in the code interests nobody. */
public final class Http2Error extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final H2Error code;
  private final int stream;

  private Http2Error(H2Error code, int stream) {
    super(code.name(), null, false, false);
    this.code = code;
    this.stream = stream;
  }

  /** One that ends the connection. */
  public static Http2Error ofConnection(H2Error code) {
    return new Http2Error(code, Frame.CONNECTION);
  }

  /** One that ends a stream. */
  public static Http2Error ofStream(int stream, H2Error code) {
    return new Http2Error(code, stream);
  }

  /**
   * Requires what the protocol does.
   *
   * @param otherwise what ends the connection where it is not so
   */
  public static void require(boolean right, H2Error otherwise) {
    if (!right) {
      throw ofConnection(otherwise);
    }
  }

  /** What is told of it. */
  public H2Error code() {
    return code;
  }

  /** The stream that it ends; {@link Frame#CONNECTION} where it ends all. */
  public int stream() {
    return stream;
  }
}
