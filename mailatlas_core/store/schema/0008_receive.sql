-- Accounts that mail is received from, what was done for each, and what a server did not give.
-- How far a folder was read is a checkpoint: scope `imap`, name ACCOUNT, a line feed, and FOLDER.

CREATE TABLE accounts (
    number     INTEGER PRIMARY KEY,
    id         TEXT    NOT NULL UNIQUE,
    config     TEXT    NOT NULL,
    created_at TEXT    NOT NULL
) STRICT;

-- `account` outlives the row of the account: what was done stays in the history.
CREATE TABLE runs (
    number      INTEGER PRIMARY KEY,
    id          TEXT    NOT NULL UNIQUE,
    account     TEXT    NOT NULL,
    status      TEXT    NOT NULL,
    actor       TEXT    NOT NULL,
    started_at  TEXT    NOT NULL,
    finished_at TEXT,
    fetched     INTEGER NOT NULL DEFAULT 0,
    ingested    INTEGER NOT NULL DEFAULT 0,
    duplicates  INTEGER NOT NULL DEFAULT 0,
    errors      INTEGER NOT NULL DEFAULT 0,
    error       TEXT
) STRICT;
CREATE INDEX runs_of_account ON runs (account, number);
CREATE INDEX runs_running ON runs (status) WHERE status = 'running';

CREATE TABLE gaps (
    account     TEXT    NOT NULL,
    folder      TEXT    NOT NULL,
    uidvalidity INTEGER NOT NULL,
    uid         INTEGER NOT NULL,
    reason      TEXT    NOT NULL,
    tries       INTEGER NOT NULL,
    at          TEXT    NOT NULL,
    PRIMARY KEY (account, folder, uidvalidity, uid)
) STRICT, WITHOUT ROWID;

-- A server that gives other bytes for the same uid hides neither message.
DROP INDEX sources_of_imap;
CREATE UNIQUE INDEX sources_of_imap ON sources (account_id, folder, uidvalidity, uid, position, ifnull(raw, x''))
    WHERE uid IS NOT NULL;
-- By IMAP, Gmail's message has a uid in each of its folders.
DROP INDEX sources_of_gmail;
CREATE UNIQUE INDEX sources_of_gmail ON sources (account_id, gmail_message_id)
    WHERE gmail_message_id IS NOT NULL AND uid IS NULL;
