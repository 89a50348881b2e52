CREATE TABLE api_keys (
  id               text COLLATE "C" NOT NULL,
  -- Its place in lists.
  number           bigint GENERATED ALWAYS AS IDENTITY,
  -- A tenant, or * where it is the platform's.
  owner            text COLLATE "C" NOT NULL,
  name             text NOT NULL,
  scopes           text[] NOT NULL,
  -- SHA-256 of the secret, in hexadecimal digits; the secret itself is kept nowhere.
  secret_sha256    text COLLATE "C" NOT NULL,
  -- Of the secret before it, and from when on that is not valid.
  old_sha256       text COLLATE "C",
  old_valid_until  timestamptz,
  -- Changes of this key.
  revision         bigint NOT NULL,
  created_at       timestamptz NOT NULL,
  expires_at       timestamptz,
  -- A revoked key stays, so that its id is never another's.
  revoked_at       timestamptz,
  last_used_on     date,
  PRIMARY KEY (id)
);

CREATE UNIQUE INDEX api_keys_number ON api_keys (number) WHERE revoked_at IS NULL;
CREATE INDEX api_keys_owner ON api_keys (owner, number) WHERE revoked_at IS NULL;
