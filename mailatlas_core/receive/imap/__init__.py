"""An IMAP server, asked for mail: verified TLS, EXAMINE and BODY.PEEK, nothing else."""
