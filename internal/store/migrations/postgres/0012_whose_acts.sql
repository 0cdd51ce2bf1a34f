-- What an act was about, so that officers and auditors read the acts of their own forums and contests: a forum, or a
-- contest without its forum, or neither, as a role has it. Acts of before get theirs where they say it.
ALTER TABLE audit_trail
    ADD COLUMN forum_id text COLLATE "C" REFERENCES forums (id),
    ADD COLUMN contest_id text COLLATE "C" REFERENCES contests (id),
    ADD CHECK (forum_id IS NULL OR contest_id IS NULL);

-- This once, and within this migration only, the trail takes a change.
ALTER TABLE audit_trail DISABLE TRIGGER audit_trail_stays;

UPDATE audit_trail SET contest_id = (SELECT c.id FROM contests AS c WHERE c.slug = substr(audit_trail.subject, 9))
WHERE substr(subject, 1, 8) = 'contest ';
UPDATE audit_trail SET contest_id = (SELECT e.contest_id FROM entries AS e WHERE e.id = substr(audit_trail.subject, 7))
WHERE substr(subject, 1, 6) = 'entry ';
UPDATE audit_trail SET contest_id = (SELECT p.contest_id FROM proposals AS p WHERE audit_trail.subject = 'proposal ' || p.kind || ' ' || p.id)
WHERE substr(subject, 1, 9) = 'proposal ';
UPDATE audit_trail SET contest_id = (SELECT c.contest_id FROM scrutiny_cases AS c WHERE c.id = substr(audit_trail.subject, 6))
WHERE substr(subject, 1, 5) = 'case ';
UPDATE audit_trail SET contest_id = (SELECT c.contest_id FROM counts AS c WHERE c.id = substr(audit_trail.subject, 7))
WHERE substr(subject, 1, 6) = 'count ';
-- In a nomination, what is called a project is an entry.
UPDATE audit_trail SET contest_id = coalesce(
    (SELECT p.contest_id FROM projects AS p WHERE p.id = substr(audit_trail.subject, 9)),
    (SELECT e.contest_id FROM entries AS e WHERE e.id = substr(audit_trail.subject, 9)))
WHERE substr(subject, 1, 8) = 'project ';
UPDATE audit_trail SET contest_id = (SELECT c.contest_id FROM categories AS c WHERE c.id = substr(audit_trail.subject, 10))
WHERE substr(subject, 1, 9) = 'category ';
UPDATE audit_trail SET contest_id = (SELECT a.contest_id FROM score_sheets AS s JOIN jury_assignments AS a ON a.id = s.assignment_id
    WHERE s.id = substr(audit_trail.subject, 7))
WHERE substr(subject, 1, 6) = 'sheet ';
UPDATE audit_trail SET forum_id = (SELECT f.id FROM forums AS f WHERE f.slug = substr(audit_trail.subject, 7))
WHERE substr(subject, 1, 6) = 'forum ' AND action = 'forum.create';
-- An act about a role says first what the role is for, and only then why.
UPDATE audit_trail SET contest_id = (SELECT min(g.contest_id) FROM role_grants AS g
    WHERE substr(audit_trail.detail || ': ', 1, length(g.role || ' for contest ' || g.contest_id || ': ')) = g.role || ' for contest ' || g.contest_id || ': ')
WHERE action IN ('role.grant', 'role.confirm', 'role.withdraw');
UPDATE audit_trail SET forum_id = (SELECT min(g.forum_id) FROM role_grants AS g
    WHERE substr(audit_trail.detail || ': ', 1, length(g.role || ' for forum ' || g.forum_id || ': ')) = g.role || ' for forum ' || g.forum_id || ': ')
WHERE action IN ('role.grant', 'role.confirm', 'role.withdraw') AND contest_id IS NULL;

ALTER TABLE audit_trail ENABLE TRIGGER audit_trail_stays;

CREATE INDEX audit_trail_contest ON audit_trail (contest_id, at, id) WHERE contest_id IS NOT NULL;
