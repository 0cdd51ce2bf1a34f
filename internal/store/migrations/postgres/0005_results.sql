-- Results. They are counted from votes, never from counters, and become public by a commit.

-- What an officer counted: two officers certify one of these by its hash.
CREATE TABLE counts (
    id         text COLLATE "C" NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    results    jsonb NOT NULL CHECK (jsonb_typeof(results) = 'array'),
    ties       jsonb NOT NULL CHECK (jsonb_typeof(ties) = 'array'),
    sha256     text COLLATE "C" NOT NULL CHECK (length(sha256) = 64),
    counted_at timestamptz NOT NULL
);

CREATE INDEX counts_newest ON counts (contest_id, counted_at, id);

-- Public randomness that ties are settled with, once for a contest.
CREATE TABLE lots (
    contest_id text COLLATE "C" NOT NULL PRIMARY KEY REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    source     text COLLATE "C" NOT NULL CHECK (source <> ''),
    randomness text COLLATE "C" NOT NULL CHECK (randomness <> ''),
    drawn_at   timestamptz NOT NULL
);

-- How the expert group decided a tie.
CREATE TABLE tie_decisions (
    contest_id  text COLLATE "C" NOT NULL,
    category_id text COLLATE "C" NOT NULL,
    chosen      jsonb NOT NULL CHECK (jsonb_typeof(chosen) = 'array'),
    reason      text COLLATE "C" NOT NULL CHECK (reason <> ''),
    decided_at  timestamptz NOT NULL,
    PRIMARY KEY (contest_id, category_id),
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
);

-- Results that two officers certified.
CREATE TABLE category_results (
    contest_id       text COLLATE "C" NOT NULL,
    position         integer NOT NULL CHECK (position >= 0),
    category_id      text COLLATE "C" NOT NULL,
    valid_votes      bigint NOT NULL CHECK (valid_votes >= 0),
    voided_votes     bigint NOT NULL CHECK (voided_votes >= 0),
    incomplete_votes bigint NOT NULL CHECK (incomplete_votes >= 0),
    shortfall        bigint NOT NULL CHECK (shortfall >= 0),
    is_public        boolean NOT NULL,
    winner_id        text COLLATE "C",
    is_winner_public boolean NOT NULL,
    PRIMARY KEY (contest_id, position),
    UNIQUE (contest_id, category_id),
    CHECK (NOT is_winner_public OR is_public AND winner_id IS NOT NULL),
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE result_tallies (
    contest_id  text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    position    integer NOT NULL CHECK (position >= 0),
    category_id text COLLATE "C" NOT NULL,
    project_id  text COLLATE "C" NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    votes       bigint NOT NULL CHECK (votes >= 0),
    is_champion boolean NOT NULL,
    is_public   boolean NOT NULL,
    PRIMARY KEY (contest_id, position),
    UNIQUE (contest_id, project_id),
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
);

-- When certified results become public: the champions with all tallies, and the winners. The runner does it.
CREATE TABLE publications (
    contest_id   text COLLATE "C" NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    part         text COLLATE "C" NOT NULL CHECK (part IN ('CHAMPIONS', 'WINNERS')),
    due_at       timestamptz NOT NULL,
    published_at timestamptz,
    PRIMARY KEY (contest_id, part)
);
