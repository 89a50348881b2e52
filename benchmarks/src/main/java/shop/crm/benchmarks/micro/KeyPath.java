package shop.crm.benchmarks.micro;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.State;
import shop.crm.queries.http.Caller;
import shop.crm.queries.http.access.KeyAuthenticator;
import shop.crm.schemas.model.access.ApiKey;
import shop.crm.schemas.model.access.Grant;
import shop.crm.schemas.model.access.KeyCredential;
import shop.crm.schemas.model.access.Scope;

/** What it costs to find out whose an API key is. */
@State(org.openjdk.jmh.annotations.Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class KeyPath {

  private final KeyCredential credential = KeyCredential.generate(new SecureRandom());
  private final KeyAuthenticator authenticator = knowing(credential);

  /** Made by JMH. */
  public KeyPath() {}

  private static KeyAuthenticator knowing(KeyCredential credential) {
    ApiKey key =
        new ApiKey(
            credential.id(),
            "of a shop",
            new Grant(Optional.of("acme"), Set.of(Scope.CUSTOMERS_READ)),
            List.of(new ApiKey.Secret(credential.hash(), Optional.empty())),
            Instant.EPOCH,
            Optional.empty(),
            1);
    return new KeyAuthenticator(
        () -> true,
        id -> Optional.of(key).filter(it -> it.id().equals(id)),
        (_, _) -> {},
        Clock.systemUTC());
  }

  /** One that is valid, as it comes with a request: a text of its own. */
  @Benchmark
  public Caller knownKey() {
    return authenticator.authenticate(new String(credential.text().toCharArray()));
  }
}
