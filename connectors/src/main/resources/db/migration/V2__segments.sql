-- One row of a tenant, locked by every change of a definition: so the changes of a tenant follow one
-- another, and ids of the outbox follow revisions.
CREATE TABLE segment_counters (
  tenant_id  text COLLATE "C" NOT NULL,
  -- Changes of all segments of the tenant.
  revision   bigint NOT NULL,
  -- Numbers that were given out; none is ever given out again.
  numbers    integer NOT NULL,
  PRIMARY KEY (tenant_id)
);

CREATE TABLE segments (
  tenant_id    text COLLATE "C" NOT NULL,
  id           text COLLATE "C" NOT NULL,
  -- Stands for the segment in segment_members, and in the rows of the state stores.
  number       integer NOT NULL,
  revision     bigint NOT NULL,
  version      bigint NOT NULL,
  name         text NOT NULL,
  name_key     text COLLATE "C" NOT NULL,
  description  text,
  -- As their author wrote them; null where members are put in and taken out by hand.
  conditions   text,
  -- How many rows of segment_members are its own.
  members      bigint NOT NULL DEFAULT 0,
  created_at   timestamptz NOT NULL,
  updated_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);

CREATE UNIQUE INDEX segments_number ON segments (tenant_id, number);
CREATE UNIQUE INDEX segments_name ON segments (tenant_id, name_key);

CREATE TABLE segment_members (
  tenant_id    text COLLATE "C" NOT NULL,
  number       integer NOT NULL,
  customer_id  text COLLATE "C" NOT NULL,
  -- The change that put the customer in.
  sequence     bigint NOT NULL,
  since        timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, number, customer_id)
);

CREATE INDEX segment_members_customer ON segment_members (tenant_id, customer_id);

-- Orders all changes of memberships that are made by hand.
CREATE SEQUENCE segment_members_sequence;
