-- Ballots. Instants are forum time here, with microseconds. Nothing is counted in these tables: totals are made from
-- the votes themselves, by a later migration's hand, once voting is closed.

ALTER TABLE contests ADD COLUMN partial_ballots_count integer NOT NULL DEFAULT 0 CHECK (partial_ballots_count IN (0, 1));
ALTER TABLE contests ADD COLUMN votes_may_change integer NOT NULL DEFAULT 0 CHECK (votes_may_change IN (0, 1));
ALTER TABLE contest_phases ADD COLUMN is_closed integer NOT NULL DEFAULT 0 CHECK (is_closed IN (0, 1));

-- One vote for each voter and category. A voter is no account: the vote stays when the account goes.
CREATE TABLE votes (
    contest_id  text NOT NULL,
    category_id text NOT NULL,
    voter_id    text NOT NULL CHECK (voter_id <> ''),
    project_id  text NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    accepted_at text NOT NULL,
    revision    integer NOT NULL CHECK (revision >= 1),
    PRIMARY KEY (contest_id, voter_id, category_id),
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- What was cast under which key, so that a call that is repeated gets the same answer.
CREATE TABLE casts (
    account_id      text NOT NULL REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
    idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 8 AND 64),
    request_hash    text NOT NULL CHECK (length(request_hash) = 64),
    contest_id      text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    votes           text NOT NULL,
    accepted_at     text NOT NULL,
    PRIMARY KEY (account_id, idempotency_key)
) STRICT;

-- That a phase is closed. It is never taken back: a clock that is set back reopens nothing.
CREATE TABLE closings (
    contest_id text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    phase      text NOT NULL CHECK (phase IN ('SUBMISSION', 'NOMINATION', 'VOTING', 'SELECTION', 'ANNOUNCEMENT')),
    closed_at  text NOT NULL,
    PRIMARY KEY (contest_id, phase)
) STRICT;

CREATE TRIGGER closings_stay BEFORE UPDATE ON closings
BEGIN
    SELECT RAISE(ABORT, 'what is closed stays closed');
END;

CREATE TRIGGER closings_never_go BEFORE DELETE ON closings
BEGIN
    SELECT RAISE(ABORT, 'what is closed stays closed');
END;
