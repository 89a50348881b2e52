package shop.crm.queries;

import shop.crm.topology.TopologySettings;

/**
 * What the server is started with.
 *
 * @param host the address that it listens on
 * @param port the port, or 0 for any that is free
 * @param defaultTenant whose data it is where the caller names no tenant
 * @param topology the rules that live state follows from
 */
public record ServerSettings(
    String host, int port, String defaultTenant, TopologySettings topology) {}
