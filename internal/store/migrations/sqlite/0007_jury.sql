-- The jury: who judges, by which criteria, what, and sealed score sheets. Instants are forum time but those of
-- invitations, which are real time.

-- A round of judging. It is open while the contest's phase of the same name is.
CREATE TABLE jury_rounds (
    contest_id        text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    kind              text NOT NULL CHECK (kind IN ('NOMINATION', 'SELECTION')),
    sheets_each       integer NOT NULL CHECK (sheets_each BETWEEN 1 AND 20),
    is_blind          integer NOT NULL CHECK (is_blind IN (0, 1)),
    country_conflicts integer NOT NULL CHECK (country_conflicts IN (0, 1)),
    when_all_in       integer NOT NULL CHECK (when_all_in IN (0, 1)),
    reveal_at         text, -- the close of the phase where it is null
    seed              text CHECK (seed <> ''),
    assigned_at       text,
    revealed_at       text,
    PRIMARY KEY (contest_id, kind),
    CHECK ((seed IS NULL) = (assigned_at IS NULL))
) STRICT;

CREATE TRIGGER jury_rounds_stay_revealed BEFORE UPDATE ON jury_rounds
WHEN OLD.revealed_at IS NOT NULL AND NEW.revealed_at IS NOT OLD.revealed_at
BEGIN
    SELECT RAISE(ABORT, 'what is revealed stays revealed');
END;

