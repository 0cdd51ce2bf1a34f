-- What a forum is made of: one root table for each aggregate, child tables where a child has a foreign key, an order
-- or a uniqueness of its own. Plain lists of values are JSON, NULL where they are empty.
-- Foreign keys are checked at the commit, so that a batch may be saved in any order and children may be replaced.
-- Instants are UTC with microseconds, days are text like 2020-06-22.

CREATE TABLE meta (
    key   text COLLATE "C" NOT NULL PRIMARY KEY CHECK (length(key) BETWEEN 1 AND 100),
    value text COLLATE "C" NOT NULL,
    CHECK (key <> 'made_by' OR value IN ('demo', 'rehearsal', 'serve'))
);

CREATE TABLE external_ids (
    source      text COLLATE "C" NOT NULL CHECK (source <> ''),
    entity      text COLLATE "C" NOT NULL CHECK (entity IN ('country', 'kind', 'action_line', 'goal', 'matrix', 'stakeholder', 'person', 'forum', 'session', 'contest', 'project', 'track', 'page', 'category')),
    external_id text COLLATE "C" NOT NULL CHECK (external_id <> ''),
    id          text COLLATE "C" NOT NULL CHECK (id <> ''),
    PRIMARY KEY (source, entity, external_id),
    UNIQUE (entity, id, source)
);

CREATE TABLE countries (
    code        text COLLATE "C" NOT NULL PRIMARY KEY CHECK (code ~ '^[A-Z]{2}$'),
    alpha3      text COLLATE "C" NOT NULL UNIQUE CHECK (alpha3 ~ '^[A-Z]{3}$'),
    m49         text COLLATE "C" NOT NULL UNIQUE CHECK (m49 ~ '^[0-9]{3}$'),
    names       jsonb NOT NULL CHECK (jsonb_typeof(names) = 'object'),
    itu_region  text COLLATE "C",
    un_status   text COLLATE "C" NOT NULL CHECK (un_status <> ''),
    un_groups   jsonb CHECK (jsonb_typeof(un_groups) = 'array'),
    other_names jsonb CHECK (jsonb_typeof(other_names) = 'array'),
    notes       jsonb CHECK (jsonb_typeof(notes) = 'array'),
    sources     jsonb CHECK (jsonb_typeof(sources) = 'array'),
    revision    bigint NOT NULL CHECK (revision >= 1)
);

CREATE TABLE kinds (
    code     text COLLATE "C" NOT NULL PRIMARY KEY CHECK (code <> ''),
    name     jsonb NOT NULL CHECK (jsonb_typeof(name) = 'object'),
    position integer NOT NULL,
    revision bigint NOT NULL CHECK (revision >= 1)
);

-- What an Action Line may be called where one is named: its own code, or that of its group (C7). Codes only come.
CREATE TABLE line_codes (
    code text COLLATE "C" NOT NULL PRIMARY KEY CHECK (code <> '')
);

CREATE TABLE action_lines (
    id         text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    code       text COLLATE "C" NOT NULL UNIQUE REFERENCES line_codes (code) DEFERRABLE INITIALLY DEFERRED,
    line       text COLLATE "C" NOT NULL REFERENCES line_codes (code) DEFERRABLE INITIALLY DEFERRED,
    position   integer NOT NULL,
    title      jsonb NOT NULL CHECK (jsonb_typeof(title) = 'object'),
    short_name jsonb CHECK (jsonb_typeof(short_name) = 'object'),
    notes      jsonb CHECK (jsonb_typeof(notes) = 'array'),
    sources    jsonb CHECK (jsonb_typeof(sources) = 'array'),
    revision   bigint NOT NULL CHECK (revision >= 1)
);

CREATE TABLE goals (
    id       text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    number   integer NOT NULL UNIQUE CHECK (number BETWEEN 1 AND 17),
    name     jsonb NOT NULL CHECK (jsonb_typeof(name) = 'object'),
    title    jsonb NOT NULL CHECK (jsonb_typeof(title) = 'object'),
    colour   text COLLATE "C" NOT NULL CHECK (colour ~ '^#[0-9A-F]{6}$'),
    notes    jsonb CHECK (jsonb_typeof(notes) = 'array'),
    sources  jsonb CHECK (jsonb_typeof(sources) = 'array'),
    revision bigint NOT NULL CHECK (revision >= 1)
);

