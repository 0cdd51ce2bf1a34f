-- Who was reminded of what, so that nobody gets a letter twice. The recipient is an account, or, of an invitation that is
-- not answered, the juror's id. Instants are forum time.
CREATE TABLE reminders (
    contest_id  text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    recipient   text NOT NULL CHECK (recipient <> ''),
    kind        text NOT NULL CHECK (kind <> ''),
    hours       integer NOT NULL CHECK (hours > 0),
    ends_at     text NOT NULL,
    reminded_at text NOT NULL,
    PRIMARY KEY (contest_id, recipient, kind, hours, ends_at)
) STRICT;

CREATE INDEX reminders_to ON reminders (recipient);

INSERT INTO reminders (contest_id, recipient, kind, hours, ends_at, reminded_at)
SELECT j.contest_id, j.account_id, m.kind, m.hours, min(coalesce(r.reveal_at, p.closes_at), p.closes_at), m.reminded_at
FROM jury_reminders AS m
JOIN jurors AS j ON j.id = m.juror_id AND j.account_id IS NOT NULL
JOIN jury_rounds AS r ON r.contest_id = j.contest_id AND r.kind = m.kind
JOIN contest_phases AS p ON p.contest_id = j.contest_id AND p.kind = m.kind;

DROP TABLE jury_reminders;