CREATE TABLE jury_criteria (
    id         text NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id text NOT NULL,
    kind       text NOT NULL,
    position   integer NOT NULL CHECK (position >= 1),
    name       text NOT NULL CHECK (json_type(name) = 'object'),
    rubric     text CHECK (json_type(rubric) = 'object'),
    weight     integer NOT NULL CHECK (weight BETWEEN 1 AND 1000),
    max_points integer NOT NULL CHECK (max_points BETWEEN 1 AND 1000),
    UNIQUE (contest_id, kind, position),
    CHECK (kind <> 'NOMINATION' OR max_points = 1),
    FOREIGN KEY (contest_id, kind) REFERENCES jury_rounds (contest_id, kind) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- A juror, or somebody who is asked to be one. The address is sealed, and goes once the invitation is answered.
CREATE TABLE jurors (
    id             text NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id     text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    account_id     text REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
    name           text NOT NULL CHECK (name <> ''),
    is_chair       integer NOT NULL CHECK (is_chair IN (0, 1)),
    country        text CHECK (length(country) = 2),
    languages      text NOT NULL CHECK (json_type(languages) = 'array'),
    organisations  text NOT NULL CHECK (json_type(organisations) = 'array'),
    categories     text NOT NULL CHECK (json_type(categories) = 'array'),
    state          text NOT NULL CHECK (state IN ('PROPOSED', 'INVITED', 'ACCEPTED', 'DECLINED')),
    address_tag    text NOT NULL CHECK (length(address_tag) = 64 AND address_tag NOT GLOB '*[^0-9a-f]*'),
    sealed_address blob,
    language       text NOT NULL CHECK (language <> ''),
    invited_by     text NOT NULL CHECK (invited_by <> ''),
    confirmed_by   text CHECK (confirmed_by <> ''),
    invited_at     text NOT NULL,
    answered_at    text,
    CHECK ((state IN ('PROPOSED', 'INVITED')) = (sealed_address IS NOT NULL)),
    CHECK ((state IN ('PROPOSED', 'INVITED')) = (answered_at IS NULL)),
    CHECK ((state = 'ACCEPTED') = (account_id IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX jurors_once ON jurors (contest_id, address_tag) WHERE state IN ('INVITED', 'ACCEPTED');
CREATE UNIQUE INDEX jurors_accounts ON jurors (contest_id, account_id) WHERE account_id IS NOT NULL;
CREATE INDEX jurors_of ON jurors (account_id) WHERE account_id IS NOT NULL;
CREATE INDEX jurors_invited ON jurors (address_tag) WHERE state = 'INVITED';

-- That a juror judges a project, or would have.
CREATE TABLE jury_assignments (
    id          text NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id  text NOT NULL,
    kind        text NOT NULL,
    juror_id    text NOT NULL REFERENCES jurors (id) DEFERRABLE INITIALLY DEFERRED,
    category_id text NOT NULL,
    project_id  text NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    state       text NOT NULL CHECK (state IN ('OPEN', 'DRAFT', 'SEALED', 'REVEALED', 'RECUSED')),
    why         text NOT NULL CHECK (why <> ''),
    assigned_at text NOT NULL,
    reason      text CHECK (reason IN ('SAME_ORGANISATION', 'SAME_COUNTRY', 'SUBMITTER', 'RELATIONSHIP', 'OTHER')),
    comment     text CHECK (comment <> ''),
    recused_at  text,
    UNIQUE (contest_id, kind, juror_id, project_id),
    CHECK ((state = 'RECUSED') = (reason IS NOT NULL)),
    CHECK ((state = 'RECUSED') = (recused_at IS NOT NULL)),
    FOREIGN KEY (contest_id, kind) REFERENCES jury_rounds (contest_id, kind) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX jury_assignments_of ON jury_assignments (juror_id);
CREATE INDEX jury_assignments_newest ON jury_assignments (assigned_at, id);

-- A juror's own notes, encrypted. One row for each assignment; the revision tells two devices apart.
CREATE TABLE score_drafts (
    assignment_id text NOT NULL PRIMARY KEY REFERENCES jury_assignments (id) DEFERRABLE INITIALLY DEFERRED,
    revision      integer NOT NULL CHECK (revision >= 1),
    sealed        blob NOT NULL,
    saved_at      text NOT NULL
) STRICT;

-- Score sheets: written once. Later only that one was taken back, and what it says once it is revealed. request_hash is
-- keyed, so that nothing of a sealed sheet can be guessed from it.
CREATE TABLE score_sheets (
    id              text NOT NULL PRIMARY KEY CHECK (id <> ''),
    assignment_id   text NOT NULL REFERENCES jury_assignments (id) DEFERRABLE INITIALLY DEFERRED,
    number          integer NOT NULL CHECK (number >= 1),
    commitment      text NOT NULL UNIQUE CHECK (length(commitment) = 64),
    sealed          blob NOT NULL,
    sealed_at       text NOT NULL,
    after_reveal    integer NOT NULL CHECK (after_reveal IN (0, 1)),
    taken_back_at   text,
    revealed_at     text,
    salt            text CHECK (length(salt) = 64),
    text            text CHECK (text <> ''),
    account_id      text NOT NULL REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED,
    idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 8 AND 64),
    request_hash    text NOT NULL CHECK (length(request_hash) = 64),
    UNIQUE (assignment_id, number),
    UNIQUE (account_id, idempotency_key),
    CHECK ((revealed_at IS NULL) = (salt IS NULL)),
    CHECK ((revealed_at IS NULL) = (text IS NULL)),
    CHECK (taken_back_at IS NULL OR after_reveal = 0)
) STRICT;

CREATE UNIQUE INDEX score_sheets_standing ON score_sheets (assignment_id) WHERE taken_back_at IS NULL AND after_reveal = 0;

CREATE TRIGGER score_sheets_stay BEFORE UPDATE ON score_sheets
WHEN NEW.id IS NOT OLD.id OR NEW.assignment_id IS NOT OLD.assignment_id OR NEW.number IS NOT OLD.number
    OR NEW.commitment IS NOT OLD.commitment OR NEW.sealed IS NOT OLD.sealed OR NEW.sealed_at IS NOT OLD.sealed_at
    OR NEW.after_reveal IS NOT OLD.after_reveal OR NEW.account_id IS NOT OLD.account_id
    OR NEW.idempotency_key IS NOT OLD.idempotency_key OR NEW.request_hash IS NOT OLD.request_hash
    OR OLD.taken_back_at IS NOT NULL AND NEW.taken_back_at IS NOT OLD.taken_back_at
    OR OLD.revealed_at IS NOT NULL AND (NEW.revealed_at IS NOT OLD.revealed_at OR NEW.salt IS NOT OLD.salt OR NEW.text IS NOT OLD.text)
BEGIN
    SELECT RAISE(ABORT, 'a score sheet is written once');
END;

CREATE TRIGGER score_sheets_never_go BEFORE DELETE ON score_sheets
BEGIN
    SELECT RAISE(ABORT, 'a score sheet is written once');
END;

-- What the expert group decided on ties.
CREATE TABLE jury_decisions (
    id          text NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id  text NOT NULL,
    kind        text NOT NULL,
    category_id text NOT NULL,
    projects    text NOT NULL CHECK (json_type(projects) = 'array'),
    reason      text NOT NULL CHECK (reason <> ''),
    decided_by  text NOT NULL REFERENCES jurors (id) DEFERRABLE INITIALLY DEFERRED,
    decided_at  text NOT NULL,
    FOREIGN KEY (contest_id, kind) REFERENCES jury_rounds (contest_id, kind) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TRIGGER jury_decisions_stay BEFORE UPDATE ON jury_decisions
BEGIN
    SELECT RAISE(ABORT, 'what is decided is never changed');
END;

CREATE TRIGGER jury_decisions_never_go BEFORE DELETE ON jury_decisions
BEGIN
    SELECT RAISE(ABORT, 'what is decided is never changed');
END;

-- That a juror was reminded, so many hours before the end.
CREATE TABLE jury_reminders (
    juror_id    text NOT NULL REFERENCES jurors (id) DEFERRABLE INITIALLY DEFERRED,
    kind        text NOT NULL CHECK (kind IN ('NOMINATION', 'SELECTION', 'INVITATION')),
    hours       integer NOT NULL CHECK (hours > 0),
    reminded_at text NOT NULL,
    PRIMARY KEY (juror_id, kind, hours)
) STRICT;
