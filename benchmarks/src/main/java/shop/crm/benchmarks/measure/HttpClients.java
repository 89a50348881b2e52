package shop.crm.benchmarks.measure;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.SplittableRandom;
import shop.crm.benchmarks.load.HttpLoad;
import shop.crm.benchmarks.measure.Clients.Client;
import shop.crm.benchmarks.measure.Clients.Entry;

/** Clients with a connection each, which stays open. */
final class HttpClients {

  private HttpClients() {}

  /** What a client asks for, each time anew. */
  interface Asking {

    /** Sends a request and reads the answer. */
    HttpLoad.Answer ask(HttpLoad connection, SplittableRandom random) throws IOException;
  }

  /** Clients of a server that get any of some paths. */
  static Entry getting(URI server, List<String> paths) {
    return getting(server, "", paths);
  }

  /** Clients of a server that get any of some paths, with some lines of headers besides. */
  static Entry getting(URI server, String headers, List<String> paths) {
    return asking(
        server,
        headers,
        200,
        (connection, random) -> connection.get(paths.get(random.nextInt(paths.size()))));
  }

  /** Clients of a server, to whom any other status is a failure. */
  static Entry asking(URI server, int status, Asking asking) {
    return asking(server, "", status, asking);
  }

  private static Entry asking(URI server, String headers, int status, Asking asking) {
    return number -> {
      HttpLoad connection = new HttpLoad(server, headers);
      SplittableRandom random = new SplittableRandom(number);
      return new Client() {
        @Override
        public void ask() throws IOException {
          HttpLoad.Answer answer = asking.ask(connection, random);
          if (answer.status() != status) {
            throw new IllegalStateException("answered " + answer.status());
          }
        }

        @Override
        public void close() throws IOException {
          connection.close();
        }
      };
    };
  }
}
