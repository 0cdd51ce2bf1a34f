-- Editions: the settings of a contest, how its instants moved, its rules as they were frozen, and what takes two
-- officers. Instants of the contest are forum time; those of officers are real time.

ALTER TABLE contests ADD COLUMN one_entry_per_category boolean NOT NULL DEFAULT false;
ALTER TABLE contests ADD COLUMN nominees_per_category integer CHECK (nominees_per_category BETWEEN 1 AND 100);
ALTER TABLE contests ADD COLUMN champions_per_category integer CHECK (champions_per_category BETWEEN 1 AND 100);
ALTER TABLE contests ADD COLUMN tie_breaks jsonb CHECK (jsonb_typeof(tie_breaks) = 'array');

-- How the instants of phases moved. Rows are added and never changed.
CREATE TABLE phase_moves (
    contest_id    text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    position      integer NOT NULL CHECK (position >= 1),
    kind          text COLLATE "C" NOT NULL CHECK (kind IN ('SUBMISSION', 'NOMINATION', 'VOTING', 'SELECTION', 'ANNOUNCEMENT')),
    opens_at      timestamptz NOT NULL,
    closes_at     timestamptz NOT NULL,
    opens_at_now  timestamptz NOT NULL,
    closes_at_now timestamptz NOT NULL,
    moved_at      timestamptz NOT NULL,
    reason        text COLLATE "C" NOT NULL CHECK (reason <> ''),
    officers      integer NOT NULL CHECK (officers IN (1, 2)),
    PRIMARY KEY (contest_id, position)
);

CREATE FUNCTION phase_moves_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'how instants moved is never changed' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER phase_moves_stay BEFORE UPDATE OR DELETE ON phase_moves FOR EACH ROW EXECUTE FUNCTION phase_moves_stay();
CREATE TRIGGER phase_moves_never_empties BEFORE TRUNCATE ON phase_moves FOR EACH STATEMENT EXECUTE FUNCTION phase_moves_stay();

-- The rules as they were frozen, and as two officers changed them.
CREATE TABLE manifests (
    contest_id text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    position   integer NOT NULL CHECK (position >= 1),
    text       text COLLATE "C" NOT NULL CHECK (text <> ''),
    sha256     text COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
    frozen_at  timestamptz NOT NULL,
    reason     text COLLATE "C" CHECK (reason <> ''),
    PRIMARY KEY (contest_id, position),
    CHECK ((position = 1) = (reason IS NULL))
);

CREATE FUNCTION manifests_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was frozen is never changed' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER manifests_stay BEFORE UPDATE OR DELETE ON manifests FOR EACH ROW EXECUTE FUNCTION manifests_stay();
CREATE TRIGGER manifests_never_empties BEFORE TRUNCATE ON manifests FOR EACH STATEMENT EXECUTE FUNCTION manifests_stay();

-- Who had the secretariat of a contest when its voting opened. Later ones are no second officers in it.
CREATE TABLE contest_officers (
    contest_id text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    account_id text COLLATE "C" NOT NULL REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (contest_id, account_id)
);

-- What an officer wants done that takes a second one. proposed_by and decided_by hold the id of an account.
CREATE TABLE proposals (
    id          text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id  text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    kind        text COLLATE "C" NOT NULL CHECK (kind <> ''),
    content     jsonb NOT NULL CHECK (jsonb_typeof(content) = 'object'),
    reason      text COLLATE "C" NOT NULL CHECK (reason <> ''),
    proposed_by text COLLATE "C" NOT NULL CHECK (proposed_by <> ''),
    proposed_at timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL,
    state       text COLLATE "C" NOT NULL CHECK (state IN ('PENDING', 'CONFIRMED', 'REFUSED', 'EXPIRED')),
    decided_by  text COLLATE "C" CHECK (decided_by <> ''),
    decided_at  timestamptz,
    is_alone    boolean NOT NULL, -- one officer was enough
    CHECK (proposed_at < expires_at),
    CHECK ((state = 'PENDING') = (decided_at IS NULL)),
    CHECK ((state IN ('PENDING', 'EXPIRED')) = (decided_by IS NULL)),
    CHECK (state <> 'CONFIRMED' OR is_alone OR decided_by <> proposed_by)
);

CREATE INDEX proposals_newest ON proposals (proposed_at, id);
CREATE INDEX proposals_pending ON proposals (expires_at) WHERE state = 'PENDING';
