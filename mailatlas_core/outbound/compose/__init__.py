"""What a person wrote → a letter that may be sent → the bytes of a message. Pure functions.

OutboundMessage ──► checking ──► Letter ──► render ──► bytes
Document ──► answering ──► OutboundMessage            warnings: what the review should point out
"""
