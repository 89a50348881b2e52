package shop.crm.queries.connection;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** The listeners of a test, which end with it. */
final class TestListeners implements AfterEachCallback {

  private final List<TestListener> open = new ArrayList<>();

  TestListener listen(ConnectionLimits limits) {
    TestListener listener = new TestListener(limits);
    open.add(listener);
    return listener;
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    for (TestListener listener : open) {
      listener.close();
    }
  }
}
