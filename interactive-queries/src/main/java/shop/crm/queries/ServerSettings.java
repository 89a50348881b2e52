package shop.crm.queries;

import java.util.Optional;
import java.util.Set;
import shop.crm.queries.connection.ClusterSecret;
import shop.crm.queries.http.Listener;
import shop.crm.topology.settings.TopologySettings;

/**
 * What the server is started with.
 *
 * @param listener where everybody asks
 * @param internal where other instances, operators and metrics ask
 * @param secret by which instances prove themselves to each other; nothing where the internal
 *     listener takes callers as they are, which only one on loopback may
 * @param corsOrigins of sites whose pages may ask
 * @param defaultTenant whose data it is where the caller names no tenant
 * @param rateLimit requests a second of a tenant, and of a credential; 0 where there is no limit
 * @param topology what the topology is built with; the rules in force may be others
 */
public record ServerSettings(
    Listener listener,
    Listener internal,
    Optional<ClusterSecret> secret,
    Set<String> corsOrigins,
    String defaultTenant,
    long rateLimit,
    TopologySettings topology) {}
