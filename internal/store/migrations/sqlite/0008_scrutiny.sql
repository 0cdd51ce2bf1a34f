-- Votes that do not stand as they were cast: withdrawn, declared void, or to be cast again since a nominee changed. Nothing
-- is taken out; each version of a vote is kept. Instants are forum time but those of networks, which are real time.

ALTER TABLE votes ADD COLUMN state text NOT NULL DEFAULT 'CAST' CHECK (state IN ('CAST', 'WITHDRAWN', 'VOIDED', 'REOPENED'));
ALTER TABLE votes ADD COLUMN void_id text CHECK ((void_id IS NOT NULL) = (state IN ('VOIDED', 'REOPENED')));

CREATE INDEX votes_void ON votes (void_id) WHERE void_id IS NOT NULL;

-- The versions of votes before the one that stands.
CREATE TABLE vote_history (
    contest_id  text NOT NULL,
    category_id text NOT NULL,
    voter_id    text NOT NULL,
    revision    integer NOT NULL,
    project_id  text NOT NULL,
    accepted_at text NOT NULL,
    state       text NOT NULL,
    void_id     text,
    PRIMARY KEY (contest_id, voter_id, category_id, revision)
) STRICT;

CREATE TRIGGER votes_are_kept BEFORE UPDATE ON votes
BEGIN
    INSERT INTO vote_history (contest_id, category_id, voter_id, revision, project_id, accepted_at, state, void_id)
    VALUES (OLD.contest_id, OLD.category_id, OLD.voter_id, OLD.revision, OLD.project_id, OLD.accepted_at, OLD.state, OLD.void_id);
END;

CREATE TRIGGER votes_stay BEFORE DELETE ON votes
BEGIN
    SELECT RAISE(ABORT, 'what was voted stays');
END;

CREATE TRIGGER vote_history_stays BEFORE UPDATE ON vote_history
BEGIN
    SELECT RAISE(ABORT, 'what was voted stays');
END;

CREATE TRIGGER vote_history_never_goes BEFORE DELETE ON vote_history
BEGIN
    SELECT RAISE(ABORT, 'what was voted stays');
END;

-- From which network, and from an address in which domain, a voter cast. It is looked at for signs of fraud, and goes after
-- 30 days.
CREATE TABLE vote_traces (
    contest_id  text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    voter_id    text NOT NULL CHECK (voter_id <> ''),
    network     text NOT NULL,
    mail_domain text NOT NULL,
    seen_at     text NOT NULL,
    PRIMARY KEY (contest_id, voter_id, network)
) STRICT;

CREATE INDEX vote_traces_age ON vote_traces (seen_at);

-- When the votes of a contest were last looked through for signs of fraud.
CREATE TABLE scrutinies (
    contest_id text NOT NULL PRIMARY KEY REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    looked_at  text NOT NULL
) STRICT;

-- What looks like fraud. The mark tells the network or the domain. It and the entries are never shown beside the people.
CREATE TABLE scrutiny_cases (
    id         text NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    signal     text NOT NULL CHECK (signal IN ('BURST', 'THROWAWAY_MAIL', 'SAME_MAIL_DOMAIN', 'ONE_VOTE')),
    mark       text NOT NULL CHECK (mark <> ''),
    projects   text NOT NULL CHECK (json_type(projects) = 'array'),
    score      integer NOT NULL CHECK (score >= 1),
    found_at   text NOT NULL,
    state      text NOT NULL CHECK (state IN ('OPEN', 'DISMISSED', 'VOIDED')),
    decided_at text,
    decided_by text CHECK (decided_by <> ''),
    reason     text CHECK (reason <> ''),
    CHECK ((state = 'OPEN') = (decided_at IS NULL)),
    CHECK ((decided_at IS NULL) = (decided_by IS NULL))
) STRICT;

CREATE INDEX scrutiny_cases_mark ON scrutiny_cases (contest_id, signal, mark);

