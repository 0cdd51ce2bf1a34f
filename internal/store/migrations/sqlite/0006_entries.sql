-- Entries: the form of a contest, what organisations enter by it, and what nominees tell of themselves. Instants are
-- forum time. created_by and moved_by hold the id of an account.

ALTER TABLE contests ADD COLUMN form text CHECK (json_type(form) = 'array');
ALTER TABLE projects ADD COLUMN description text CHECK (json_type(description) = 'object');

CREATE TABLE entries (
    id             text NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id     text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    category_id    text,
    stakeholder_id text NOT NULL REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    created_by     text NOT NULL CHECK (created_by <> ''),
    title          text NOT NULL,
    title_key      text NOT NULL, -- as titles are compared
    language       text NOT NULL CHECK (language <> ''),
    answers        text CHECK (json_type(answers) = 'array'),
    links          text CHECK (json_type(links) = 'array'),
    images         text CHECK (json_type(images) = 'array'),
    started_on     text CHECK (started_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    ended_on       text CHECK (ended_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    waived         text CHECK (json_type(waived) = 'array'),
    state          text NOT NULL CHECK (state IN ('DRAFT', 'SUBMITTED', 'ELIGIBLE', 'RETURNED', 'INELIGIBLE', 'WITHDRAWN', 'NOMINATED', 'CHAMPION', 'WINNER')),
    revision       integer NOT NULL CHECK (revision >= 1),
    created_at     text NOT NULL,
    changed_at     text NOT NULL,
    submitted_at   text,
    project_id     text UNIQUE REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    held_title     text CHECK (held_title <> ''),
    held_category  text CHECK (held_category <> ''),
    CHECK (state IN ('DRAFT', 'WITHDRAWN') OR submitted_at IS NOT NULL),
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED,
    CHECK (started_on <= ended_on),
    CHECK (state IN ('DRAFT', 'WITHDRAWN', 'RETURNED', 'INELIGIBLE') OR category_id IS NOT NULL AND title <> ''),
    CHECK ((state IN ('NOMINATED', 'CHAMPION', 'WINNER')) = (project_id IS NOT NULL)),
    UNIQUE (contest_id, stakeholder_id, held_title),
    UNIQUE (contest_id, stakeholder_id, held_category)
) STRICT;

CREATE INDEX entries_submitted ON entries (contest_id, submitted_at, id) WHERE submitted_at IS NOT NULL;
CREATE INDEX entries_created_by ON entries (created_by);
CREATE INDEX entries_winners ON entries (contest_id) WHERE state = 'WINNER';

-- How entries came from state to state. Rows are added and never changed.
CREATE TABLE entry_moves (
    entry_id   text NOT NULL REFERENCES entries (id) DEFERRABLE INITIALLY DEFERRED,
    position   integer NOT NULL CHECK (position >= 1),
    from_state text NOT NULL CHECK (from_state <> ''),
    to_state   text NOT NULL CHECK (to_state <> from_state),
    moved_by   text NOT NULL CHECK (moved_by <> ''),
    moved_at   text NOT NULL,
    reason     text CHECK (reason <> ''),
    despite    text CHECK (json_type(despite) = 'array'), -- checks that an officer let pass
    PRIMARY KEY (entry_id, position),
    CHECK (reason IS NOT NULL OR to_state NOT IN ('RETURNED', 'INELIGIBLE') AND despite IS NULL)
) STRICT;

CREATE INDEX entry_moves_by ON entry_moves (moved_by);

CREATE TRIGGER entry_moves_stay BEFORE UPDATE ON entry_moves
BEGIN
    SELECT RAISE(ABORT, 'how entries moved is never changed');
END;

CREATE TRIGGER entry_moves_never_go BEFORE DELETE ON entry_moves
BEGIN
    SELECT RAISE(ABORT, 'how entries moved is never changed');
END;
