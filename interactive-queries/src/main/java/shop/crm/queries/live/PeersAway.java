package shop.crm.queries.live;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs that another instance does not answer once, not for every request that meets it. */
public final class PeersAway {

  private static final Logger LOG = LoggerFactory.getLogger(PeersAway.class);

  private final Set<HostInfo> away = ConcurrentHashMap.newKeySet();

  /** An instance did not answer. */
  public void failed(HostInfo instance, Throwable why) {
    if (away.add(instance)) {
      LOG.warn("{}:{} does not answer: {}", instance.host(), instance.port(), why.toString());
    }
  }

  /** An instance answered. */
  public void answered(HostInfo instance) {
    if (!away.isEmpty() && away.remove(instance)) {
      LOG.info("{}:{} answers again", instance.host(), instance.port());
    }
  }
}
