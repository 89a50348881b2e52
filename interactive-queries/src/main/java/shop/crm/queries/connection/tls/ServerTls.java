package shop.crm.queries.connection.tls;

import io.helidon.common.socket.HelidonSocket;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedTrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import shop.crm.connectors.ErrorText;
import shop.crm.connectors.tls.Authorities;
import shop.crm.connectors.tls.KeyAndChain;
import shop.crm.connectors.tls.UnfitPem;

/**
 * The TLS of an instance: of the connections that it takes, and of those that it opens to others.
 * Its files are looked at every few seconds. What is new in them is used from then on, and
 * connections that there are go on as they are; what does not fit is told, and the former stays.
 */
public final class ServerTls implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

  /** Content, not times: a mounted secret is changed by a link, and its times may go back. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private record Present(ServerContext server, X509ExtendedTrustManager trust, KeyAndChain own) {

    static Present of(TlsFiles.Identity identity) {
      return new Present(
          ServerContext.of(identity.own()),
          Authorities.trusting(identity.trusted()),
          identity.own());
    }
  }

  private final TlsFiles files;
  private final Clock clock;
  private final MeterRegistry registry;
  private final List<Gauge> gauges;
  private final SSLContext peers = Authorities.client(new ReloadedTrust(this::trust));
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("certificate").factory());

  private volatile Present present;

  /** What stood in the files when they were looked at last; guarded by this, as the next is. */
  private TlsFiles.Texts seen;

  /** Of what was wrong then, so that it is told once. */
  private String told = "";

  private volatile boolean stale;

  private ServerTls(TlsFiles files, TlsFiles.Texts texts, MeterRegistry registry, Clock clock)
      throws UnfitPem {
    this.files = files;
    this.clock = clock;
    this.registry = registry;
    this.seen = texts;
    this.present = Present.of(texts.identity());
    this.gauges =
        List.of(
            Gauge.builder("crm.tls.certificate.expiry", this, ServerTls::secondsLeft)
                .description("How long the certificate in use is good for; below 0 it has expired")
                .baseUnit("seconds")
                .register(registry),
            Gauge.builder("crm.tls.certificate.stale", this, it -> it.stale ? 1 : 0)
                .description("1 while the files do not fit, and what was in them before is used")
                .register(registry));
  }

  /**
   * Reads the files, and follows them.
   *
   * @throws UnfitPem where they hold something else than they should
   * @throws IOException where one cannot be read
   */
  public static ServerTls open(TlsFiles files, MeterRegistry registry, Clock clock)
      throws UnfitPem, IOException {
    ServerTls tls = new ServerTls(files, files.read(), registry, clock);
    tls.warnIfExpired();
    long period = LOOK.toMillis();
    var _ = tls.looking.scheduleWithFixedDelay(tls::look, period, period, TimeUnit.MILLISECONDS);
    return tls;
  }

  /** A new connection over a socket; nothing is read or written yet. */
  public TlsSocket over(HelidonSocket socket) {
    return new TlsSocket(socket, present.server().engine());
  }

  /** For what asks other instances. It follows the files, too. */
  public SSLContext peers() {
    return peers;
  }

  /** Whether the present certificate is for a host, by name or address. */
  public boolean isFor(String host) {
    return present.own().isFor(host);
  }

  /** What a person must know of its certificate; nothing where all is as it should be. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    KeyAndChain own = present.own();
    if (stale) {
      warnings.add(
          "The files of CRM_TLS_CERTIFICATE and CRM_TLS_KEY are not used: what is in them now does"
              + " not fit, as the log tells, and what was there before goes on");
    }
    Instant now = clock.instant();
    if (!now.isBefore(own.expiry())) {
      warnings.add("The certificate of TLS has expired at " + own.expiry());
    } else if (!now.isBefore(own.renewalOverdue())) {
      warnings.add("The certificate of TLS is not renewed yet, and expires at " + own.expiry());
    }
    return warnings;
  }

  private X509ExtendedTrustManager trust() {
    return present.trust();
  }

  private double secondsLeft() {
    return Duration.between(clock.instant(), present.own().expiry()).toSeconds();
  }

  private void warnIfExpired() {
    if (!clock.instant().isBefore(present.own().expiry())) {
      LOG.warn("The certificate has expired: {}", present.own());
    }
  }

  /** Looks at once whether something has changed; it does so by itself, a little later. */
  public synchronized void look() {
    try {
      TlsFiles.Texts texts = files.read();
      if (texts.equals(seen)) {
        return;
      }
      seen = texts;
      present = Present.of(texts.identity());
      stale = false;
      told = "";
      LOG.info("From now on the certificate is {}", present.own());
      warnIfExpired();
    } catch (UnfitPem e) {
      keep("expected " + e.getMessage());
    } catch (IOException | RuntimeException e) {
      // Once they can be read again they count as changed.
      seen = TlsFiles.Texts.NONE;
      keep(ErrorText.of(e));
    }
  }

  private void keep(String reason) {
    stale = true;
    if (!reason.equals(told)) {
      told = reason;
      LOG.error(
          "What is in {} and {} now is not used, and what was there before goes on: {}",
          files.certificate(),
          files.key(),
          reason);
    }
  }

  @Override
  public void close() {
    looking.shutdownNow();
    gauges.forEach(registry::remove);
  }
}
