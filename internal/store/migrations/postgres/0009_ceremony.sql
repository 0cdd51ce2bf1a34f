-- What the publication of a result opens: how far projects came, what champions tell of themselves, special recognitions,
-- and who had it published. set_by holds the id of an account.

ALTER TABLE projects ADD COLUMN outcome text COLLATE "C" CHECK (outcome IN ('NOMINATED', 'CHAMPION', 'WINNER'));
ALTER TABLE projects ADD COLUMN story jsonb CHECK (jsonb_typeof(story) = 'object');
ALTER TABLE publications ADD COLUMN set_by text COLLATE "C" CHECK (set_by <> '');

-- Special recognitions, outside the categories. They become public with the winners, or at due_at.
CREATE TABLE recognitions (
    contest_id     text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    position       integer NOT NULL CHECK (position >= 1),
    project_id     text COLLATE "C" REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    stakeholder_id text COLLATE "C" REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    title          jsonb NOT NULL CHECK (jsonb_typeof(title) = 'object'),
    citation       jsonb NOT NULL CHECK (jsonb_typeof(citation) = 'object'),
    due_at         timestamptz,
    is_public      boolean NOT NULL,
    PRIMARY KEY (contest_id, position),
    CHECK ((project_id IS NULL) <> (stakeholder_id IS NULL))
);

CREATE INDEX recognitions_due ON recognitions (due_at) WHERE NOT is_public;
