-- Texts are most of the store: both of a message are packed together, as store/texts.py says. That is
-- done by store/migration.py, which drops `full_text` and `body_text` then.
ALTER TABLE bodies ADD COLUMN texts BLOB NOT NULL DEFAULT x'';
ALTER TABLE bodies ADD COLUMN cleaned_from INTEGER;
