-- What is told of keys is published before all else that waits: a revocation must not stand in a queue
-- behind an import.
CREATE INDEX outbox_keys ON outbox (id) WHERE topic = 'crm.keys';

-- What a call was about beside a customer, such as the key that it has revoked.
ALTER TABLE audit_log ADD COLUMN object text COLLATE "C";
