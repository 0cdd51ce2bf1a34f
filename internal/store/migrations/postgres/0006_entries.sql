-- Entries: the form of a contest, what organisations enter by it, and what nominees tell of themselves. Instants are
-- forum time. created_by and moved_by hold the id of an account.

ALTER TABLE contests ADD COLUMN form jsonb CHECK (jsonb_typeof(form) = 'array');
ALTER TABLE projects ADD COLUMN description jsonb CHECK (jsonb_typeof(description) = 'object');

CREATE TABLE entries (
    id             text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id     text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    category_id    text COLLATE "C",
    stakeholder_id text COLLATE "C" NOT NULL REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    created_by     text COLLATE "C" NOT NULL CHECK (created_by <> ''),
    title          text COLLATE "C" NOT NULL,
    title_key      text COLLATE "C" NOT NULL, -- as titles are compared
    language       text COLLATE "C" NOT NULL CHECK (language <> ''),
    answers        jsonb CHECK (jsonb_typeof(answers) = 'array'),
    links          jsonb CHECK (jsonb_typeof(links) = 'array'),
    images         jsonb CHECK (jsonb_typeof(images) = 'array'),
    started_on     text COLLATE "C" CHECK (started_on ~ '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$'),
    ended_on       text COLLATE "C" CHECK (ended_on ~ '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$'),
    waived         jsonb CHECK (jsonb_typeof(waived) = 'array'),
    state          text COLLATE "C" NOT NULL CHECK (state IN ('DRAFT', 'SUBMITTED', 'ELIGIBLE', 'RETURNED', 'INELIGIBLE', 'WITHDRAWN', 'NOMINATED', 'CHAMPION', 'WINNER')),
    revision       integer NOT NULL CHECK (revision >= 1),
    created_at     timestamptz NOT NULL,
    changed_at     timestamptz NOT NULL,
    submitted_at   timestamptz,
    project_id     text COLLATE "C" UNIQUE REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    held_title     text COLLATE "C" CHECK (held_title <> ''),
    held_category  text COLLATE "C" CHECK (held_category <> ''),
    CHECK (state IN ('DRAFT', 'WITHDRAWN') OR submitted_at IS NOT NULL),
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED,
    CHECK (started_on <= ended_on),
    CHECK (state IN ('DRAFT', 'WITHDRAWN', 'RETURNED', 'INELIGIBLE') OR category_id IS NOT NULL AND title <> ''),
    CHECK ((state IN ('NOMINATED', 'CHAMPION', 'WINNER')) = (project_id IS NOT NULL)),
    UNIQUE (contest_id, stakeholder_id, held_title),
    UNIQUE (contest_id, stakeholder_id, held_category)
);

CREATE INDEX entries_submitted ON entries (contest_id, submitted_at, id) WHERE submitted_at IS NOT NULL;
CREATE INDEX entries_created_by ON entries (created_by);
CREATE INDEX entries_winners ON entries (contest_id) WHERE state = 'WINNER';

-- How entries came from state to state. Rows are added and never changed.
CREATE TABLE entry_moves (
    entry_id   text COLLATE "C" NOT NULL REFERENCES entries (id) DEFERRABLE INITIALLY DEFERRED,
    position   integer NOT NULL CHECK (position >= 1),
    from_state text COLLATE "C" NOT NULL CHECK (from_state <> ''),
    to_state   text COLLATE "C" NOT NULL CHECK (to_state <> from_state),
    moved_by   text COLLATE "C" NOT NULL CHECK (moved_by <> ''),
    moved_at   timestamptz NOT NULL,
    reason     text COLLATE "C" CHECK (reason <> ''),
    despite    jsonb CHECK (jsonb_typeof(despite) = 'array'), -- checks that an officer let pass
    PRIMARY KEY (entry_id, position),
    CHECK (reason IS NOT NULL OR to_state NOT IN ('RETURNED', 'INELIGIBLE') AND despite IS NULL)
);

CREATE INDEX entry_moves_by ON entry_moves (moved_by);

CREATE FUNCTION entry_moves_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'how entries moved is never changed' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER entry_moves_stay BEFORE UPDATE OR DELETE ON entry_moves FOR EACH ROW EXECUTE FUNCTION entry_moves_stay();
CREATE TRIGGER entry_moves_never_empties BEFORE TRUNCATE ON entry_moves FOR EACH STATEMENT EXECUTE FUNCTION entry_moves_stay();
