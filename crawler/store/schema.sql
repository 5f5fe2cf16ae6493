-- Times are seconds since 1970 in UTC. Order never rests on them: a clock may be set back.
CREATE TABLE store (
    name TEXT NOT NULL                    -- random; part names begin with it, so that two stores never collide
) STRICT;

CREATE TABLE url (
    id             INTEGER PRIMARY KEY,   -- the order in which URLs were found
    key            TEXT NOT NULL UNIQUE,  -- what all addresses of the page share, see cleaners.page.urls.url_key
    url            TEXT NOT NULL,         -- the address to fetch
    site           TEXT NOT NULL,
    kind           TEXT NOT NULL,         -- see frontier.Kind
    state          TEXT NOT NULL DEFAULT 'found',
    priority       INTEGER NOT NULL DEFAULT 0,
    depth          INTEGER NOT NULL DEFAULT 0,
    source         TEXT NOT NULL DEFAULT '',
    hint           REAL,                  -- when it last changed, as its feed or sitemap says
    hint_read      REAL,                  -- `hint` at the time of the last look
    etag           TEXT,
    last_modified  TEXT,
    content_sha256 TEXT,
    article        TEXT,
    published      REAL,
    status         INTEGER,
    reason         TEXT,                  -- why it failed, is gone or gave no record
    tries          INTEGER NOT NULL DEFAULT 0,
    same           INTEGER NOT NULL DEFAULT 0,  -- looks in a row that found nothing new
    found_at       REAL NOT NULL,
    looked_at      REAL,
    next_look      REAL,
    looked_run     INTEGER
) STRICT;
CREATE INDEX url_queue ON url (site, state, priority DESC, id);

CREATE TABLE article (
    id      TEXT PRIMARY KEY,
    url     INTEGER NOT NULL REFERENCES url (id),
    digest  TEXT NOT NULL,                -- of what a reader would call the article
    version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX article_digest ON article (digest);

-- Records that are not yet in a part. A row leaves when its part is whole on the disk.
CREATE TABLE journal (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    kind   TEXT NOT NULL,                 -- articles, rejected
    site   TEXT NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX journal_site ON journal (kind, site);

-- Parts that were promised and are not yet whole: of a kind and site the records from `first` to `last`. Beside the
-- records, for to mark each of them would write all of them anew.
CREATE TABLE part (
    name  TEXT PRIMARY KEY,
    kind  TEXT NOT NULL,
    site  TEXT NOT NULL,
    first INTEGER NOT NULL,
    last  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    name      TEXT NOT NULL UNIQUE,
    started   REAL NOT NULL,
    ended     REAL,
    outcome   TEXT,                       -- finished, interrupted, or why it stopped
    exit_code INTEGER,
    job       TEXT NOT NULL               -- what it was asked to do
) STRICT;

CREATE TABLE tally (
    run  INTEGER NOT NULL REFERENCES run (id),
    site TEXT NOT NULL,
    key  TEXT NOT NULL,
    n    REAL NOT NULL,
    PRIMARY KEY (run, site, key)
) STRICT, WITHOUT ROWID;