CREATE TABLE goal_targets (
    goal_id  text COLLATE "C" NOT NULL REFERENCES goals (id) DEFERRABLE INITIALLY DEFERRED,
    position integer NOT NULL CHECK (position >= 0),
    code     text COLLATE "C" NOT NULL UNIQUE CHECK (code <> ''),
    PRIMARY KEY (goal_id, position)
);

CREATE TABLE matrices (
    version  text COLLATE "C" NOT NULL PRIMARY KEY CHECK (version <> ''),
    position integer NOT NULL,
    dated_on text COLLATE "C" CHECK (dated_on ~ '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$'),
    notes    jsonb CHECK (jsonb_typeof(notes) = 'array'),
    sources  jsonb CHECK (jsonb_typeof(sources) = 'array'),
    revision bigint NOT NULL CHECK (revision >= 1)
);

CREATE TABLE matrix_links (
    version     text COLLATE "C" NOT NULL REFERENCES matrices (version) DEFERRABLE INITIALLY DEFERRED,
    position    integer NOT NULL CHECK (position >= 0),
    action_line text COLLATE "C" NOT NULL REFERENCES action_lines (code) DEFERRABLE INITIALLY DEFERRED,
    goal        integer NOT NULL REFERENCES goals (number) DEFERRABLE INITIALLY DEFERRED,
    target      text COLLATE "C" REFERENCES goal_targets (code) DEFERRABLE INITIALLY DEFERRED,
    rationale   jsonb CHECK (jsonb_typeof(rationale) = 'object'),
    is_disputed boolean NOT NULL,
    PRIMARY KEY (version, position),
    CHECK (target LIKE (goal || '.%'))
);

CREATE UNIQUE INDEX matrix_links_once ON matrix_links (version, action_line, goal, coalesce(target, ''));
CREATE INDEX matrix_links_target ON matrix_links (target);

CREATE TABLE stakeholders (
    id           text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    name         jsonb NOT NULL CHECK (jsonb_typeof(name) = 'object'),
    acronym      text COLLATE "C",
    type         text COLLATE "C" NOT NULL CHECK (type IN ('GOVERNMENT', 'CIVIL_SOCIETY', 'UNITED_NATIONS', 'PRIVATE_SECTOR', 'ACADEMIA', 'INTERNATIONAL_ORGANIZATION', 'TECHNICAL_COMMUNITY', 'MEDIA')),
    itu_category text COLLATE "C" CHECK (itu_category IN ('MEMBER_STATE', 'RESOLUTION_99', 'PERMANENT_MISSION', 'REGULATOR', 'SECTOR_MEMBER', 'ASSOCIATE', 'ACADEMIA', 'NON_MEMBER', 'INDIVIDUAL')),
    country      text COLLATE "C" REFERENCES countries (code) DEFERRABLE INITIALLY DEFERRED,
    website      text COLLATE "C",
    is_sample    boolean NOT NULL,
    notes        jsonb CHECK (jsonb_typeof(notes) = 'array'),
    sources      jsonb CHECK (jsonb_typeof(sources) = 'array'),
    revision     bigint NOT NULL CHECK (revision >= 1)
);

CREATE TABLE facilitations (
    action_line_id text COLLATE "C" NOT NULL REFERENCES action_lines (id) DEFERRABLE INITIALLY DEFERRED,
    position       integer NOT NULL CHECK (position >= 0),
    stakeholder_id text COLLATE "C" REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    name           text COLLATE "C" NOT NULL,
    is_lead        boolean NOT NULL,
    from_on        text COLLATE "C" CHECK (from_on ~ '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$'),
    to_on          text COLLATE "C" CHECK (to_on ~ '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$'),
    PRIMARY KEY (action_line_id, position),
    CHECK (from_on <= to_on)
);