CREATE TABLE scrutiny_voters (
    case_id  text NOT NULL REFERENCES scrutiny_cases (id) DEFERRABLE INITIALLY DEFERRED,
    voter_id text NOT NULL CHECK (voter_id <> ''),
    PRIMARY KEY (case_id, voter_id)
) STRICT;

CREATE INDEX scrutiny_voters_voter ON scrutiny_voters (voter_id);

-- Whether an officer looks at the people or at the entries of suspicious votes. Nobody looks at both.
CREATE TABLE scrutiny_sides (
    contest_id text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    account_id text NOT NULL REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
    side       text NOT NULL CHECK (side IN ('PEOPLE', 'ENTRIES')),
    PRIMARY KEY (contest_id, account_id)
) STRICT;

-- That votes were declared void, by two officers.
CREATE TABLE voids (
    id           text NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id   text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    reason       text NOT NULL CHECK (reason IN ('BULK_VOTING', 'THROWAWAY_ADDRESS', 'SEVERAL_ACCOUNTS', 'BOUGHT', 'NOMINEE_CHANGED', 'OTHER')),
    clause       text NOT NULL CHECK (clause <> ''),
    voided_at    text NOT NULL,
    appeal_until text,
    proposed_by  text NOT NULL CHECK (proposed_by <> ''),
    confirmed_by text NOT NULL CHECK (confirmed_by <> '')
) STRICT;

CREATE INDEX voids_contest ON voids (contest_id);

-- Whose votes they were, and whether they have been told.
CREATE TABLE void_voters (
    void_id  text NOT NULL REFERENCES voids (id) DEFERRABLE INITIALLY DEFERRED,
    voter_id text NOT NULL CHECK (voter_id <> ''),
    told_at  text,
    PRIMARY KEY (void_id, voter_id)
) STRICT;

CREATE INDEX void_voters_untold ON void_voters (void_id, voter_id) WHERE told_at IS NULL;

-- That a voter does not agree.
CREATE TABLE appeals (
    id          text NOT NULL PRIMARY KEY CHECK (id <> ''),
    void_id     text NOT NULL,
    voter_id    text NOT NULL,
    contest_id  text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    text        text NOT NULL CHECK (text <> ''),
    appealed_at text NOT NULL,
    state       text NOT NULL CHECK (state IN ('OPEN', 'UPHELD', 'DISMISSED')),
    decided_at  text,
    reason      text CHECK (reason <> ''),
    UNIQUE (void_id, voter_id),
    CHECK ((state = 'OPEN') = (decided_at IS NULL)),
    FOREIGN KEY (void_id, voter_id) REFERENCES void_voters (void_id, voter_id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX appeals_newest ON appeals (contest_id, appealed_at, id);

-- That all who were to be reminded so many hours before a close have been.
CREATE TABLE vote_reminder_rounds (
    contest_id  text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    closes_at   text NOT NULL,
    hours       integer NOT NULL CHECK (hours >= 1),
    finished_at text NOT NULL,
    PRIMARY KEY (contest_id, closes_at, hours)
) STRICT;

-- The public trail: how many votes of a category a void took out of a result, and how many each project would have had more.
ALTER TABLE result_tallies ADD COLUMN voided_votes integer NOT NULL DEFAULT 0 CHECK (voided_votes >= 0);

CREATE TABLE result_voids (
    contest_id   text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    position     integer NOT NULL CHECK (position >= 0),
    category_id  text NOT NULL,
    reason       text NOT NULL CHECK (reason <> ''),
    clause       text NOT NULL CHECK (clause <> ''),
    voided_at    text NOT NULL,
    proposed_by  text NOT NULL CHECK (proposed_by <> ''),
    confirmed_by text NOT NULL CHECK (confirmed_by <> ''),
    votes        integer NOT NULL CHECK (votes >= 1),
    is_public    integer NOT NULL CHECK (is_public IN (0, 1)),
    PRIMARY KEY (contest_id, position),
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- How many decisions about votes a count knew of: one that knew of fewer is out of date.
ALTER TABLE counts ADD COLUMN decisions integer NOT NULL DEFAULT 0 CHECK (decisions >= 0);
