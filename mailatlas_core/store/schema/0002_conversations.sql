-- Conversations: which messages belong together. store/threads.py says by what.

-- `documents.conversation` is a number without meaning, so that two conversations become one
-- by changing the smaller; the id that the world sees is written once a conversation.
-- `thread_id` is the id of its earliest message, `second` that message's UTC second, NULL
-- where no message of it has a date.
CREATE TABLE conversations (
    number    INTEGER PRIMARY KEY,
    thread_id BLOB    NOT NULL,
    second    INTEGER,
    size      INTEGER NOT NULL
) STRICT;

-- Messages of an earlier schema stand alone until `rebuild`: what joins them was not kept.
ALTER TABLE documents ADD COLUMN conversation INTEGER;
INSERT INTO conversations (number, thread_id, second, size)
    SELECT position, id, CAST(strftime('%s', received_at) AS INTEGER), 1 FROM documents;
UPDATE documents SET conversation = position;
DROP INDEX documents_thread;
ALTER TABLE documents DROP COLUMN thread_id;
CREATE INDEX documents_conversation ON documents (conversation);
UPDATE meta SET value = 'rebuild' WHERE name = 'fold_version';

-- By what a message may be joined through its subject: one row a participant. `key` is a digest
-- of the two; `is_bare` is 1 for a reply that names no message that it answers.
CREATE TABLE subjects (
    key      INTEGER NOT NULL,
    is_bare  INTEGER NOT NULL,
    second   INTEGER NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (key, is_bare, second, position)
) STRICT, WITHOUT ROWID;

-- Without a reference to `documents`, as `subjects` too: to keep that, all rows would be looked
-- through whenever a document goes. `filed` names them.
CREATE TABLE filed_ids (
    message_id TEXT    NOT NULL,
    role       INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    PRIMARY KEY (message_id, role, position)
) STRICT, WITHOUT ROWID;
INSERT INTO filed_ids SELECT * FROM message_ids;
DROP TABLE message_ids;
ALTER TABLE filed_ids RENAME TO message_ids;

-- A column of its own: an index over `gmail_details` would need a function that SQLite before
-- 3.45 does not trust in a schema.
ALTER TABLE sources ADD COLUMN gmail_thread_id TEXT;
CREATE INDEX sources_of_gmail_threads ON sources (account_id, gmail_thread_id)
    WHERE gmail_thread_id IS NOT NULL;

-- What `message_ids`, `subjects` and `fts` hold of a message, as JSON: without it they could
-- only be searched for its rows from end to end, and `fts` gives back nothing at all.
ALTER TABLE bodies ADD COLUMN filed TEXT NOT NULL DEFAULT '[[],[[],false],["","",""]]';
