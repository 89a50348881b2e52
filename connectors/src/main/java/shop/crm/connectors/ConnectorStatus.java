package shop.crm.connectors;

import java.util.Optional;

/**
 * How a connector fares, for {@code /status}.
 *
 * @param name which connector: {@code rabbitmq-in}, {@code rabbitmq-out}
 * @param state whether it does its work
 * @param handled how many messages it has passed on since it started
 * @param rejected how many it has put among the dead letters since it started
 * @param problem what keeps it from working, without secrets or personal data
 */
public record ConnectorStatus(
    String name, State state, long handled, long rejected, Optional<String> problem) {

  /** Whether a connector does its work; the wire name is the lower-case name. */
  public enum State {
    STARTING,
    RUNNING,
    /** The other side is away; it tries again. */
    RECONNECTING,
    STOPPED
  }
}
