-- Who is asking: accounts, how they sign in, what they may do, and what officers did. All instants here are real time.
-- Tags are keyed hashes (HMAC-SHA-256 in hexadecimal): with the database alone nobody can tell what they stand for.

-- An account that was deleted stays as an empty shell, so that what refers to it still stands.
CREATE TABLE accounts (
    id            text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    voter_id      text COLLATE "C" UNIQUE CHECK (voter_id <> ''),
    email         text COLLATE "C" CHECK (email <> ''),
    address_key   text COLLATE "C" UNIQUE CHECK (address_key <> ''),
    language      text COLLATE "C" CHECK (language <> ''),
    state         text COLLATE "C" NOT NULL CHECK (state IN ('ACTIVE', 'DISABLED', 'DELETED')),
    registered_at timestamptz NOT NULL,
    deleted_at    timestamptz,
    CHECK ((state = 'DELETED') = (deleted_at IS NOT NULL)),
    CHECK ((state = 'DELETED') = (voter_id IS NULL)),
    CHECK ((state = 'DELETED') = (email IS NULL)),
    CHECK ((state = 'DELETED') = (address_key IS NULL)),
    CHECK ((state = 'DELETED') = (language IS NULL))
);

-- One voter for each canonical address, also after the account has gone: the tag of an address that ever was a voter's.
CREATE TABLE voter_addresses (
    tag      text COLLATE "C" NOT NULL PRIMARY KEY CHECK (tag ~ '^[0-9a-f]{64}$'),
    voter_id text COLLATE "C" NOT NULL CHECK (voter_id <> ''),
    bound_at timestamptz NOT NULL
);

CREATE INDEX voter_addresses_voter ON voter_addresses (voter_id);

CREATE TABLE auth_sessions (
    id           text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    account_id   text COLLATE "C" NOT NULL REFERENCES accounts (id),
    network_tag  text COLLATE "C" CHECK (network_tag ~ '^[0-9a-f]{64}$'),
    started_at   timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    ended_at     timestamptz
);

CREATE INDEX auth_sessions_account ON auth_sessions (account_id);
CREATE INDEX auth_sessions_idle ON auth_sessions (last_seen_at);

-- The tokens of a session, each good once. A token is known by its hash only.
CREATE TABLE refresh_tokens (
    hash       text COLLATE "C" NOT NULL PRIMARY KEY CHECK (hash ~ '^[0-9a-f]{64}$'),
    session_id text COLLATE "C" NOT NULL REFERENCES auth_sessions (id) ON DELETE CASCADE,
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    retried_at timestamptz,
    successor  text COLLATE "C" CHECK (successor ~ '^[0-9a-f]{64}$'),
    CHECK (issued_at < expires_at),
    CHECK (retried_at IS NULL OR used_at IS NOT NULL)
);

CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at);

-- What a code that was sent is good with. Used or expired, it says nothing of the address any more, and serves only to
-- count mails for a day.
CREATE TABLE challenges (
    hash        text COLLATE "C" NOT NULL PRIMARY KEY CHECK (hash ~ '^[0-9a-f]{64}$'),
    purpose     text COLLATE "C" NOT NULL CHECK (purpose IN ('SIGN_IN', 'EMAIL_CHANGE')),
    account_id  text COLLATE "C" REFERENCES accounts (id),
    address_tag text COLLATE "C" NOT NULL CHECK (address_tag ~ '^[0-9a-f]{64}$'),
    network_tag text COLLATE "C" NOT NULL CHECK (network_tag ~ '^[0-9a-f]{64}$'),
    email       text COLLATE "C" CHECK (email <> ''),
    language    text COLLATE "C" NOT NULL CHECK (language <> ''),
    code_hash   text COLLATE "C" NOT NULL CHECK (code_hash ~ '^[0-9a-f]{64}$'),
    created_at  timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    guesses     integer NOT NULL CHECK (guesses BETWEEN 0 AND 5),
    used_at     timestamptz,
    CHECK (created_at < expires_at),
    CHECK ((purpose = 'EMAIL_CHANGE') = (account_id IS NOT NULL)),
    CHECK (used_at IS NULL OR email IS NULL)
);

