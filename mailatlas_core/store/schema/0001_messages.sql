-- Messages, their sightings, their index, and the audit log.
--
-- Every hash and id is a BLOB of 32 bytes: SHA-256, half the size of its hex text.
-- `position` orders documents by time and is the rowid everywhere, so that newest first is
-- a descending walk without sort or join; store/positions.py says how it is made.

CREATE TABLE documents (
    position         INTEGER PRIMARY KEY,
    id               BLOB    NOT NULL UNIQUE,
    thread_id        BLOB    NOT NULL,
    content_hash     BLOB    NOT NULL,
    source_kind      TEXT    NOT NULL,
    received_at      TEXT,
    sender_name      TEXT    NOT NULL,
    sender_email     TEXT    NOT NULL,
    subject          TEXT    NOT NULL,
    attachment_count INTEGER NOT NULL,
    size             INTEGER NOT NULL,
    created_at       TEXT    NOT NULL
) STRICT;
CREATE INDEX documents_thread ON documents (thread_id);
CREATE INDEX documents_content ON documents (content_hash);

-- What a list never reads. `full_text` is the uncleaned text, which search indexes;
-- `body_text` is NULL where cleaning changed nothing.
CREATE TABLE bodies (
    position   INTEGER PRIMARY KEY REFERENCES documents (position),
    message_id TEXT,
    full_text  TEXT NOT NULL,
    body_text  TEXT,
    metadata   TEXT NOT NULL
) STRICT;

-- Every sighting of a message. `raw` is NULL where the sighted bytes are the document's own.
CREATE TABLE sources (
    id               INTEGER PRIMARY KEY,
    position         INTEGER NOT NULL REFERENCES documents (position),
    kind             TEXT    NOT NULL,
    raw              BLOB,
    account_id       TEXT,
    path             TEXT,
    item             INTEGER,
    from_line        TEXT,
    host             TEXT,
    folder           TEXT,
    name             TEXT,
    uid              INTEGER,
    uidvalidity      INTEGER,
    internal_date    TEXT,
    flags            TEXT,
    gmail_message_id TEXT,
    gmail_details    TEXT
) STRICT;
CREATE INDEX sources_position ON sources (position);
CREATE INDEX sources_raw ON sources (raw) WHERE raw IS NOT NULL;
-- One row a sighting: the keys by which a place tells its messages apart. Duplicates of a
-- message inside one mbox differ by `item`; a Maildir entry keeps its name when its flags change.
CREATE UNIQUE INDEX sources_of_files ON sources (path, position, ifnull(item, -1), ifnull(raw, x''))
    WHERE path IS NOT NULL AND name IS NULL;
CREATE UNIQUE INDEX sources_of_maildirs ON sources (folder, name, position, ifnull(raw, x''))
    WHERE name IS NOT NULL;
CREATE UNIQUE INDEX sources_of_imap ON sources (account_id, folder, uidvalidity, uid)
    WHERE uid IS NOT NULL;
CREATE UNIQUE INDEX sources_of_gmail ON sources (account_id, gmail_message_id)
    WHERE gmail_message_id IS NOT NULL;

CREATE TABLE assets (
    position  INTEGER NOT NULL REFERENCES documents (position),
    ordinal   INTEGER NOT NULL,
    kind      TEXT    NOT NULL,
    filename  TEXT,
    mime_type TEXT    NOT NULL,
    size      INTEGER NOT NULL,
    cid       TEXT,
    sha256    BLOB    NOT NULL,
    PRIMARY KEY (position, ordinal)
) STRICT, WITHOUT ROWID;
CREATE INDEX assets_sha256 ON assets (sha256);

-- Which documents bear (role 0), answer (1) or reference (2) a Message-ID, stored or not.
CREATE TABLE message_ids (
    message_id TEXT    NOT NULL,
    role       INTEGER NOT NULL,
    position   INTEGER NOT NULL REFERENCES documents (position),
    PRIMARY KEY (message_id, role, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE tags (
    name     TEXT    NOT NULL,
    position INTEGER NOT NULL REFERENCES documents (position),
    PRIMARY KEY (name, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_position ON tags (position);

-- How far a server's folder or a Maildir has been read.
CREATE TABLE checkpoints (
    scope TEXT NOT NULL,
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (scope, name)
) STRICT, WITHOUT ROWID;

-- The audit chain: audit/chain.py says what `hash` covers.
CREATE TABLE events (
    seq     INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    kind    TEXT NOT NULL,
    actor   TEXT NOT NULL,
    subject TEXT NOT NULL,
    data    TEXT NOT NULL,
    hash    BLOB NOT NULL
) STRICT;
CREATE TRIGGER events_are_never_changed BEFORE UPDATE ON events
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER events_are_never_removed BEFORE DELETE ON events
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;

CREATE TRIGGER events_follow_one_another BEFORE INSERT ON events
WHEN NEW.seq IS NOT (SELECT ifnull(max(seq), 0) + 1 FROM events)
BEGIN SELECT raise(ABORT, 'the audit log is append-only'); END;

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Contentless: the texts are stored once, in the tables above. What is indexed is folded by
-- mailatlas_core/fold.py first, so the tokenizer only has to find letters, marks and digits.
-- store/match.py reaches every prefix through the four lengths that are indexed.
CREATE VIRTUAL TABLE fts USING fts5 (
    subject, sender, "to", cc, body, filenames,
    content = '',
    detail = full,
    prefix = '2 4 6 8',
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'"
);
-- `instance` gives a term's first row without reading the rest, `row` would count them all.
CREATE VIRTUAL TABLE fts_terms USING fts5vocab ('fts', 'instance');
