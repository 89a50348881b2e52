-- Who did what; written in the transaction of a change, else a moment later. No line is changed, and
-- none refers to another row: what is erased leaves the lines that say so.
CREATE TABLE audit_log (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at            timestamptz NOT NULL,
  -- Null where the caller was not known.
  tenant_id     text COLLATE "C",
  actor         text COLLATE "C" NOT NULL,
  on_behalf_of  text,
  method        text NOT NULL,
  route         text COLLATE "C" NOT NULL,
  customer_id   text COLLATE "C",
  status        smallint NOT NULL,
  request_id    text
);

CREATE INDEX audit_log_at ON audit_log (tenant_id, at, id);

-- A line is written for each read: an index with an entry for each line and each of these columns would
-- cost four times what the line itself does. This one tells which 64 pages may hold a value, by a Bloom
-- filter that is made once they are full. What is found often is found by time, as the planner sees.
CREATE INDEX audit_log_words ON audit_log USING brin (
  actor text_bloom_ops (n_distinct_per_range = 100),
  route text_bloom_ops (n_distinct_per_range = 100),
  customer_id text_bloom_ops (n_distinct_per_range = 4000)
) WITH (pages_per_range = 64, autosummarize = on);

-- Rows only come at one end and go at the other; a vacuum also makes the filters that are missing.
ALTER TABLE audit_log SET (
  autovacuum_vacuum_scale_factor = 0.02,
  autovacuum_vacuum_insert_scale_factor = 0.02
);

-- Makes pseudonyms that nobody can work out without it.
ALTER TABLE installation ADD COLUMN audit_key bytea NOT NULL
  DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());

CREATE FUNCTION audit_pseudonym(customer text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'pseudonym:' || left(encode(sha256(audit_key || convert_to(customer, 'UTF8')), 'hex'), 32)
  FROM installation
$$;

-- A customer as the log names them. A shop may take email addresses or telephone numbers for ids, and
-- the log outlives the customer: it has a pseudonym in place of what could be one. Without a query of
-- its own, so that PostgreSQL puts it in place instead of calling it.
CREATE FUNCTION audit_customer(customer text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN customer LIKE '%@%' OR customer LIKE '+%' THEN audit_pseudonym(customer)
    ELSE customer
  END
$$;
