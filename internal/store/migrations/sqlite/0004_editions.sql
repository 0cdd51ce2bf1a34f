-- Editions: the settings of a contest, how its instants moved, its rules as they were frozen, and what takes two
-- officers. Instants of the contest are forum time; those of officers are real time.

ALTER TABLE contests ADD COLUMN one_entry_per_category integer NOT NULL DEFAULT 0 CHECK (one_entry_per_category IN (0, 1));
ALTER TABLE contests ADD COLUMN nominees_per_category integer CHECK (nominees_per_category BETWEEN 1 AND 100);
ALTER TABLE contests ADD COLUMN champions_per_category integer CHECK (champions_per_category BETWEEN 1 AND 100);
ALTER TABLE contests ADD COLUMN tie_breaks text CHECK (json_type(tie_breaks) = 'array');

-- How the instants of phases moved. Rows are added and never changed.
CREATE TABLE phase_moves (
    contest_id    text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    position      integer NOT NULL CHECK (position >= 1),
    kind          text NOT NULL CHECK (kind IN ('SUBMISSION', 'NOMINATION', 'VOTING', 'SELECTION', 'ANNOUNCEMENT')),
    opens_at      text NOT NULL,
    closes_at     text NOT NULL,
    opens_at_now  text NOT NULL,
    closes_at_now text NOT NULL,
    moved_at      text NOT NULL,
    reason        text NOT NULL CHECK (reason <> ''),
    officers      integer NOT NULL CHECK (officers IN (1, 2)),
    PRIMARY KEY (contest_id, position)
) STRICT;

CREATE TRIGGER phase_moves_stay BEFORE UPDATE ON phase_moves
BEGIN
    SELECT RAISE(ABORT, 'how instants moved is never changed');
END;

CREATE TRIGGER phase_moves_never_go BEFORE DELETE ON phase_moves
BEGIN
    SELECT RAISE(ABORT, 'how instants moved is never changed');
END;

-- The rules as they were frozen, and as two officers changed them.
CREATE TABLE manifests (
    contest_id text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    position   integer NOT NULL CHECK (position >= 1),
    text       text NOT NULL CHECK (text <> ''),
    sha256     text NOT NULL CHECK (length(sha256) = 64),
    frozen_at  text NOT NULL,
    reason     text CHECK (reason <> ''),
    PRIMARY KEY (contest_id, position),
    CHECK ((position = 1) = (reason IS NULL))
) STRICT;

CREATE TRIGGER manifests_stay BEFORE UPDATE ON manifests
BEGIN
    SELECT RAISE(ABORT, 'what was frozen is never changed');
END;

CREATE TRIGGER manifests_never_go BEFORE DELETE ON manifests
BEGIN
    SELECT RAISE(ABORT, 'what was frozen is never changed');
END;

-- Who had the secretariat of a contest when its voting opened. Later ones are no second officers in it.
CREATE TABLE contest_officers (
    contest_id text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    account_id text NOT NULL REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (contest_id, account_id)
) STRICT;

-- What an officer wants done that takes a second one. proposed_by and decided_by hold the id of an account.
CREATE TABLE proposals (
    id          text NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id  text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    kind        text NOT NULL CHECK (kind <> ''),
    content     text NOT NULL CHECK (json_type(content) = 'object'),
    reason      text NOT NULL CHECK (reason <> ''),
    proposed_by text NOT NULL CHECK (proposed_by <> ''),
    proposed_at text NOT NULL,
    expires_at  text NOT NULL,
    state       text NOT NULL CHECK (state IN ('PENDING', 'CONFIRMED', 'REFUSED', 'EXPIRED')),
    decided_by  text CHECK (decided_by <> ''),
    decided_at  text,
    is_alone    integer NOT NULL CHECK (is_alone IN (0, 1)), -- one officer was enough
    CHECK (proposed_at < expires_at),
    CHECK ((state = 'PENDING') = (decided_at IS NULL)),
    CHECK ((state IN ('PENDING', 'EXPIRED')) = (decided_by IS NULL)),
    CHECK (state <> 'CONFIRMED' OR is_alone OR decided_by <> proposed_by)
) STRICT;

CREATE INDEX proposals_newest ON proposals (proposed_at, id);
CREATE INDEX proposals_pending ON proposals (expires_at) WHERE state = 'PENDING';
