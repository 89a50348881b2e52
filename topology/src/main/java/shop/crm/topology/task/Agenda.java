package shop.crm.topology.task;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Tenants for whom there is something to do, each once, by when: looking costs what is due. */
public final class Agenda {

  private final Map<String, Entry> byTenant = new HashMap<>();
  private final TreeSet<Entry> byTime = new TreeSet<>();

  /** On which nothing stands. */
  public Agenda() {}

  private record Entry(long atMillis, String tenant) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      int times = Long.compare(atMillis, other.atMillis);
      return times == 0 ? tenant.compareTo(other.tenant) : times;
    }
  }

  /** There is something to do for a tenant at that time, milliseconds since 1970, and not later. */
  public void add(String tenant, long atMillis) {
    Entry known = byTenant.get(tenant);
    if (known == null || known.atMillis() > atMillis) {
      remove(tenant);
      Entry entry = new Entry(atMillis, tenant);
      byTenant.put(tenant, entry);
      byTime.add(entry);
    }
  }

  /** Nothing is to be done any more. */
  public void clear() {
    byTenant.clear();
    byTime.clear();
  }

  /** There is nothing to do for that tenant any more. */
  public void remove(String tenant) {
    Entry known = byTenant.remove(tenant);
    if (known != null) {
      byTime.remove(known);
    }
  }

  /** Takes off the tenant that is due first, if one is due. */
  public Optional<String> due(long nowMillis) {
    if (byTime.isEmpty() || byTime.first().atMillis() > nowMillis) {
      return Optional.empty();
    }
    String tenant = byTime.pollFirst().tenant();
    byTenant.remove(tenant);
    return Optional.of(tenant);
  }
}
