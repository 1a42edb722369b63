"""Mail out: written, reviewed, approved, sent once, and kept.

    OutboundMessage ──► compose ──► outbox (states.py) ──► a sender ──► the audit log

`model.py` has the records, `compose/` turns what a person wrote into the bytes of a message, the
outbox moves records through their states, and `senders/` are the ways out.
"""