CREATE INDEX challenges_address ON challenges (address_tag, created_at);
CREATE INDEX challenges_network ON challenges (network_tag, created_at);
CREATE INDEX challenges_account ON challenges (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX challenges_age ON challenges (created_at);

-- A role gives rights once it is confirmed, until it is withdrawn. granted_by and confirmed_by hold the id of an
-- account, or "command line".
CREATE TABLE role_grants (
    id            text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    account_id    text COLLATE "C" NOT NULL REFERENCES accounts (id),
    role          text COLLATE "C" NOT NULL CHECK (role IN ('JURY', 'FACILITATOR', 'SECRETARIAT', 'AUDITOR')),
    forum_id      text COLLATE "C" REFERENCES forums (id),
    contest_id    text COLLATE "C" REFERENCES contests (id),
    granted_by    text COLLATE "C" NOT NULL CHECK (granted_by <> ''),
    granted_at    timestamptz NOT NULL,
    confirmed_by  text COLLATE "C" CHECK (confirmed_by <> ''),
    confirmed_at  timestamptz,
    is_alone      boolean NOT NULL, -- one officer was enough: by the setting, the role, or the command line
    withdrawn_at  timestamptz,
    CHECK (forum_id IS NULL OR contest_id IS NULL),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK (is_alone OR confirmed_by IS NULL OR confirmed_by <> granted_by),
    CHECK (is_alone OR confirmed_by IS NULL OR confirmed_by <> account_id),
    CHECK (NOT is_alone OR confirmed_by IS NOT NULL)
);

CREATE UNIQUE INDEX role_grants_once ON role_grants (account_id, role, coalesce(forum_id, ''), coalesce(contest_id, ''))
    WHERE withdrawn_at IS NULL;
CREATE INDEX role_grants_newest ON role_grants (granted_at, id);

CREATE TABLE organisation_claims (
    id             text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    account_id     text COLLATE "C" REFERENCES accounts (id),
    stakeholder_id text COLLATE "C" NOT NULL REFERENCES stakeholders (id),
    state          text COLLATE "C" NOT NULL CHECK (state IN ('CLAIMED', 'CONFIRMED', 'REFUSED', 'WITHDRAWN')),
    claimed_at     timestamptz NOT NULL,
    decided_at     timestamptz,
    CHECK ((state = 'CLAIMED') = (decided_at IS NULL)),
    CHECK (account_id IS NOT NULL OR state IN ('REFUSED', 'WITHDRAWN'))
);

CREATE UNIQUE INDEX organisation_claims_once ON organisation_claims (account_id, stakeholder_id)
    WHERE state IN ('CLAIMED', 'CONFIRMED');
CREATE INDEX organisation_claims_newest ON organisation_claims (claimed_at, id);

-- What officers did. It holds shortened accounts and no addresses, and nothing is ever taken out of it.
CREATE TABLE audit_trail (
    id      text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    at      timestamptz NOT NULL,
    actor   text COLLATE "C" NOT NULL CHECK (actor <> ''),
    action  text COLLATE "C" NOT NULL CHECK (action <> ''),
    subject text COLLATE "C" NOT NULL CHECK (subject <> ''),
    detail  text COLLATE "C" CHECK (detail <> '')
);

CREATE INDEX audit_trail_newest ON audit_trail (at, id);

CREATE FUNCTION audit_trail_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is never changed' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER audit_trail_stays BEFORE UPDATE OR DELETE ON audit_trail
FOR EACH ROW EXECUTE FUNCTION audit_trail_stays();

CREATE TRIGGER audit_trail_never_empties BEFORE TRUNCATE ON audit_trail
FOR EACH STATEMENT EXECUTE FUNCTION audit_trail_stays();

-- Mail on its way. Address and particulars are sealed with a key that is not in the database, and erased once sent.
CREATE TABLE outbox (
    id          text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    template    text COLLATE "C" NOT NULL CHECK (template <> ''),
    address_tag text COLLATE "C" NOT NULL CHECK (address_tag ~ '^[0-9a-f]{64}$'),
    account_id  text COLLATE "C" REFERENCES accounts (id), -- whose mail it is, where that is known
    sealed      bytea,
    created_at  timestamptz NOT NULL,
    due_at      timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    attempts    integer NOT NULL CHECK (attempts >= 0),
    worker      text COLLATE "C" CHECK (worker <> ''),
    state       text COLLATE "C" NOT NULL CHECK (state IN ('WAITING', 'SENT', 'DROPPED')),
    settled_at  timestamptz,
    CHECK ((state = 'WAITING') = (sealed IS NOT NULL)),
    CHECK ((state = 'WAITING') = (settled_at IS NULL))
);

CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'WAITING';
CREATE INDEX outbox_address ON outbox (address_tag);
CREATE INDEX outbox_account ON outbox (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE state <> 'WAITING';
