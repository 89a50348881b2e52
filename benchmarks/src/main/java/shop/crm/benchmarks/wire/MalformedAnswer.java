package shop.crm.benchmarks.wire;

import java.io.IOException;

/** What a server sent is no HTTP/1.1. */
public final class MalformedAnswer extends IOException {

  private static final long serialVersionUID = 1L;

  MalformedAnswer(String message) {
    super(message);
  }
}
