"""The terminal front end of MailAtlas: it shows what `mailatlas_core` knows, and stores nothing itself."""
