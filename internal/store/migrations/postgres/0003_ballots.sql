-- Ballots. Instants are forum time here, with microseconds. Nothing is counted in these tables: totals are made from
-- the votes themselves, by a later migration's hand, once voting is closed.

ALTER TABLE contests ADD COLUMN partial_ballots_count boolean NOT NULL DEFAULT false;
ALTER TABLE contests ADD COLUMN votes_may_change boolean NOT NULL DEFAULT false;
ALTER TABLE contest_phases ADD COLUMN is_closed boolean NOT NULL DEFAULT false;

-- One vote for each voter and category. A voter is no account: the vote stays when the account goes.
CREATE TABLE votes (
    contest_id  text COLLATE "C" NOT NULL,
    category_id text COLLATE "C" NOT NULL,
    voter_id    text COLLATE "C" NOT NULL CHECK (voter_id <> ''),
    project_id  text COLLATE "C" NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    accepted_at timestamptz NOT NULL,
    revision    bigint NOT NULL CHECK (revision >= 1),
    PRIMARY KEY (contest_id, voter_id, category_id),
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
);

-- What was cast under which key, so that a call that is repeated gets the same answer.
CREATE TABLE casts (
    account_id      text COLLATE "C" NOT NULL REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
    idempotency_key text COLLATE "C" NOT NULL CHECK (length(idempotency_key) BETWEEN 8 AND 64),
    request_hash    text COLLATE "C" NOT NULL CHECK (length(request_hash) = 64),
    contest_id      text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    votes           jsonb NOT NULL,
    accepted_at     timestamptz NOT NULL,
    PRIMARY KEY (account_id, idempotency_key)
);

-- That a phase is closed. It is never taken back: a clock that is set back reopens nothing.
CREATE TABLE closings (
    contest_id text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    phase      text COLLATE "C" NOT NULL CHECK (phase IN ('SUBMISSION', 'NOMINATION', 'VOTING', 'SELECTION', 'ANNOUNCEMENT')),
    closed_at  timestamptz NOT NULL,
    PRIMARY KEY (contest_id, phase)
);

CREATE FUNCTION closings_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is closed stays closed' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER closings_stay BEFORE UPDATE OR DELETE ON closings
FOR EACH ROW EXECUTE FUNCTION closings_stay();

CREATE TRIGGER closings_never_empty BEFORE TRUNCATE ON closings
FOR EACH STATEMENT EXECUTE FUNCTION closings_stay();
