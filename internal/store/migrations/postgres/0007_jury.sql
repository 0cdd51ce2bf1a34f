-- The jury: who judges, by which criteria, what, and sealed score sheets. Instants are forum time but those of
-- invitations, which are real time.

-- A round of judging. It is open while the contest's phase of the same name is.
CREATE TABLE jury_rounds (
    contest_id        text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    kind              text COLLATE "C" NOT NULL CHECK (kind IN ('NOMINATION', 'SELECTION')),
    sheets_each       integer NOT NULL CHECK (sheets_each BETWEEN 1 AND 20),
    is_blind          boolean NOT NULL,
    country_conflicts boolean NOT NULL,
    when_all_in       boolean NOT NULL,
    reveal_at         timestamptz, -- the close of the phase where it is null
    seed              text COLLATE "C" CHECK (seed <> ''),
    assigned_at       timestamptz,
    revealed_at       timestamptz,
    PRIMARY KEY (contest_id, kind),
    CHECK ((seed IS NULL) = (assigned_at IS NULL))
);

CREATE TABLE jury_criteria (
    id         text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id text COLLATE "C" NOT NULL,
    kind       text COLLATE "C" NOT NULL,
    position   integer NOT NULL CHECK (position >= 1),
    name       jsonb NOT NULL CHECK (jsonb_typeof(name) = 'object'),
    rubric     jsonb CHECK (jsonb_typeof(rubric) = 'object'),
    weight     integer NOT NULL CHECK (weight BETWEEN 1 AND 1000),
    max_points integer NOT NULL CHECK (max_points BETWEEN 1 AND 1000),
    UNIQUE (contest_id, kind, position),
    CHECK (kind <> 'NOMINATION' OR max_points = 1),
    FOREIGN KEY (contest_id, kind) REFERENCES jury_rounds (contest_id, kind) DEFERRABLE INITIALLY DEFERRED
);

-- A juror, or somebody who is asked to be one. The address is sealed, and goes once the invitation is answered.
CREATE TABLE jurors (
    id             text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id     text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    account_id     text COLLATE "C" REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
    name           text COLLATE "C" NOT NULL CHECK (name <> ''),
    is_chair       boolean NOT NULL,
    country        text COLLATE "C" CHECK (length(country) = 2),
    languages      jsonb NOT NULL CHECK (jsonb_typeof(languages) = 'array'),
    organisations  jsonb NOT NULL CHECK (jsonb_typeof(organisations) = 'array'),
    categories     jsonb NOT NULL CHECK (jsonb_typeof(categories) = 'array'),
    state          text COLLATE "C" NOT NULL CHECK (state IN ('PROPOSED', 'INVITED', 'ACCEPTED', 'DECLINED')),
    address_tag    text COLLATE "C" NOT NULL CHECK (length(address_tag) = 64 AND address_tag !~ '[^0-9a-f]'),
    sealed_address bytea,
    language       text COLLATE "C" NOT NULL CHECK (language <> ''),
    invited_by     text COLLATE "C" NOT NULL CHECK (invited_by <> ''),
    confirmed_by   text COLLATE "C" CHECK (confirmed_by <> ''),
    invited_at     timestamptz NOT NULL,
    answered_at    timestamptz,
    CHECK ((state IN ('PROPOSED', 'INVITED')) = (sealed_address IS NOT NULL)),
    CHECK ((state IN ('PROPOSED', 'INVITED')) = (answered_at IS NULL)),
    CHECK ((state = 'ACCEPTED') = (account_id IS NOT NULL))
);

