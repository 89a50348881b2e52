package shop.crm.queries.http;

import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/**
 * A call that takes its time. A credential may be revoked, or expire, while a long body comes in or
 * a long answer goes out: from then on no more is taken, and no more is given. So nobody else asks
 * the HTTP library for either stream.
 */
public final class OngoingCall {

  private OngoingCall() {}

  private record Watch(BooleanSupplier allowed) {}

  /** Lets those who answer a request find out whether its caller would be let in now. */
  public static void register(ServerRequest request, BooleanSupplier allowed) {
    request.context().register(new Watch(allowed));
  }

  /** Whether the caller would be let in now. Safe for use by other threads. */
  public static BooleanSupplier stillAllowed(ServerRequest request) {
    return request.context().get(Watch.class).map(Watch::allowed).orElse(() -> true);
  }

  /**
   * The body of a request.
   *
   * @return throws from its methods {@link ProblemException} with 401 once the caller would not be
   *     let in any more, whatever of the body has come by then
   */
  public static InputStream body(ServerRequest request) {
    BooleanSupplier allowed = stillAllowed(request);
    return new FilterInputStream(request.content().inputStream()) {
      @Override
      public int read() throws IOException {
        return checked(super.read());
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return checked(super.read(buffer, offset, length));
      }

      /** Behind the read, which may have waited for long. */
      private int checked(int read) {
        if (!allowed.getAsBoolean()) {
          throw new ProblemException(Problem.badCredential().hangingUp());
        }
        return read;
      }
    };
  }

  /**
   * Begins an answer that is sent while it is written.
   *
   * @return throws from its methods once the caller would not be let in any more, which cuts the
   *     connection: the end of the answer is missing
   */
  public static OutputStream answer(ServerRequest request, ServerResponse response) {
    BooleanSupplier allowed = stillAllowed(request);
    return new FilterOutputStream(response.outputStream()) {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (!allowed.getAsBoolean()) {
          throw new CloseConnectionException("the credential is not valid any more");
        }
        out.write(bytes, offset, length);
      }
    };
  }
}
