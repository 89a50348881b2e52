package shop.crm.standalone.command;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import shop.crm.schemas.model.Ids;
import shop.crm.standalone.failure.CannotStart;

/** Settings of a service that those who bring something to it must have alike. */
record SharedSettings(Map<String, String> environment) {

  /**
   * Whose it is: who is named, else the default tenant.
   *
   * @throws CannotStart if that is no tenant
   */
  String tenant(Optional<String> named) {
    String tenant = named.orElseGet(() -> setting("CRM_DEFAULT_TENANT", "default"));
    if (!Ids.isReachable(tenant)) {
      throw new CannotStart("'" + tenant + "' is not a tenant: " + Ids.REACHABLE);
    }
    return tenant;
  }

  String currency() {
    return setting("CRM_CURRENCY", "UAH");
  }

  /**
   * For times that tell none.
   *
   * @throws CannotStart if the setting is no zone
   */
  ZoneId zone() {
    try {
      return ZoneId.of(setting("CRM_TIME_ZONE", "UTC"));
    } catch (DateTimeException e) {
      throw new CannotStart("CRM_TIME_ZONE is wrong: expected a time zone such as Europe/Kyiv", e);
    }
  }

  String exchange(Optional<String> named) {
    return named.orElseGet(() -> setting("RABBITMQ_EXCHANGE", "shop.events"));
  }

  private String setting(String name, String fallback) {
    return Optional.ofNullable(environment.get(name))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .orElse(fallback);
  }
}
