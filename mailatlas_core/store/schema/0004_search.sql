-- What the fields of a query are found by: where a message was seen, and whether it is a forward.
ALTER TABLE documents ADD COLUMN is_forwarded INTEGER NOT NULL DEFAULT 0;
UPDATE documents SET is_forwarded = 1 WHERE position IN
    (SELECT position FROM bodies WHERE json_type(metadata, '$.provenance') IS NOT NULL);

CREATE INDEX sources_of_kind ON sources (kind, position);
CREATE INDEX sources_of_folder ON sources (folder, position) WHERE folder IS NOT NULL;
CREATE INDEX sources_of_account ON sources (account_id, position) WHERE account_id IS NOT NULL;
