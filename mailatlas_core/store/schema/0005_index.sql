-- The full-text index anew, smaller: store/index.py says what is in it and puts it in.
--
-- `body` is the first column, for FTS5 writes nothing to say that a word stands in the first.
-- Segments are merged by store/index.py, between transactions: while rows go in, no time is spent
-- on it unless 64 segments have piled up. The hash table holds all words of a batch.
DROP TABLE fts_terms;
DROP TABLE fts;
CREATE VIRTUAL TABLE fts USING fts5 (
    body, subject, sender, "to", cc, filenames,
    content = '',
    detail = full,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co'"
);
INSERT INTO fts (fts, rank) VALUES ('automerge', 0), ('crisismerge', 64), ('hashsize', 8388608);
-- `instance` gives a term's first row without reading the rest, `row` would count them all.
CREATE VIRTUAL TABLE fts_terms USING fts5vocab ('fts', 'instance');