CREATE TABLE people (
    id        text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    name      text COLLATE "C" NOT NULL CHECK (name <> ''),
    offices   jsonb CHECK (jsonb_typeof(offices) = 'array'),
    is_sample boolean NOT NULL,
    notes     jsonb CHECK (jsonb_typeof(notes) = 'array'),
    sources   jsonb CHECK (jsonb_typeof(sources) = 'array'),
    revision  bigint NOT NULL CHECK (revision >= 1)
);

CREATE TABLE forums (
    id         text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    slug       text COLLATE "C" NOT NULL UNIQUE CHECK (slug <> ''),
    year       integer NOT NULL CHECK (year BETWEEN 1900 AND 2200),
    theme      jsonb NOT NULL CHECK (jsonb_typeof(theme) = 'object'),
    starts_on  text COLLATE "C" NOT NULL CHECK (starts_on ~ '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$'),
    ends_on    text COLLATE "C" NOT NULL CHECK (ends_on ~ '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$'),
    time_zone  text COLLATE "C" NOT NULL CHECK (time_zone <> ''),
    mode       text COLLATE "C" CHECK (mode IN ('VIRTUAL', 'ON_SITE', 'HYBRID')),
    is_archive boolean NOT NULL,
    phases     jsonb CHECK (jsonb_typeof(phases) = 'array'),
    chair_id   text COLLATE "C" REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
    notes      jsonb CHECK (jsonb_typeof(notes) = 'array'),
    sources    jsonb CHECK (jsonb_typeof(sources) = 'array'),
    revision   bigint NOT NULL CHECK (revision >= 1),
    CHECK (starts_on <= ends_on)
);

CREATE TABLE accreditations (
    stakeholder_id text COLLATE "C" NOT NULL REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    position       integer NOT NULL CHECK (position >= 0),
    forum_id       text COLLATE "C" NOT NULL REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    year           integer NOT NULL,
    status         text COLLATE "C" NOT NULL CHECK (status IN ('REQUESTED', 'ACCREDITED', 'REFUSED', 'WITHDRAWN')),
    ask_again      boolean NOT NULL,
    PRIMARY KEY (stakeholder_id, position),
    UNIQUE (stakeholder_id, forum_id)
);

CREATE TABLE forum_organisers (
    forum_id       text COLLATE "C" NOT NULL REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    position       integer NOT NULL CHECK (position >= 0),
    stakeholder_id text COLLATE "C" NOT NULL REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (forum_id, position),
    UNIQUE (forum_id, stakeholder_id)
);

CREATE TABLE tracks (
    id       text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    forum_id text COLLATE "C" NOT NULL REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    position integer NOT NULL CHECK (position >= 0),
    name     jsonb NOT NULL CHECK (jsonb_typeof(name) = 'object'),
    since    integer,
    UNIQUE (forum_id, position),
    UNIQUE (forum_id, id)
);

CREATE TABLE pages (
    id        text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    forum_id  text COLLATE "C" NOT NULL REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    position  integer NOT NULL CHECK (position >= 0),
    slug      text COLLATE "C" NOT NULL CHECK (slug <> ''),
    title     jsonb NOT NULL CHECK (jsonb_typeof(title) = 'object'),
    body      jsonb NOT NULL CHECK (jsonb_typeof(body) = 'object'),
    is_sample boolean NOT NULL,
    sources   jsonb CHECK (jsonb_typeof(sources) = 'array'),
    UNIQUE (forum_id, position),
    UNIQUE (forum_id, slug)
);

-- Every number that a session of an edition was ever given. A row is never changed and never goes, so that a number
-- cannot come to mean another session.
CREATE TABLE session_numbers (
    forum_id   text COLLATE "C" NOT NULL REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    number     text COLLATE "C" NOT NULL CHECK (number <> ''),
    session_id text COLLATE "C" NOT NULL,
    PRIMARY KEY (forum_id, number),
    UNIQUE (forum_id, number, session_id)
);

CREATE FUNCTION session_numbers_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a session number is given once' USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER session_numbers_stay BEFORE UPDATE OR DELETE ON session_numbers
FOR EACH ROW EXECUTE FUNCTION session_numbers_stay();

