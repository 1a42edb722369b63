-- Mail that goes out. outbound/states.py says which states there are; every change of a row here but
-- of `typed` is told by an event with the digest of the whole record (store/outbound.py).

CREATE TABLE outbound (
    number              INTEGER PRIMARY KEY,
    id                  TEXT    NOT NULL UNIQUE,
    status              TEXT    NOT NULL,
    origin              TEXT    NOT NULL,
    provider            TEXT    NOT NULL,
    source_document_id  TEXT,
    idempotency_key     TEXT    UNIQUE,
    created_at          TEXT    NOT NULL,
    revision            INTEGER NOT NULL DEFAULT 0,
    approved_digest     BLOB,
    approved_at         TEXT,
    approved_by         TEXT,
    sent_at             TEXT,
    provider_message_id TEXT,
    error               TEXT,
    refused             TEXT    NOT NULL DEFAULT '[]',
    response            TEXT    NOT NULL DEFAULT '{}'
) STRICT;
CREATE INDEX outbound_status ON outbound (status);

-- What a record was at each review: bytes, and whom they go to. `letter` is JSON of what was written,
-- Bcc among it; `raw`, `text` and `html` are the SHA-256 of files in the folder `outbound`.
CREATE TABLE revisions (
    record     INTEGER NOT NULL REFERENCES outbound (number),
    revision   INTEGER NOT NULL,
    at         TEXT    NOT NULL,
    actor      TEXT    NOT NULL,
    digest     BLOB    NOT NULL,
    message_id TEXT    NOT NULL,
    letter     TEXT    NOT NULL,
    enclosures TEXT    NOT NULL,
    raw        BLOB    NOT NULL,
    text       BLOB,
    html       BLOB,
    PRIMARY KEY (record, revision)
) STRICT, WITHOUT ROWID;
CREATE INDEX revisions_message_id ON revisions (message_id);
CREATE TRIGGER revisions_are_never_changed BEFORE UPDATE ON revisions
BEGIN SELECT raise(ABORT, 'a revision is frozen'); END;

-- What is being typed: no transition, no event, no digest.
CREATE TABLE typed (
    record  INTEGER PRIMARY KEY REFERENCES outbound (number),
    content TEXT NOT NULL,
    at      TEXT NOT NULL
) STRICT;

-- The history of one record.
CREATE INDEX events_subject ON events (subject, seq) WHERE subject <> '';
