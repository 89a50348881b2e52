package shop.crm.queries.http;

/** The paths under which more than one resource answers, as routes are written. */
public final class ApiPaths {

  /** All customers of a tenant. */
  public static final String CUSTOMERS = "/api/v1/customers";

  /** One of them. */
  public static final String CUSTOMER = CUSTOMERS + "/{id}";

  /** All segments of a tenant. */
  public static final String SEGMENTS = "/api/v1/segments";

  /** One of them. */
  public static final String SEGMENT = SEGMENTS + "/{id}";

  /** All API keys. */
  public static final String KEYS = "/api/v1/keys";

  /** One of them. */
  public static final String KEY = KEYS + "/{id}";

  /** All tenants. */
  public static final String TENANTS = "/api/v1/tenants";

  /** One of them. */
  public static final String TENANT = TENANTS + "/{id}";

  private ApiPaths() {}
}
