-- A nomination judges entries, which are no projects yet; a selection judges projects.
ALTER TABLE jury_assignments
    ALTER COLUMN project_id DROP NOT NULL,
    ADD COLUMN entry_id text COLLATE "C" REFERENCES entries (id) DEFERRABLE INITIALLY DEFERRED;

UPDATE jury_assignments SET entry_id = e.id, project_id = NULL
FROM entries AS e WHERE e.project_id = jury_assignments.project_id AND jury_assignments.kind = 'NOMINATION';

SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;

ALTER TABLE jury_assignments
    ADD CHECK ((project_id IS NULL) <> (entry_id IS NULL)),
    ADD UNIQUE (contest_id, kind, juror_id, entry_id);

-- When what a nomination round decided was carried out; its sheets are final from then on.
ALTER TABLE jury_rounds ADD COLUMN applied_at timestamptz;
