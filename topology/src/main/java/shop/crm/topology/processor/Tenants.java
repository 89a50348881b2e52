package shop.crm.topology.processor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** Those that were made since the last tick: a fact that names one may make no customer. */
  private final List<Tenant> made = new ArrayList<>();

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
    made.add(tenant);
    return tenant;
  }

  /** The tenant of that name, if it is here. */
  Optional<Tenant> find(String name) {
    return Optional.ofNullable(all.get(name));
  }

  Collection<Tenant> all() {
    return all.values();
  }

  /** Forgets one that has no customers any more. */
  void forget(Tenant tenant) {
    all.remove(tenant.name(), tenant);
  }

  /** Forgets those that were named and have no customers all the same; which those are. */
  List<Tenant> forgetUnused() {
    if (made.isEmpty()) {
      return List.of();
    }
    List<Tenant> unused = made.stream().filter(Tenant::isEmpty).toList();
    unused.forEach(this::forget);
    made.clear();
    return unused;
  }
}
