-- Results. They are counted from votes, never from counters, and become public by a commit.

-- What an officer counted: two officers certify one of these by its hash.
CREATE TABLE counts (
    id         text NOT NULL PRIMARY KEY CHECK (id <> ''),
    contest_id text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    results    text NOT NULL CHECK (json_type(results) = 'array'),
    ties       text NOT NULL CHECK (json_type(ties) = 'array'),
    sha256     text NOT NULL CHECK (length(sha256) = 64),
    counted_at text NOT NULL
) STRICT;

CREATE INDEX counts_newest ON counts (contest_id, counted_at, id);

-- Public randomness that ties are settled with, once for a contest.
CREATE TABLE lots (
    contest_id text NOT NULL PRIMARY KEY REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    source     text NOT NULL CHECK (source <> ''),
    randomness text NOT NULL CHECK (randomness <> ''),
    drawn_at   text NOT NULL
) STRICT;

-- How the expert group decided a tie.
CREATE TABLE tie_decisions (
    contest_id  text NOT NULL,
    category_id text NOT NULL,
    chosen      text NOT NULL CHECK (json_type(chosen) = 'array'),
    reason      text NOT NULL CHECK (reason <> ''),
    decided_at  text NOT NULL,
    PRIMARY KEY (contest_id, category_id),
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- Results that two officers certified.
CREATE TABLE category_results (
    contest_id       text NOT NULL,
    position         integer NOT NULL CHECK (position >= 0),
    category_id      text NOT NULL,
    valid_votes      integer NOT NULL CHECK (valid_votes >= 0),
    voided_votes     integer NOT NULL CHECK (voided_votes >= 0),
    incomplete_votes integer NOT NULL CHECK (incomplete_votes >= 0),
    shortfall        integer NOT NULL CHECK (shortfall >= 0),
    is_public        integer NOT NULL CHECK (is_public IN (0, 1)),
    winner_id        text,
    is_winner_public integer NOT NULL CHECK (is_winner_public IN (0, 1)),
    PRIMARY KEY (contest_id, position),
    UNIQUE (contest_id, category_id),
    CHECK (NOT is_winner_public OR is_public AND winner_id IS NOT NULL),
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE result_tallies (
    contest_id  text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    position    integer NOT NULL CHECK (position >= 0),
    category_id text NOT NULL,
    project_id  text NOT NULL REFERENCES projects (id) DEFERRABLE INITIALLY DEFERRED,
    votes       integer NOT NULL CHECK (votes >= 0),
    is_champion integer NOT NULL CHECK (is_champion IN (0, 1)),
    is_public   integer NOT NULL CHECK (is_public IN (0, 1)),
    PRIMARY KEY (contest_id, position),
    UNIQUE (contest_id, project_id),
    FOREIGN KEY (contest_id, category_id) REFERENCES categories (contest_id, id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- When certified results become public: the champions with all tallies, and the winners. The runner does it.
CREATE TABLE publications (
    contest_id   text NOT NULL REFERENCES contests (id) DEFERRABLE INITIALLY DEFERRED,
    part         text NOT NULL CHECK (part IN ('CHAMPIONS', 'WINNERS')),
    due_at       text NOT NULL,
    published_at text,
    PRIMARY KEY (contest_id, part)
) STRICT;
