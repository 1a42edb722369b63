-- What deeper parsing finds. `subject` is without the wrapper of a forward; `sent_subject` is as
-- it was sent, NULL where that is the same. `has_html` is 1 where sanitized HTML lies in html/.
-- An asset with a `parent` is a part of the attached message that has that ordinal.
ALTER TABLE documents ADD COLUMN sent_subject TEXT;
ALTER TABLE bodies ADD COLUMN has_html INTEGER NOT NULL DEFAULT 0;
ALTER TABLE assets ADD COLUMN parent INTEGER;
