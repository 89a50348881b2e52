-- Limits that are set for tenants. It says nothing of which tenants there are.
CREATE TABLE tenant_limits (
  tenant_id                   text COLLATE "C" NOT NULL,
  -- Changes of this tenant's limits.
  revision                    bigint NOT NULL,
  updated_at                  timestamptz NOT NULL,
  -- Null where what is usual holds.
  requests_per_second         bigint,
  requests_per_second_of_key  bigint,
  feed_readers                bigint,
  previews                    bigint,
  exports                     bigint,
  imports                     bigint,
  segments                    bigint,
  customers                   bigint,
  -- How many customers there were when they were counted, and how many came over HTTP since.
  customers_counted           bigint NOT NULL DEFAULT 0,
  -- Null where they were not counted yet.
  counted_at                  timestamptz,
  PRIMARY KEY (tenant_id)
);
