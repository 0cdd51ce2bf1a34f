-- What a forum is made of: one root table for each aggregate, child tables where a child has a foreign key, an order
-- or a uniqueness of its own. Plain lists of values are JSON, NULL where they are empty.
-- Foreign keys are checked at the commit, so that a batch may be saved in any order and children may be replaced.
-- Instants are UTC with microseconds, days are text like 2020-06-22.

CREATE TABLE meta (
    key   TEXT NOT NULL PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 100),
    value TEXT NOT NULL,
    CHECK (key <> 'made_by' OR value IN ('demo', 'rehearsal', 'serve'))
) STRICT;

CREATE TABLE external_ids (
    source      TEXT NOT NULL CHECK (source <> ''),
    entity      TEXT NOT NULL CHECK (entity IN ('country', 'kind', 'action_line', 'goal', 'matrix', 'stakeholder', 'person', 'forum', 'session', 'contest', 'project', 'track', 'page', 'category')),
    external_id TEXT NOT NULL CHECK (external_id <> ''),
    id          TEXT NOT NULL CHECK (id <> ''),
    PRIMARY KEY (source, entity, external_id),
    UNIQUE (entity, id, source)
) STRICT;

CREATE TABLE countries (
    code        TEXT NOT NULL PRIMARY KEY CHECK (code GLOB '[A-Z][A-Z]'),
    alpha3      TEXT NOT NULL UNIQUE CHECK (alpha3 GLOB '[A-Z][A-Z][A-Z]'),
    m49         TEXT NOT NULL UNIQUE CHECK (m49 GLOB '[0-9][0-9][0-9]'),
    names       TEXT NOT NULL CHECK (json_type(names) = 'object'),
    itu_region  TEXT,
    un_status   TEXT NOT NULL CHECK (un_status <> ''),
    un_groups   TEXT CHECK (json_type(un_groups) = 'array'),
    other_names TEXT CHECK (json_type(other_names) = 'array'),
    notes       TEXT CHECK (json_type(notes) = 'array'),
    sources     TEXT CHECK (json_type(sources) = 'array'),
    revision    INTEGER NOT NULL CHECK (revision >= 1)
) STRICT;

CREATE TABLE kinds (
    code     TEXT NOT NULL PRIMARY KEY CHECK (code <> ''),
    name     TEXT NOT NULL CHECK (json_type(name) = 'object'),
    position INTEGER NOT NULL,
    revision INTEGER NOT NULL CHECK (revision >= 1)
) STRICT;

-- What an Action Line may be called where one is named: its own code, or that of its group (C7). Codes only come.
CREATE TABLE line_codes (
    code TEXT NOT NULL PRIMARY KEY CHECK (code <> '')
) STRICT;

CREATE TABLE action_lines (
    id         TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    code       TEXT NOT NULL UNIQUE REFERENCES line_codes (code) DEFERRABLE INITIALLY DEFERRED,
    line       TEXT NOT NULL REFERENCES line_codes (code) DEFERRABLE INITIALLY DEFERRED,
    position   INTEGER NOT NULL,
    title      TEXT NOT NULL CHECK (json_type(title) = 'object'),
    short_name TEXT CHECK (json_type(short_name) = 'object'),
    notes      TEXT CHECK (json_type(notes) = 'array'),
    sources    TEXT CHECK (json_type(sources) = 'array'),
    revision   INTEGER NOT NULL CHECK (revision >= 1)
) STRICT;

CREATE TABLE goals (
    id       TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    number   INTEGER NOT NULL UNIQUE CHECK (number BETWEEN 1 AND 17),
    name     TEXT NOT NULL CHECK (json_type(name) = 'object'),
    title    TEXT NOT NULL CHECK (json_type(title) = 'object'),
    colour   TEXT NOT NULL CHECK (colour GLOB '#[0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F][0-9A-F]'),
    notes    TEXT CHECK (json_type(notes) = 'array'),
    sources  TEXT CHECK (json_type(sources) = 'array'),
    revision INTEGER NOT NULL CHECK (revision >= 1)
) STRICT;