CREATE UNIQUE INDEX jurors_once ON jurors (contest_id, address_tag) WHERE state IN ('INVITED', 'ACCEPTED');
CREATE UNIQUE INDEX jurors_accounts ON jurors (contest_id, account_id) WHERE account_id IS NOT NULL;
CREATE INDEX jurors_of ON jurors (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX jurors_invited ON jurors (address_tag) WHERE state = 'INVITED';

-- That a juror judges a project, or would have.
CREATE TABLE jury_assignments (
    id          text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id  text COLLATE "C" NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    juror_id    text COLLATE "C" NOT NULL REFERENCES jurors (id) DEFERRABLE INITIALLY DEFERRED,
    category_id text COLLATE "C" NOT NULL,
    project_id  text COLLATE "C" NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    state       text COLLATE "C" NOT NULL CHECK (state IN ('OPEN', 'DRAFT', 'SEALED', 'REVEALED', 'RECUSED')),
    why         text COLLATE "C" NOT NULL CHECK (why <> ''),
    assigned_at timestamptz NOT NULL,
    reason      text COLLATE "C" CHECK (reason IN ('SAME_ORGANISATION', 'SAME_COUNTRY', 'SUBMITTER', 'RELATIONSHIP', 'OTHER')),
    comment     text COLLATE "C" CHECK (comment <> ''),
    recused_at  timestamptz,
    UNIQUE (contest_id, kind, juror_id, project_id),
    CHECK ((state = 'RECUSED') = (reason IS NOT NULL)),
    CHECK ((state = 'RECUSED') = (recused_at IS NOT NULL)),
    FOREIGN KEY (contest_id, kind) REFERENCES jury_rounds (contest_id, kind) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX jury_assignments_of ON jury_assignments (juror_id);
CREATE INDEX jury_assignments_newest ON jury_assignments (assigned_at, id);

-- A juror's own notes, encrypted. One row for each assignment; the revision tells two devices apart.
CREATE TABLE score_drafts (
    assignment_id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES jury_assignments (id) DEFERRABLE INITIALLY DEFERRED,
    revision      integer NOT NULL CHECK (revision >= 1),
    sealed        bytea NOT NULL,
    saved_at      timestamptz NOT NULL
);

-- Score sheets: written once. Later only that one was taken back, and what it says once it is revealed. request_hash is
-- keyed, so that nothing of a sealed sheet can be guessed from it.
CREATE TABLE score_sheets (
    id              text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    assignment_id   text COLLATE "C" NOT NULL REFERENCES jury_assignments (id) DEFERRABLE INITIALLY DEFERRED,
    number          integer NOT NULL CHECK (number >= 1),
    commitment      text COLLATE "C" NOT NULL UNIQUE CHECK (length(commitment) = 64),
    sealed          bytea NOT NULL,
    sealed_at       timestamptz NOT NULL,
    after_reveal    boolean NOT NULL,
    taken_back_at   timestamptz,
    revealed_at     timestamptz,
    salt            text COLLATE "C" CHECK (length(salt) = 64),
    text            text COLLATE "C" CHECK (text <> ''),
    account_id      text COLLATE "C" NOT NULL REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
    idempotency_key text COLLATE "C" NOT NULL CHECK (length(idempotency_key) BETWEEN 8 AND 64),
    request_hash    text COLLATE "C" NOT NULL CHECK (length(request_hash) = 64),
    UNIQUE (assignment_id, number),
    UNIQUE (account_id, idempotency_key),
    CHECK ((revealed_at IS NULL) = (salt IS NULL)),
    CHECK ((revealed_at IS NULL) = (text IS NULL)),
    CHECK (taken_back_at IS NULL OR NOT after_reveal)
);

CREATE UNIQUE INDEX score_sheets_standing ON score_sheets (assignment_id) WHERE taken_back_at IS NULL AND NOT after_reveal;

-- What the expert group decided on ties.
CREATE TABLE jury_decisions (
    id          text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id  text COLLATE "C" NOT NULL,
    kind        text COLLATE "C" NOT NULL,
    category_id text COLLATE "C" NOT NULL,
    projects    jsonb NOT NULL CHECK (jsonb_typeof(projects) = 'array'),
    reason      text COLLATE "C" NOT NULL CHECK (reason <> ''),
    decided_by  text COLLATE "C" NOT NULL REFERENCES jurors (id) DEFERRABLE INITIALLY DEFERRED,
    decided_at  timestamptz NOT NULL,
    FOREIGN KEY (contest_id, kind) REFERENCES jury_rounds (contest_id, kind) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
);

-- That a juror was reminded, so many hours before the end.
CREATE TABLE jury_reminders (
    juror_id    text COLLATE "C" NOT NULL REFERENCES jurors (id) DEFERRABLE INITIALLY DEFERRED,
    kind        text COLLATE "C" NOT NULL CHECK (kind IN ('NOMINATION', 'SELECTION', 'INVITATION')),
    hours       integer NOT NULL CHECK (hours > 0),
    reminded_at timestamptz NOT NULL,
    PRIMARY KEY (juror_id, kind, hours)
);

CREATE FUNCTION jury_rounds_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is revealed stays revealed' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER jury_rounds_stay_revealed BEFORE UPDATE ON jury_rounds FOR EACH ROW
WHEN (OLD.revealed_at IS NOT NULL AND NEW.revealed_at IS DISTINCT FROM OLD.revealed_at) EXECUTE FUNCTION jury_rounds_stay();

CREATE FUNCTION score_sheets_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a score sheet is written once' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER score_sheets_stay BEFORE UPDATE ON score_sheets FOR EACH ROW
WHEN ((NEW.id, NEW.assignment_id, NEW.number, NEW.commitment, NEW.sealed, NEW.sealed_at, NEW.after_reveal, NEW.account_id,
        NEW.idempotency_key, NEW.request_hash)
    IS DISTINCT FROM (OLD.id, OLD.assignment_id, OLD.number, OLD.commitment, OLD.sealed, OLD.sealed_at, OLD.after_reveal, OLD.account_id,
        OLD.idempotency_key, OLD.request_hash)
    OR OLD.taken_back_at IS NOT NULL AND NEW.taken_back_at IS DISTINCT FROM OLD.taken_back_at
    OR OLD.revealed_at IS NOT NULL AND (NEW.revealed_at, NEW.salt, NEW.text) IS DISTINCT FROM (OLD.revealed_at, OLD.salt, OLD.text))
EXECUTE FUNCTION score_sheets_stay();

CREATE TRIGGER score_sheets_never_go BEFORE DELETE ON score_sheets FOR EACH ROW EXECUTE FUNCTION score_sheets_stay();
CREATE TRIGGER score_sheets_never_empty BEFORE TRUNCATE ON score_sheets FOR EACH STATEMENT EXECUTE FUNCTION score_sheets_stay();

CREATE FUNCTION jury_decisions_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what is decided is never changed' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER jury_decisions_stay BEFORE UPDATE OR DELETE ON jury_decisions FOR EACH ROW EXECUTE FUNCTION jury_decisions_stay();
CREATE TRIGGER jury_decisions_never_empty BEFORE TRUNCATE ON jury_decisions FOR EACH STATEMENT EXECUTE FUNCTION jury_decisions_stay();
