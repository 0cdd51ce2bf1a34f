-- Who is asking: accounts, how they sign in, what they may do, and what officers did. All instants here are real time.
-- Tags are keyed hashes (HMAC-SHA-256 in hexadecimal): with the database alone nobody can tell what they stand for.

-- An account that was deleted stays as an empty shell, so that what refers to it still stands.
CREATE TABLE accounts (
    id            TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    voter_id      TEXT UNIQUE CHECK (voter_id <> ''),
    email         TEXT CHECK (email <> ''),
    address_key   TEXT UNIQUE CHECK (address_key <> ''),
    language      TEXT CHECK (language <> ''),
    state         TEXT NOT NULL CHECK (state IN ('ACTIVE', 'DISABLED', 'DELETED')),
    registered_at TEXT NOT NULL,
    deleted_at    TEXT,
    CHECK ((state = 'DELETED') = (deleted_at IS NOT NULL)),
    CHECK ((state = 'DELETED') = (voter_id IS NULL)),
    CHECK ((state = 'DELETED') = (email IS NULL)),
    CHECK ((state = 'DELETED') = (address_key IS NULL)),
    CHECK ((state = 'DELETED') = (language IS NULL))
) STRICT;

-- One voter for each canonical address, also after the account has gone: the tag of an address that ever was a voter's.
CREATE TABLE voter_addresses (
    tag      TEXT NOT NULL PRIMARY KEY CHECK (length(tag) = 64 AND tag NOT GLOB '*[^0-9a-f]*'),
    voter_id TEXT NOT NULL CHECK (voter_id <> ''),
    bound_at TEXT NOT NULL
) STRICT;

CREATE INDEX voter_addresses_voter ON voter_addresses (voter_id);

CREATE TABLE auth_sessions (
    id           TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    account_id   TEXT NOT NULL REFERENCES accounts (id),
    network_tag  TEXT CHECK (length(network_tag) = 64 AND network_tag NOT GLOB '*[^0-9a-f]*'),
    started_at   TEXT NOT NULL,
    last_seen_at TEXT NOT NULL,
    ended_at     TEXT
) STRICT;

CREATE INDEX auth_sessions_account ON auth_sessions (account_id);
CREATE INDEX auth_sessions_idle ON auth_sessions (last_seen_at);

-- The tokens of a session, each good once. A token is known by its hash only.
CREATE TABLE refresh_tokens (
    hash       TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*'),
    session_id TEXT NOT NULL REFERENCES auth_sessions (id) ON DELETE CASCADE,
    issued_at  TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    used_at    TEXT,
    retried_at TEXT,
    successor  TEXT CHECK (length(successor) = 64 AND successor NOT GLOB '*[^0-9a-f]*'),
    CHECK (issued_at < expires_at),
    CHECK (retried_at IS NULL OR used_at IS NOT NULL)
) STRICT;

CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_expiry ON refresh_tokens (expires_at);

-- What a code that was sent is good with. Used or expired, it says nothing of the address any more, and serves only to
-- count mails for a day.
CREATE TABLE challenges (
    hash        TEXT NOT NULL PRIMARY KEY CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*'),
    purpose     TEXT NOT NULL CHECK (purpose IN ('SIGN_IN', 'EMAIL_CHANGE')),
    account_id  TEXT REFERENCES accounts (id),
    address_tag TEXT NOT NULL CHECK (length(address_tag) = 64 AND address_tag NOT GLOB '*[^0-9a-f]*'),
    network_tag TEXT NOT NULL CHECK (length(network_tag) = 64 AND network_tag NOT GLOB '*[^0-9a-f]*'),
    email       TEXT CHECK (email <> ''),
    language    TEXT NOT NULL CHECK (language <> ''),
    code_hash   TEXT NOT NULL CHECK (length(code_hash) = 64 AND code_hash NOT GLOB '*[^0-9a-f]*'),
    created_at  TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    guesses     INTEGER NOT NULL CHECK (guesses BETWEEN 0 AND 5),
    used_at     TEXT,
    CHECK (created_at < expires_at),
    CHECK ((purpose = 'EMAIL_CHANGE') = (account_id IS NOT NULL)),
    CHECK (used_at IS NULL OR email IS NULL)
) STRICT;