CREATE TABLE sessions (
    id                    text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    forum_id              text COLLATE "C" NOT NULL REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    number                text COLLATE "C" CHECK (number <> ''),
    title                 jsonb NOT NULL CHECK (jsonb_typeof(title) = 'object'),
    abstract              jsonb CHECK (jsonb_typeof(abstract) = 'object'),
    kind                  text COLLATE "C" NOT NULL REFERENCES kinds (code) DEFERRABLE INITIALLY DEFERRED,
    state                 text COLLATE "C" NOT NULL CHECK (state IN ('DRAFT', 'PUBLISHED', 'CANCELLED', 'WITHDRAWN')),
    cancellation_reason   jsonb CHECK (jsonb_typeof(cancellation_reason) = 'object'),
    day                   text COLLATE "C" CHECK (day ~ '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$'),
    start_only            timestamptz,
    mode                  text COLLATE "C" CHECK (mode IN ('VIRTUAL', 'ON_SITE', 'HYBRID')),
    audience              text COLLATE "C" NOT NULL CHECK (audience IN ('OPEN', 'REGISTERED', 'INVITED', 'MEMBERS', 'MEDIA')),
    languages             jsonb CHECK (jsonb_typeof(languages) = 'array'),
    interpretation        jsonb CHECK (jsonb_typeof(interpretation) = 'array'),
    captioning            jsonb CHECK (jsonb_typeof(captioning) = 'array'),
    organisers_as_printed jsonb CHECK (jsonb_typeof(organisers_as_printed) = 'array'),
    speakers_complete     boolean,
    parent_id             text COLLATE "C" CHECK (parent_id <> id),
    attendance            integer CHECK (attendance >= 0),
    panel_countries       jsonb CHECK (jsonb_typeof(panel_countries) = 'array'),
    url                   text COLLATE "C",
    is_sample             boolean NOT NULL,
    notes                 jsonb CHECK (jsonb_typeof(notes) = 'array'),
    sources               jsonb CHECK (jsonb_typeof(sources) = 'array'),
    revision              bigint NOT NULL CHECK (revision >= 1),
    UNIQUE (forum_id, id),
    UNIQUE (forum_id, number),
    CHECK (day IS NULL OR start_only IS NULL),
    FOREIGN KEY (forum_id, parent_id) REFERENCES sessions (forum_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (forum_id, number, id) REFERENCES session_numbers (forum_id, number, session_id) DEFERRABLE INITIALLY DEFERRED
);

ALTER TABLE session_numbers ADD FOREIGN KEY (session_id) REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED;

CREATE INDEX sessions_parent ON sessions (forum_id, parent_id);

CREATE TABLE session_slots (
    session_id text COLLATE "C" NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position   integer NOT NULL CHECK (position >= 0),
    starts_at  timestamptz NOT NULL,
    ends_at    timestamptz NOT NULL,
    room       text COLLATE "C",
    PRIMARY KEY (session_id, position),
    CHECK (starts_at < ends_at)
);

CREATE TABLE session_tracks (
    session_id text COLLATE "C" NOT NULL,
    position   integer NOT NULL CHECK (position >= 0),
    forum_id   text COLLATE "C" NOT NULL,
    track_id   text COLLATE "C" NOT NULL,
    PRIMARY KEY (session_id, position),
    UNIQUE (session_id, track_id),
    FOREIGN KEY (forum_id, session_id) REFERENCES sessions (forum_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (forum_id, track_id) REFERENCES tracks (forum_id, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX session_tracks_track ON session_tracks (forum_id, track_id);

CREATE TABLE session_action_lines (
    session_id  text COLLATE "C" NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position    integer NOT NULL CHECK (position >= 0),
    action_line text COLLATE "C" NOT NULL REFERENCES line_codes (code) DEFERRABLE INITIALLY DEFERRED,
    rationale   jsonb CHECK (jsonb_typeof(rationale) = 'object'),
    PRIMARY KEY (session_id, position),
    UNIQUE (session_id, action_line)
);

CREATE TABLE session_goals (
    session_id text COLLATE "C" NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position   integer NOT NULL CHECK (position >= 0),
    goal       integer NOT NULL REFERENCES goals (number) DEFERRABLE INITIALLY DEFERRED,
    rationale  jsonb CHECK (jsonb_typeof(rationale) = 'object'),
    PRIMARY KEY (session_id, position),
    UNIQUE (session_id, goal)
);

CREATE TABLE session_organisers (
    session_id     text COLLATE "C" NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position       integer NOT NULL CHECK (position >= 0),
    stakeholder_id text COLLATE "C" NOT NULL REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (session_id, position),
    UNIQUE (session_id, stakeholder_id)
);

CREATE TABLE session_participations (
    session_id             text COLLATE "C" NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position               integer NOT NULL CHECK (position >= 0),
    person_id              text COLLATE "C" NOT NULL REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
    role                   text COLLATE "C" NOT NULL CHECK (role IN ('SPEAKER', 'MODERATOR', 'PANELLIST', 'KEYNOTE', 'RAPPORTEUR', 'CHAIR')),
    post                   text COLLATE "C",
    affiliation_as_printed text COLLATE "C",
    country                text COLLATE "C" REFERENCES countries (code) DEFERRABLE INITIALLY DEFERRED,
    part                   text COLLATE "C",
    PRIMARY KEY (session_id, position)
);

CREATE TABLE session_affiliations (
    session_id     text COLLATE "C" NOT NULL,
    participation  integer NOT NULL,
    position       integer NOT NULL CHECK (position >= 0),
    stakeholder_id text COLLATE "C" NOT NULL REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (session_id, participation, position),
    UNIQUE (session_id, participation, stakeholder_id),
    FOREIGN KEY (session_id, participation) REFERENCES session_participations (session_id, position) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE agenda_items (
    session_id text COLLATE "C" NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position   integer NOT NULL CHECK (position >= 0),
    title      jsonb NOT NULL CHECK (jsonb_typeof(title) = 'object'),
    starts_at  timestamptz,
    ends_at    timestamptz,
    PRIMARY KEY (session_id, position),
    CHECK (starts_at < ends_at)
);

CREATE TABLE agenda_speakers (
    session_id text COLLATE "C" NOT NULL,
    item       integer NOT NULL,
    position   integer NOT NULL CHECK (position >= 0),
    person_id  text COLLATE "C" NOT NULL REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (session_id, item, position),
    UNIQUE (session_id, item, person_id),
    FOREIGN KEY (session_id, item) REFERENCES agenda_items (session_id, position) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE documents (
    session_id text COLLATE "C" NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position   integer NOT NULL CHECK (position >= 0),
    title      jsonb NOT NULL CHECK (jsonb_typeof(title) = 'object'),
    url        text COLLATE "C",
    PRIMARY KEY (session_id, position)
);

CREATE TABLE recordings (
    session_id text COLLATE "C" NOT NULL REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED,
    position   integer NOT NULL CHECK (position >= 0),
    url        text COLLATE "C",
    language   text COLLATE "C",
    is_public  boolean NOT NULL,
    PRIMARY KEY (session_id, position)
);

CREATE INDEX recordings_held_back ON recordings (session_id) WHERE NOT is_public;

CREATE TABLE contests (
    id          text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    slug        text COLLATE "C" NOT NULL UNIQUE CHECK (slug <> ''),
    forum_id    text COLLATE "C" NOT NULL REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    name        jsonb NOT NULL CHECK (jsonb_typeof(name) = 'object'),
    edition     integer CHECK (edition >= 1),
    ceremony_on text COLLATE "C" CHECK (ceremony_on ~ '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$'),
    rules       jsonb CHECK (jsonb_typeof(rules) = 'array'),
    figures     jsonb CHECK (jsonb_typeof(figures) = 'array'),
    notes       jsonb CHECK (jsonb_typeof(notes) = 'array'),
    sources     jsonb CHECK (jsonb_typeof(sources) = 'array'),
    revision    bigint NOT NULL CHECK (revision >= 1)
);

CREATE TABLE contest_phases (
    contest_id text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    position   integer NOT NULL CHECK (position >= 0),
    kind       text COLLATE "C" NOT NULL CHECK (kind IN ('SUBMISSION', 'NOMINATION', 'VOTING', 'SELECTION', 'ANNOUNCEMENT')),
    opens_at   timestamptz NOT NULL,
    closes_at  timestamptz NOT NULL,
    basis      text COLLATE "C",
    PRIMARY KEY (contest_id, position),
    UNIQUE (contest_id, kind),
    CHECK (opens_at < closes_at)
);

CREATE TABLE categories (
    id          text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id  text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    position    integer NOT NULL CHECK (position >= 0),
    number      integer NOT NULL CHECK (number >= 1),
    action_line text COLLATE "C" NOT NULL REFERENCES action_lines (code) DEFERRABLE INITIALLY DEFERRED,
    title       jsonb CHECK (jsonb_typeof(title) = 'object'),
    UNIQUE (contest_id, id),
    UNIQUE (contest_id, position),
    UNIQUE (contest_id, number),
    UNIQUE (contest_id, action_line)
);

CREATE TABLE projects (
    id                      text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id              text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    category_id             text COLLATE "C",
    title                   jsonb CHECK (jsonb_typeof(title) = 'object'),
    organisation_as_printed text COLLATE "C",
    country                 text COLLATE "C" REFERENCES countries (code) DEFERRABLE INITIALLY DEFERRED,
    is_sample               boolean NOT NULL,
    notes                   jsonb CHECK (jsonb_typeof(notes) = 'array'),
    sources                 jsonb CHECK (jsonb_typeof(sources) = 'array'),
    revision                bigint NOT NULL CHECK (revision >= 1),
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE INDEX projects_category ON projects (contest_id, category_id);

CREATE TABLE project_stakeholders (
    project_id     text COLLATE "C" NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    position       integer NOT NULL CHECK (position >= 0),
    stakeholder_id text COLLATE "C" NOT NULL REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (project_id, position),
    UNIQUE (project_id, stakeholder_id)
);

CREATE TABLE project_partners (
    project_id     text COLLATE "C" NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    position       integer NOT NULL CHECK (position >= 0),
    stakeholder_id text COLLATE "C" NOT NULL REFERENCES stakeholders (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (project_id, position),
    UNIQUE (project_id, stakeholder_id)
);

CREATE TABLE claims (
    project_id  text COLLATE "C" NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    position    integer NOT NULL CHECK (position >= 0),
    statement   text COLLATE "C" NOT NULL CHECK (statement IN ('NOMINATED', 'CHAMPION', 'WINNER', 'AWARD')),
    as_reported text COLLATE "C",
    stated_on   text COLLATE "C" CHECK (stated_on ~ '^[12][0-9]{3}-[01][0-9]-[0-3][0-9]$'),
    source      jsonb NOT NULL CHECK (jsonb_typeof(source) = 'object'),
    is_public   boolean NOT NULL,
    PRIMARY KEY (project_id, position)
);

CREATE INDEX claims_held_back ON claims (project_id) WHERE NOT is_public;

-- The change log. The one row of change_head is updated last in a writing transaction: its lock orders the commits.
CREATE TABLE change_head (
    id  integer NOT NULL PRIMARY KEY CHECK (id = 1),
    seq bigint NOT NULL CHECK (seq >= 0)
);

INSERT INTO change_head (id, seq) VALUES (1, 0);

CREATE TABLE changes (
    seq       bigint NOT NULL PRIMARY KEY CHECK (seq >= 1),
    at        timestamptz NOT NULL,
    forum_id  text COLLATE "C" REFERENCES forums (id) DEFERRABLE INITIALLY DEFERRED,
    entity    text COLLATE "C" NOT NULL CHECK (entity IN ('country', 'kind', 'action_line', 'goal', 'matrix', 'stakeholder', 'person', 'forum', 'session', 'contest', 'project')),
    entity_id text COLLATE "C" NOT NULL CHECK (entity_id <> ''),
    revision  bigint NOT NULL CHECK (revision >= 1),
    action    text COLLATE "C" NOT NULL CHECK (action IN ('CREATED', 'UPDATED', 'CANCELLED', 'REMOVED')),
    fields    jsonb CHECK (jsonb_typeof(fields) = 'array')
);
