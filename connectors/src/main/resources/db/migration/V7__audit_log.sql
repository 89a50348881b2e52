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
CREATE INDEX audit_log_customer ON audit_log (tenant_id, customer_id, at, id)
  WHERE customer_id IS NOT NULL;
CREATE INDEX audit_log_actor ON audit_log (tenant_id, actor, at, id);
CREATE INDEX audit_log_route ON audit_log (tenant_id, route, at, id);

-- Rows only come at one end and go at the other.
ALTER TABLE audit_log SET (autovacuum_vacuum_scale_factor = 0.02);

-- Makes pseudonyms that nobody can work out without it.
ALTER TABLE installation ADD COLUMN audit_key bytea NOT NULL
  DEFAULT uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());

-- A customer as the log names them. A shop may take email addresses or telephone numbers for ids, and
-- the log outlives the customer: it has a pseudonym in place of what could be one.
CREATE FUNCTION audit_customer(customer text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN customer LIKE '%@%' OR customer LIKE '+%' THEN
      (SELECT 'pseudonym:'
          || left(encode(sha256(audit_key || convert_to(customer, 'UTF8')), 'hex'), 32)
        FROM installation)
    ELSE customer
  END
$$;
