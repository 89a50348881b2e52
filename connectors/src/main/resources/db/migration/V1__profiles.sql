-- Ids compare by bytes, as in Kafka and in the state stores; keys to search by are folded to lower
-- case by the service, since lower() of the database knows Cyrillic only under some locales.
CREATE TABLE customers (
  tenant_id       text COLLATE "C" NOT NULL,
  id              text COLLATE "C" NOT NULL,
  version         bigint NOT NULL,
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL,
  -- When a customer of the same id was erased before.
  erased_at       timestamptz,
  email           text,
  phone           text COLLATE "C",
  first_name      text,
  last_name       text,
  date_of_birth   date,
  gender          text,
  addresses       jsonb NOT NULL,
  tags            text[] NOT NULL,
  source          text,
  email_opt_in    boolean,
  sms_opt_in      boolean,
  push_opt_in     boolean,
  email_key       text COLLATE "C",
  -- An event told of an email that another customer has: kept, but not this customer's alone.
  email_shared    boolean NOT NULL DEFAULT false,
  name_key        text COLLATE "C",
  last_name_key   text COLLATE "C",
  -- Sums of loyalty_entries.
  entered         bigint NOT NULL DEFAULT 0,
  adjusted        bigint NOT NULL DEFAULT 0,
  -- The newest registration events that were applied: a replay changes nothing.
  registrations   text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, id)
);

CREATE UNIQUE INDEX customers_email ON customers (tenant_id, email_key) WHERE NOT email_shared;
CREATE INDEX customers_email_shared ON customers (tenant_id, email_key) WHERE email_shared;
CREATE INDEX customers_created_at ON customers (tenant_id, created_at, id);
CREATE INDEX customers_name ON customers (tenant_id, name_key);
CREATE INDEX customers_last_name ON customers (tenant_id, last_name_key);
CREATE INDEX customers_phone ON customers (tenant_id, phone);
CREATE INDEX customers_tags ON customers USING gin (tags);
CREATE INDEX customers_email_opt_in ON customers (tenant_id, created_at, id) WHERE email_opt_in;
CREATE INDEX customers_sms_opt_in ON customers (tenant_id, created_at, id) WHERE sms_opt_in;
CREATE INDEX customers_push_opt_in ON customers (tenant_id, created_at, id) WHERE push_opt_in;

CREATE TABLE loyalty_entries (
  tenant_id    text COLLATE "C" NOT NULL,
  customer_id  text COLLATE "C" NOT NULL,
  id           text COLLATE "C" NOT NULL,
  type         text NOT NULL,
  points       bigint NOT NULL,
  reason       text,
  at           timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, customer_id, id)
);

CREATE INDEX loyalty_entries_at ON loyalty_entries (tenant_id, customer_id, at DESC, id);

CREATE TABLE consents (
  tenant_id    text COLLATE "C" NOT NULL,
  customer_id  text COLLATE "C" NOT NULL,
  version      bigint NOT NULL,
  channel      text NOT NULL,
  opted_in     boolean,
  at           timestamptz NOT NULL,
  origin       text NOT NULL,
  source_id    text,
  PRIMARY KEY (tenant_id, customer_id, version, channel)
);

-- All that remains of an erased customer.
CREATE TABLE erasures (
  tenant_id    text COLLATE "C" NOT NULL,
  customer_id  text COLLATE "C" NOT NULL,
  erased_at    timestamptz NOT NULL,
  version      bigint NOT NULL,
  PRIMARY KEY (tenant_id, customer_id)
);

CREATE TABLE idempotency (
  tenant_id    text COLLATE "C" NOT NULL,
  key          text COLLATE "C" NOT NULL,
  fingerprint  text NOT NULL,
  customer_id  text COLLATE "C",
  status       integer,
  headers      jsonb,
  body         bytea,
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, key)
);

CREATE INDEX idempotency_created_at ON idempotency (created_at);
CREATE INDEX idempotency_customer ON idempotency (tenant_id, customer_id);

CREATE TABLE outbox (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  topic       text NOT NULL,
  record_key  text NOT NULL,
  value       bytea NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now()
);

-- Tells this database from one that was made anew: ids of its outbox mean nothing elsewhere.
CREATE TABLE installation (
  id  uuid NOT NULL DEFAULT gen_random_uuid()
);
INSERT INTO installation DEFAULT VALUES;

-- Rows come and go all the time: what is dead is cleared away soon, so that the head stays near.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
