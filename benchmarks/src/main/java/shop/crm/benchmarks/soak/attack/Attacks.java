package shop.crm.benchmarks.soak.attack;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import shop.crm.benchmarks.check.Faults;
import shop.crm.benchmarks.fuzz.access.Bearings;
import shop.crm.benchmarks.fuzz.http.HttpFuzz;
import shop.crm.benchmarks.soak.attack.EndlessLine.Part;
import shop.crm.benchmarks.wire.ServiceAddresses;

/** All attacks there are. */
public final class Attacks {

  private Attacks() {}

  /**
   * All of them, on one service.
   *
   * @param goodTenant whose changes deaf readers ask for
   * @param seed of what is drawn
   * @param faults takes answers that must not be
   */
  public static List<Attack> on(
      ServiceAddresses service, String goodTenant, long seed, Faults faults) throws IOException {
    URI http = service.http();
    URI amqp = service.amqp();
    InetAddress fuzzer = Way.of(http, 11).from();
    HttpFuzz fuzz = HttpFuzz.of(service, Bearings.unasked(), seed, faults).from(fuzzer);
    fuzz.prepare();
    List<Attack> attacks = new ArrayList<>();
    attacks.add(new GrowingOrder(amqp));
    attacks.add(new GrowingCustomer(amqp));
    attacks.add(new LargeOrders(amqp, Way.of(http, 1)));
    attacks.add(new EndlessLine(Way.of(http, 2), Part.SIZE));
    attacks.add(new EndlessLine(Way.of(http, 3), Part.EXTENSION));
    attacks.add(new EndlessLine(Way.of(http, 4), Part.TRAILER));
    attacks.add(new EndlessLine(Way.of(http, 5), Part.TRAILERS));
    attacks.add(new SlowConnections(Way.of(http, 6)));
    attacks.add(new NamedTenants(Way.of(http, 7)));
    attacks.add(new Smuggling(Way.of(http, 8), faults));
    attacks.add(new EndlessImports(Way.of(http, 9)));
    attacks.add(new DeafReaders(Way.of(http, 10), goodTenant));
    attacks.add(new LargeMessages(amqp));
    attacks.add(new FuzzedRequests(fuzz));
    attacks.add(new FuzzedMessages(amqp, seed));
    return attacks;
  }
}
