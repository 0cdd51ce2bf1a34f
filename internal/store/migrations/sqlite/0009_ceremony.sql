-- What the publication of a result opens: how far projects came, what champions tell of themselves, special recognitions,
-- and who had it published. set_by holds the id of an account.

ALTER TABLE projects ADD COLUMN outcome text CHECK (outcome IN ('NOMINATED', 'CHAMPION', 'WINNER'));
ALTER TABLE projects ADD COLUMN story text CHECK (json_type(story) = 'object');
ALTER TABLE publications ADD COLUMN set_by text CHECK (set_by <> '');

-- Special recognitions, outside the categories. They become public with the winners, or at due_at.
CREATE TABLE recognitions (
    contest_id     text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    position       integer NOT NULL CHECK (position >= 1),
    project_id     text REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    stakeholder_id text REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    title          text NOT NULL CHECK (json_type(title) = 'object'),
    citation       text NOT NULL CHECK (json_type(citation) = 'object'),
    due_at         text,
    is_public      integer NOT NULL CHECK (is_public IN (0, 1)),
    PRIMARY KEY (contest_id, position),
    CHECK ((project_id IS NULL) <> (stakeholder_id IS NULL))
) STRICT;

CREATE INDEX recognitions_due ON recognitions (due_at) WHERE is_public = 0;