CREATE TABLE goal_targets (
    goal_id  TEXT NOT NULL REFERENCES goals (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL CHECK (position >= 0),
    code     TEXT NOT NULL UNIQUE CHECK (code <> ''),
    PRIMARY KEY (goal_id, position)
) STRICT;

CREATE TABLE matrices (
    version  TEXT NOT NULL PRIMARY KEY CHECK (version <> ''),
    position INTEGER NOT NULL,
    dated_on TEXT CHECK (dated_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    notes    TEXT CHECK (json_type(notes) = 'array'),
    sources  TEXT CHECK (json_type(sources) = 'array'),
    revision INTEGER NOT NULL CHECK (revision >= 1)
) STRICT;

CREATE TABLE matrix_links (
    version     TEXT NOT NULL REFERENCES matrices (version) DEFERRABLE INITIALLY DEFERRED,
    position    INTEGER NOT NULL CHECK (position >= 0),
    action_line TEXT NOT NULL REFERENCES action_lines (code) DEFERRABLE INITIALLY DEFERRED,
    goal        INTEGER NOT NULL REFERENCES goals (number) DEFERRABLE INITIALLY DEFERRED,
    target      TEXT REFERENCES goal_targets (code) DEFERRABLE INITIALLY DEFERRED,
    rationale   TEXT CHECK (json_type(rationale) = 'object'),
    is_disputed INTEGER NOT NULL CHECK (is_disputed IN (0, 1)),
    PRIMARY KEY (version, position),
    CHECK (target LIKE (goal || '.%'))
) STRICT;

CREATE UNIQUE INDEX matrix_links_once ON matrix_links (version, action_line, goal, coalesce(target, ''));
CREATE INDEX matrix_links_target ON matrix_links (target);

CREATE TABLE stakeholders (
    id           TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    name         TEXT NOT NULL CHECK (json_type(name) = 'object'),
    acronym      TEXT,
    type         TEXT NOT NULL CHECK (type IN ('GOVERNMENT', 'CIVIL_SOCIETY', 'UNITED_NATIONS', 'PRIVATE_SECTOR', 'ACADEMIA', 'INTERNATIONAL_ORGANIZATION', 'TECHNICAL_COMMUNITY', 'MEDIA')),
    itu_category TEXT CHECK (itu_category IN ('MEMBER_STATE', 'RESOLUTION_99', 'PERMANENT_MISSION', 'REGULATOR', 'SECTOR_MEMBER', 'ASSOCIATE', 'ACADEMIA', 'NON_MEMBER', 'INDIVIDUAL')),
    country      TEXT REFERENCES countries (code) DEFERRABLE INITIALLY DEFERRED,
    website      TEXT,
    is_sample    INTEGER NOT NULL CHECK (is_sample IN (0, 1)),
    notes        TEXT CHECK (json_type(notes) = 'array'),
    sources      TEXT CHECK (json_type(sources) = 'array'),
    revision     INTEGER NOT NULL CHECK (revision >= 1)
) STRICT;

CREATE TABLE facilitations (
    action_line_id TEXT NOT NULL REFERENCES action_lines (id) DEFERRABLE INITIALLY DEFERRED,
    position       INTEGER NOT NULL CHECK (position >= 0),
    stakeholder_id TEXT REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    name           TEXT NOT NULL,
    is_lead        INTEGER NOT NULL CHECK (is_lead IN (0, 1)),
    from_on        TEXT CHECK (from_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    to_on          TEXT CHECK (to_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    PRIMARY KEY (action_line_id, position),
    CHECK (from_on <= to_on)
) STRICT;

CREATE TABLE people (
    id        TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    name      TEXT NOT NULL CHECK (name <> ''),
    offices   TEXT CHECK (json_type(offices) = 'array'),
    is_sample INTEGER NOT NULL CHECK (is_sample IN (0, 1)),
    notes     TEXT CHECK (json_type(notes) = 'array'),
    sources   TEXT CHECK (json_type(sources) = 'array'),
    revision  INTEGER NOT NULL CHECK (revision >= 1)
) STRICT;

CREATE TABLE forums (
    id         TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    slug       TEXT NOT NULL UNIQUE CHECK (slug <> ''),
    year       INTEGER NOT NULL CHECK (year BETWEEN 1900 AND 2200),
    theme      TEXT NOT NULL CHECK (json_type(theme) = 'object'),
    starts_on  TEXT NOT NULL CHECK (starts_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    ends_on    TEXT NOT NULL CHECK (ends_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    time_zone  TEXT NOT NULL CHECK (time_zone <> ''),
    mode       TEXT CHECK (mode IN ('VIRTUAL', 'ON_SITE', 'HYBRID')),
    is_archive INTEGER NOT NULL CHECK (is_archive IN (0, 1)),
    phases     TEXT CHECK (json_type(phases) = 'array'),
    chair_id   TEXT REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
    notes      TEXT CHECK (json_type(notes) = 'array'),
    sources    TEXT CHECK (json_type(sources) = 'array'),
    revision   INTEGER NOT NULL CHECK (revision >= 1),
    CHECK (starts_on <= ends_on)
) STRICT;

CREATE TABLE accreditations (
    stakeholder_id TEXT NOT NULL REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    position       INTEGER NOT NULL CHECK (position >= 0),
    forum_id       TEXT NOT NULL REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    year           INTEGER NOT NULL,
    status         TEXT NOT NULL CHECK (status IN ('REQUESTED', 'ACCREDITED', 'REFUSED', 'WITHDRAWN')),
    ask_again      INTEGER NOT NULL CHECK (ask_again IN (0, 1)),
    PRIMARY KEY (stakeholder_id, position),
    UNIQUE (stakeholder_id, forum_id)
) STRICT;

CREATE TABLE forum_organisers (
    forum_id       TEXT NOT NULL REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    position       INTEGER NOT NULL CHECK (position >= 0),
    stakeholder_id TEXT NOT NULL REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (forum_id, position),
    UNIQUE (forum_id, stakeholder_id)
) STRICT;

CREATE TABLE tracks (
    id       TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    forum_id TEXT NOT NULL REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    position INTEGER NOT NULL CHECK (position >= 0),
    name     TEXT NOT NULL CHECK (json_type(name) = 'object'),
    since    INTEGER,
    UNIQUE (forum_id, position),
    UNIQUE (forum_id, id)
) STRICT;

CREATE TABLE pages (
    id        TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    forum_id  TEXT NOT NULL REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    position  INTEGER NOT NULL CHECK (position >= 0),
    slug      TEXT NOT NULL CHECK (slug <> ''),
    title     TEXT NOT NULL CHECK (json_type(title) = 'object'),
    body      TEXT NOT NULL CHECK (json_type(body) = 'object'),
    is_sample INTEGER NOT NULL CHECK (is_sample IN (0, 1)),
    sources   TEXT CHECK (json_type(sources) = 'array'),
    UNIQUE (forum_id, position),
    UNIQUE (forum_id, slug)
) STRICT;

-- Every number that a session of an edition was ever given. A row is never changed and never goes, so that a number
-- cannot come to mean another session.
CREATE TABLE session_numbers (
    forum_id   TEXT NOT NULL REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    number     TEXT NOT NULL CHECK (number <> ''),
    session_id TEXT NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (forum_id, number),
    UNIQUE (forum_id, number, session_id)
) STRICT;

CREATE TRIGGER session_numbers_stay BEFORE UPDATE ON session_numbers
BEGIN
    SELECT RAISE(ABORT, 'a session number is given once');
END;

CREATE TRIGGER session_numbers_never_go BEFORE DELETE ON session_numbers
BEGIN
    SELECT RAISE(ABORT, 'a session number is given once');
END;

CREATE TABLE sessions (
    id                    TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    forum_id              TEXT NOT NULL REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    number                TEXT CHECK (number <> ''),
    title                 TEXT NOT NULL CHECK (json_type(title) = 'object'),
    abstract              TEXT CHECK (json_type(abstract) = 'object'),
    kind                  TEXT NOT NULL REFERENCES kinds (code) DEFERRABLE INITIALLY DEFERRED,
    state                 TEXT NOT NULL CHECK (state IN ('DRAFT', 'PUBLISHED', 'CANCELLED', 'WITHDRAWN')),
    cancellation_reason   TEXT CHECK (json_type(cancellation_reason) = 'object'),
    day                   TEXT CHECK (day GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    start_only            TEXT,
    mode                  TEXT CHECK (mode IN ('VIRTUAL', 'ON_SITE', 'HYBRID')),
    audience              TEXT NOT NULL CHECK (audience IN ('OPEN', 'REGISTERED', 'INVITED', 'MEMBERS', 'MEDIA')),
    languages             TEXT CHECK (json_type(languages) = 'array'),
    interpretation        TEXT CHECK (json_type(interpretation) = 'array'),
    captioning            TEXT CHECK (json_type(captioning) = 'array'),
    organisers_as_printed TEXT CHECK (json_type(organisers_as_printed) = 'array'),
    speakers_complete     INTEGER CHECK (speakers_complete IN (0, 1)),
    parent_id             TEXT CHECK (parent_id <> id),
    attendance            INTEGER CHECK (attendance >= 0),
    panel_countries       TEXT CHECK (json_type(panel_countries) = 'array'),
    url                   TEXT,
    is_sample             INTEGER NOT NULL CHECK (is_sample IN (0, 1)),
    notes                 TEXT CHECK (json_type(notes) = 'array'),
    sources               TEXT CHECK (json_type(sources) = 'array'),
    revision              INTEGER NOT NULL CHECK (revision >= 1),
    UNIQUE (forum_id, id),
    UNIQUE (forum_id, number),
    CHECK (day IS NULL OR start_only IS NULL),
    FOREIGN KEY (forum_id, parent_id) REFERENCES sessions (forum_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (forum_id, number, id) REFERENCES session_numbers (forum_id, number, session_id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX sessions_parent ON sessions (forum_id, parent_id);

CREATE TABLE session_slots (
    session_id TEXT NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position   INTEGER NOT NULL CHECK (position >= 0),
    starts_at  TEXT NOT NULL,
    ends_at    TEXT NOT NULL,
    room       TEXT,
    PRIMARY KEY (session_id, position),
    CHECK (starts_at < ends_at)
) STRICT;

CREATE TABLE session_tracks (
    session_id TEXT NOT NULL,
    position   INTEGER NOT NULL CHECK (position >= 0),
    forum_id   TEXT NOT NULL,
    track_id   TEXT NOT NULL,
    PRIMARY KEY (session_id, position),
    UNIQUE (session_id, track_id),
    FOREIGN KEY (forum_id, session_id) REFERENCES sessions (forum_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (forum_id, track_id) REFERENCES tracks (forum_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX session_tracks_track ON session_tracks (forum_id, track_id);

CREATE TABLE session_action_lines (
    session_id  TEXT NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position    INTEGER NOT NULL CHECK (position >= 0),
    action_line TEXT NOT NULL REFERENCES line_codes (code) DEFERRABLE INITIALLY DEFERRED,
    rationale   TEXT CHECK (json_type(rationale) = 'object'),
    PRIMARY KEY (session_id, position),
    UNIQUE (session_id, action_line)
) STRICT;

CREATE TABLE session_goals (
    session_id TEXT NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position   INTEGER NOT NULL CHECK (position >= 0),
    goal       INTEGER NOT NULL REFERENCES goals (number) DEFERRABLE INITIALLY DEFERRED,
    rationale  TEXT CHECK (json_type(rationale) = 'object'),
    PRIMARY KEY (session_id, position),
    UNIQUE (session_id, goal)
) STRICT;

CREATE TABLE session_organisers (
    session_id     TEXT NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position       INTEGER NOT NULL CHECK (position >= 0),
    stakeholder_id TEXT NOT NULL REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (session_id, position),
    UNIQUE (session_id, stakeholder_id)
) STRICT;

CREATE TABLE session_participations (
    session_id             TEXT NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position               INTEGER NOT NULL CHECK (position >= 0),
    person_id              TEXT NOT NULL REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
    role                   TEXT NOT NULL CHECK (role IN ('SPEAKER', 'MODERATOR', 'PANELLIST', 'KEYNOTE', 'RAPPORTEUR', 'CHAIR')),
    post                   TEXT,
    affiliation_as_printed TEXT,
    country                TEXT REFERENCES countries (code) DEFERRABLE INITIALLY DEFERRED,
    part                   TEXT,
    PRIMARY KEY (session_id, position)
) STRICT;

CREATE TABLE session_affiliations (
    session_id     TEXT NOT NULL,
    participation  INTEGER NOT NULL,
    position       INTEGER NOT NULL CHECK (position >= 0),
    stakeholder_id TEXT NOT NULL REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (session_id, participation, position),
    UNIQUE (session_id, participation, stakeholder_id),
    FOREIGN KEY (session_id, participation) REFERENCES session_participations (session_id, position) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE agenda_items (
    session_id TEXT NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position   INTEGER NOT NULL CHECK (position >= 0),
    title      TEXT NOT NULL CHECK (json_type(title) = 'object'),
    starts_at  TEXT,
    ends_at    TEXT,
    PRIMARY KEY (session_id, position),
    CHECK (starts_at < ends_at)
) STRICT;

CREATE TABLE agenda_speakers (
    session_id TEXT NOT NULL,
    item       INTEGER NOT NULL,
    position   INTEGER NOT NULL CHECK (position >= 0),
    person_id  TEXT NOT NULL REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (session_id, item, position),
    UNIQUE (session_id, item, person_id),
    FOREIGN KEY (session_id, item) REFERENCES agenda_items (session_id, position) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE documents (
    session_id TEXT NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position   INTEGER NOT NULL CHECK (position >= 0),
    title      TEXT NOT NULL CHECK (json_type(title) = 'object'),
    url        TEXT,
    PRIMARY KEY (session_id, position)
) STRICT;

CREATE TABLE recordings (
    session_id TEXT NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position   INTEGER NOT NULL CHECK (position >= 0),
    url        TEXT,
    language   TEXT,
    is_public  INTEGER NOT NULL CHECK (is_public IN (0, 1)),
    PRIMARY KEY (session_id, position)
) STRICT;

CREATE INDEX recordings_held_back ON recordings (session_id) WHERE NOT is_public;

CREATE TABLE contests (
    id          TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    slug        TEXT NOT NULL UNIQUE CHECK (slug <> ''),
    forum_id    TEXT NOT NULL REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    name        TEXT NOT NULL CHECK (json_type(name) = 'object'),
    edition     INTEGER CHECK (edition >= 1),
    ceremony_on TEXT CHECK (ceremony_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    rules       TEXT CHECK (json_type(rules) = 'array'),
    figures     TEXT CHECK (json_type(figures) = 'array'),
    notes       TEXT CHECK (json_type(notes) = 'array'),
    sources     TEXT CHECK (json_type(sources) = 'array'),
    revision    INTEGER NOT NULL CHECK (revision >= 1)
) STRICT;

CREATE TABLE contest_phases (
    contest_id TEXT NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    position   INTEGER NOT NULL CHECK (position >= 0),
    kind       TEXT NOT NULL CHECK (kind IN ('SUBMISSION', 'NOMINATION', 'VOTING', 'SELECTION', 'ANNOUNCEMENT')),
    opens_at   TEXT NOT NULL,
    closes_at  TEXT NOT NULL,
    basis      TEXT,
    PRIMARY KEY (contest_id, position),
    UNIQUE (contest_id, kind),
    CHECK (opens_at < closes_at)
) STRICT;

CREATE TABLE categories (
    id          TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id  TEXT NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    position    INTEGER NOT NULL CHECK (position >= 0),
    number      INTEGER NOT NULL CHECK (number >= 1),
    action_line TEXT NOT NULL REFERENCES action_lines (code) DEFERRABLE INITIALLY DEFERRED,
    title       TEXT CHECK (json_type(title) = 'object'),
    UNIQUE (contest_id, id),
    UNIQUE (contest_id, position),
    UNIQUE (contest_id, number),
    UNIQUE (contest_id, action_line)
) STRICT;

CREATE TABLE projects (
    id                      TEXT NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id              TEXT NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    category_id             TEXT,
    title                   TEXT CHECK (json_type(title) = 'object'),
    organisation_as_printed TEXT,
    country                 TEXT REFERENCES countries (code) DEFERRABLE INITIALLY DEFERRED,
    is_sample               INTEGER NOT NULL CHECK (is_sample IN (0, 1)),
    notes                   TEXT CHECK (json_type(notes) = 'array'),
    sources                 TEXT CHECK (json_type(sources) = 'array'),
    revision                INTEGER NOT NULL CHECK (revision >= 1),
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE INDEX projects_category ON projects (contest_id, category_id);

CREATE TABLE project_stakeholders (
    project_id     TEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    position       INTEGER NOT NULL CHECK (position >= 0),
    stakeholder_id TEXT NOT NULL REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (project_id, position),
    UNIQUE (project_id, stakeholder_id)
) STRICT;

CREATE TABLE project_partners (
    project_id     TEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    position       INTEGER NOT NULL CHECK (position >= 0),
    stakeholder_id TEXT NOT NULL REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (project_id, position),
    UNIQUE (project_id, stakeholder_id)
) STRICT;

CREATE TABLE claims (
    project_id  TEXT NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    position    INTEGER NOT NULL CHECK (position >= 0),
    statement   TEXT NOT NULL CHECK (statement IN ('NOMINATED', 'CHAMPION', 'WINNER', 'AWARD')),
    as_reported TEXT,
    stated_on   TEXT CHECK (stated_on GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'),
    source      TEXT NOT NULL CHECK (json_type(source) = 'object'),
    is_public   INTEGER NOT NULL CHECK (is_public IN (0, 1)),
    PRIMARY KEY (project_id, position)
) STRICT;

CREATE INDEX claims_held_back ON claims (project_id) WHERE NOT is_public;

-- The change log. The one row of change_head is updated last in a writing transaction: its lock orders the commits.
CREATE TABLE change_head (
    id  INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL CHECK (seq >= 0)
) STRICT;

INSERT INTO change_head (id, seq) VALUES (1, 0);

CREATE TABLE changes (
    seq       INTEGER NOT NULL PRIMARY KEY CHECK (seq >= 1),
    at        TEXT NOT NULL,
    forum_id  TEXT REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    entity    TEXT NOT NULL CHECK (entity IN ('country', 'kind', 'action_line', 'goal', 'matrix', 'stakeholder', 'person', 'forum', 'session', 'contest', 'project')),
    entity_id TEXT NOT NULL CHECK (entity_id <> ''),
    revision  INTEGER NOT NULL CHECK (revision >= 1),
    action    TEXT NOT NULL CHECK (action IN ('CREATED', 'UPDATED', 'CANCELLED', 'REMOVED')),
    fields    TEXT CHECK (json_type(fields) = 'array')
) STRICT;
