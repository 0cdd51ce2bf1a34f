-- A nomination judges entries, which are no projects yet; a selection judges projects. SQLite lets no column lose its NOT
-- NULL: the table is made anew, and those that refer to it, with what they hold.
CREATE TABLE kept_assignments AS SELECT * FROM jury_assignments;
CREATE TABLE kept_drafts AS SELECT * FROM score_drafts;
CREATE TABLE kept_sheets AS SELECT * FROM score_sheets;
DROP TABLE score_sheets;
DROP TABLE score_drafts;
DROP TABLE jury_assignments;

CREATE TABLE jury_assignments (
    id          text NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id  text NOT NULL,
    kind        text NOT NULL,
    juror_id    text NOT NULL REFERENCES jurors (id) DEFERRABLE INITIALLY DEFERRED,
    category_id text NOT NULL,
    project_id  text REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    state       text NOT NULL CHECK (state IN ('OPEN', 'DRAFT', 'SEALED', 'REVEALED', 'RECUSED')),
    why         text NOT NULL CHECK (why <> ''),
    assigned_at text NOT NULL,
    reason      text CHECK (reason IN ('SAME_ORGANISATION', 'SAME_COUNTRY', 'SUBMITTER', 'RELATIONSHIP', 'OTHER')),
    comment     text CHECK (comment <> ''),
    recused_at  text,
    entry_id    text REFERENCES entries (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (contest_id, kind, juror_id, project_id),
    UNIQUE (contest_id, kind, juror_id, entry_id),
    CHECK ((project_id IS NULL) <> (entry_id IS NULL)),
    CHECK ((state = 'RECUSED') = (reason IS NOT NULL)),
    CHECK ((state = 'RECUSED') = (recused_at IS NOT NULL)),
    FOREIGN KEY (contest_id, kind) REFERENCES jury_rounds (contest_id, kind) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX jury_assignments_of ON jury_assignments (juror_id);
CREATE INDEX jury_assignments_newest ON jury_assignments (assigned_at, id);

CREATE TABLE score_drafts (
    assignment_id text NOT NULL PRIMARY KEY REFERENCES jury_assignments (id) DEFERRABLE INITIALLY DEFERRED,
    revision      integer NOT NULL CHECK (revision >= 1),
    sealed        blob NOT NULL,
    saved_at      text NOT NULL
) STRICT;

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

INSERT INTO jury_assignments (id, contest_id, kind, juror_id, category_id, project_id, entry_id, state, why, assigned_at, reason, comment, recused_at)
SELECT k.id, k.contest_id, k.kind, k.juror_id, k.category_id, CASE WHEN e.id IS NULL THEN k.project_id END, e.id, k.state, k.why, k.assigned_at, k.reason,
    k.comment, k.recused_at
FROM kept_assignments AS k LEFT JOIN entries AS e ON e.project_id = k.project_id AND k.kind = 'NOMINATION';
INSERT INTO score_drafts SELECT * FROM kept_drafts;
INSERT INTO score_sheets SELECT * FROM kept_sheets;
DROP TABLE kept_sheets;
DROP TABLE kept_drafts;
DROP TABLE kept_assignments;

-- When what a nomination round decided was carried out; its sheets are final from then on.
ALTER TABLE jury_rounds ADD COLUMN applied_at text;
