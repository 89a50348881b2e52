package shop.crm.queries.feed;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the feed tells of itself. */
final class FeedMeters {

  private final Counter sent;
  private final Map<End, Counter> ends = new EnumMap<>(End.class);

  FeedMeters(MeterRegistry registry, Feed feed) {
    gauge(registry, "crm.feed.readers", "Readers of the live feed", feed, Feed::readers);
    gauge(registry, "crm.feed.ring.bytes", "Memory of the changes at hand", feed, Feed::ringBytes);
    gauge(registry, "crm.feed.tail.lag", "Records that the feed has not read yet", feed, Feed::lag);
    sent =
        Counter.builder("crm.feed.events.sent")
            .description("Changes that were sent, over all readers")
            .register(registry);
    for (End end : End.values()) {
      ends.put(
          end,
          Counter.builder("crm.feed.ended")
              .description("Readers that are gone, by what ended them")
              .tag("reason", end.name().toLowerCase(Locale.ROOT))
              .register(registry));
    }
  }

  private static void gauge(
      MeterRegistry registry,
      String name,
      String description,
      Feed feed,
      ToDoubleFunction<Feed> value) {
    Gauge.builder(name, feed, value).description(description).register(registry);
  }

  void sent(long events) {
    sent.increment(events);
  }

  void ended(End end) {
    ends.get(end).increment();
  }
}
