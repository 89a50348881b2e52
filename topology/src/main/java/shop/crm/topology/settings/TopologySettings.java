package shop.crm.topology.settings;

import java.time.Duration;
import shop.crm.topology.domain.Settings;

/**
 * What the topology is built with.
 *
 * @param rules what customers' state follows from
 * @param currency the tenants' currency, ISO 4217
 * @param defaultTenant whose event it is where nothing names a tenant
 * @param partitions partitions of the topics of orders and users
 * @param calculationInterval the longest time between two calculations of thresholds
 * @param recalculationChange the part of a tenant's customers whose change of spend brings a
 *     calculation before that
 * @param publishing how changes are told
 */
public record TopologySettings(
    Settings rules,
    String currency,
    String defaultTenant,
    int partitions,
    Duration calculationInterval,
    double recalculationChange,
    Publishing publishing) {}
