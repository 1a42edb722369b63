"""Names that a header of one's own cannot have: what they say is said elsewhere, and was reviewed there."""

from __future__ import annotations

import re

_OWN = "It is made of the message's own fields."
_ELSEWHERE = "It would have mail or answers go where no field of the message says."
_TRACE = "Servers write it, to say which way a message came."
_MIME = "It is made of the text and the attachments."

_REASONS = {
    _OWN: "From Sender Reply-To To Cc Bcc Subject Date Message-ID In-Reply-To References",
    # Some servers and readers send receipts, bounces and answers to what these name, unseen in a review.
    _ELSEWHERE: """Return-Path Errors-To Apparently-To Apparently-From Mail-Followup-To Mail-Reply-To
        Followup-To Return-Receipt-To Disposition-Notification-To Read-Receipt-To X-Confirm-Reading-To
        X-Bcc X-Envelope-To X-Envelope-From X-Rcpt-To""",
    _TRACE: """Received Received-SPF Delivered-To Delivery-Date Envelope-To Envelope-From Envelope-Recipients
        X-Original-To X-Delivered-To X-Forwarded-To X-Forwarded-For Authentication-Results
        X-Authentication-Results Original-Recipient DKIM-Signature DomainKey-Signature
        X-Google-DKIM-Signature""",
    _MIME: "MIME-Version",
}
_BEGINNINGS = {"resent-": _ELSEWHERE, "content-": _MIME, "arc-": _TRACE}
_PUNCTUATION = re.compile("[^a-z0-9]")


def _plain(name: str) -> str:
    return _PUNCTUATION.sub("", name.lower())


_BY_NAME = {_plain(name): reason for reason, names in _REASONS.items() for name in names.split()}


def reason_against(name: str) -> str | None:
    """Why a name is reserved, in a sentence; None where it is not.

    One that looks like a reserved name (`Reply_To`, `MessageID`) is as good as that name: somebody
    reads it as such.
    """
    lower = name.lower().replace("_", "-")
    for beginning, reason in _BEGINNINGS.items():
        if lower.startswith(beginning):
            return reason
    return _BY_NAME.get(_plain(name))
