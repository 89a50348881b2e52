package shop.crm.topology.processor;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The tenants of one task: those that have customers on its partition, and for as long as a tick
 * those that a fact has named. Others than the stream's thread only look for one.
 */
final class Tenants {

  private final Function<String, Tenant> create;
  private final Consumer<Tenant> begin;
  private final Map<String, Tenant> all = new ConcurrentHashMap<>();

  /** Those that may have no customers: each was just made, or has lost one. */
  private final Set<Tenant> doubtful = new LinkedHashSet<>();

  /**
   * None.
   *
   * @param create makes one that has no customers
   * @param begin puts in force for it what there is
   */
  Tenants(Function<String, Tenant> create, Consumer<Tenant> begin) {
    this.create = create;
    this.begin = begin;
  }

  /** The tenant of that name, whether or not there are customers. */
  Tenant get(String name) {
    Tenant known = all.get(name);
    if (known != null) {
      return known;
    }
    Tenant tenant = create.apply(name);
    begin.accept(tenant);
    all.put(name, tenant);
    doubtful.add(tenant);
    return tenant;
  }

  /** The tenant of that name, if it is here. */
  Optional<Tenant> find(String name) {
    return Optional.ofNullable(all.get(name));
  }

  Collection<Tenant> all() {
    return all.values();
  }

  /** A tenant has lost a customer, who may have been the last. */
  void left(Tenant tenant) {
    if (tenant.isEmpty()) {
      doubtful.add(tenant);
    }
  }

  /** Forgets those that have no customers, and answers them. */
  List<Tenant> forgetEmpty() {
    if (doubtful.isEmpty()) {
      return List.of();
    }
    List<Tenant> empty = doubtful.stream().filter(Tenant::isEmpty).toList();
    doubtful.clear();
    empty.forEach(tenant -> all.remove(tenant.name()));
    return empty;
  }
}