CREATE INDEX challenges_address ON challenges (address_tag, created_at);
CREATE INDEX challenges_network ON challenges (network_tag, created_at);
CREATE INDEX challenges_account ON challenges (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX challenges_age ON challenges (created_at);

-- A role gives rights once it is confirmed, until it is withdrawn. granted_by and confirmed_by hold the id of an
-- account, or "command line".
CREATE TABLE role_grants (
    id            TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    account_id    TEXT NOT NULL REFERENCES accounts (id),
    role          TEXT NOT NULL CHECK (role IN ('JURY', 'FACILITATOR', 'SECRETARIAT', 'AUDITOR')),
    forum_id      TEXT REFERENCES forums (id),
    contest_id    TEXT REFERENCES contests (id),
    granted_by    TEXT NOT NULL CHECK (granted_by <> ''),
    granted_at    TEXT NOT NULL,
    confirmed_by  TEXT CHECK (confirmed_by <> ''),
    confirmed_at  TEXT,
    is_alone      INTEGER NOT NULL CHECK (is_alone IN (0, 1)), -- one officer was enough: by the setting, the role, or the command line
    withdrawn_at  TEXT,
    CHECK (forum_id IS NULL OR contest_id IS NULL),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK (is_alone OR confirmed_by IS NULL OR confirmed_by <> granted_by),
    CHECK (is_alone OR confirmed_by IS NULL OR confirmed_by <> account_id),
    CHECK (NOT is_alone OR confirmed_by IS NOT NULL)
) STRICT;

CREATE UNIQUE INDEX role_grants_once ON role_grants (account_id, role, coalesce(forum_id, ''), coalesce(contest_id, ''))
    WHERE withdrawn_at IS NULL;
CREATE INDEX role_grants_newest ON role_grants (granted_at, id);

CREATE TABLE organisation_claims (
    id             TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    account_id     TEXT REFERENCES accounts (id),
    stakeholder_id TEXT NOT NULL REFERENCES stakeholders (id),
    state          TEXT NOT NULL CHECK (state IN ('CLAIMED', 'CONFIRMED', 'REFUSED', 'WITHDRAWN')),
    claimed_at     TEXT NOT NULL,
    decided_at     TEXT,
    CHECK ((state = 'CLAIMED') = (decided_at IS NULL)),
    CHECK (account_id IS NOT NULL OR state IN ('REFUSED', 'WITHDRAWN'))
) STRICT;

CREATE UNIQUE INDEX organisation_claims_once ON organisation_claims (account_id, stakeholder_id)
    WHERE state IN ('CLAIMED', 'CONFIRMED');
CREATE INDEX organisation_claims_newest ON organisation_claims (claimed_at, id);

-- What officers did. It holds shortened accounts and no addresses, and nothing is ever taken out of it.
CREATE TABLE audit_trail (
    id      TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    at      TEXT NOT NULL,
    actor   TEXT NOT NULL CHECK (actor <> ''),
    action  TEXT NOT NULL CHECK (action <> ''),
    subject TEXT NOT NULL CHECK (subject <> ''),
    detail  TEXT CHECK (detail <> '')
) STRICT;

CREATE INDEX audit_trail_newest ON audit_trail (at, id);

CREATE TRIGGER audit_trail_stays BEFORE UPDATE ON audit_trail
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is never changed');
END;

CREATE TRIGGER audit_trail_never_empties BEFORE DELETE ON audit_trail
BEGIN
    SELECT RAISE(ABORT, 'the audit trail is never changed');
END;

-- Mail on its way. Address and particulars are sealed with a key that is not in the database, and erased once sent.
CREATE TABLE outbox (
    id          TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    template    TEXT NOT NULL CHECK (template <> ''),
    address_tag TEXT NOT NULL CHECK (length(address_tag) = 64 AND address_tag NOT GLOB '*[^0-9a-f]*'),
    account_id  TEXT REFERENCES accounts (id), -- whose mail it is, where that is known
    sealed      BLOB,
    created_at  TEXT NOT NULL,
    due_at      TEXT NOT NULL,
    expires_at  TEXT NOT NULL,
    attempts    INTEGER NOT NULL CHECK (attempts >= 0),
    worker      TEXT CHECK (worker <> ''),
    state       TEXT NOT NULL CHECK (state IN ('WAITING', 'SENT', 'DROPPED')),
    settled_at  TEXT,
    CHECK ((state = 'WAITING') = (sealed IS NOT NULL)),
    CHECK ((state = 'WAITING') = (settled_at IS NULL))
) STRICT;

CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'WAITING';
CREATE INDEX outbox_address ON outbox (address_tag);
CREATE INDEX outbox_account ON outbox (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX outbox_settled ON outbox (settled_at) WHERE state <> 'WAITING';
