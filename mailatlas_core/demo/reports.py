"""What mail servers and mail programs add: delivery reports, receipts, signatures."""

from __future__ import annotations

from collections.abc import Iterator

from mailatlas_core.demo.cast import ADA, GRACE, JULES, THANDI, Person
from mailatlas_core.demo.files import pdf
from mailatlas_core.demo.letter import Letter
from mailatlas_core.demo.mime import Part, compose, file_part, multipart, received, text_part
from mailatlas_core.demo.moment import moment

POSTMASTER = Person("Mail Delivery System", "postmaster@mx.analytics.example", 1)

# Armour of the right shape around nothing: the demo shows signatures, it cannot prove any.
PGP_SIGNATURE = b"""\
-----BEGIN PGP SIGNATURE-----

iHUEABYKAB0WIQQAAAAAAAAAAAAAAAAAAAAAAAAAAAAFAmm0AAAACgkQAAAAAAAA
AAAAAAD/demoDemoDemoDemoDemoDemoDemoDemoDemoDemo=
=Demo
-----END PGP SIGNATURE-----
"""
PGP_MESSAGE = b"""\
-----BEGIN PGP MESSAGE-----

hF4DAAAAAAAAAAASAQdAdemoDemoDemoDemoDemoDemoDemoDemoDemoDemoDemo
=Demo
-----END PGP MESSAGE-----
"""


def letters() -> Iterator[Letter]:
    yield bounce("2026-03-11T06:31", "peter@bakery.example", "5.1.1", "550 5.1.1 no such mailbox", "failed")
    yield bounce("2025-07-08T12:10", "office@bakery.example", "4.2.2", "452 4.2.2 mailbox full", "delayed")
    yield read_receipt()
    yield pgp_signed()
    yield smime_signed()
    yield pgp_encrypted()
    yield smime_encrypted()


def letter(sender: Person, when: str, subject: str, content: Part) -> Letter:
    sent = moment(when)
    return Letter(compose(sender, (ADA,), subject, sent, content, transport=(received(sender, sent),)), sent)


def bounce(when: str, recipient: str, status: str, diagnosis: str, action: str) -> Letter:
    """A delivery status notification (RFC 3464) with the letter that it is about."""
    baker = Person("", recipient)
    ours = compose(
        ADA, (baker,), "Sixty rolls for the festival", moment(when), "Sixty, please, and one whale.\n"
    )
    told = text_part(f"Your message to <{recipient}> was {action}.\n\n    {diagnosis}\n")
    report = (
        "Reporting-MTA: dns; mx.analytics.example\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; {diagnosis}\n"
    )
    content = multipart(
        "report",
        told,
        Part((("Content-Type", "message/delivery-status"),), report.encode()),
        Part((("Content-Type", "message/rfc822"),), ours),
        parameters="; report-type=delivery-status",
    )
    subject = "Undelivered mail returned to sender" if action == "failed" else "Delivery delayed"
    return letter(POSTMASTER, when, subject, content)


def read_receipt() -> Letter:
    told = text_part("Your letter about the gloves was displayed. This is no promise that it was read.\n")
    report = (
        f"Final-Recipient: rfc822; {GRACE.address}\nDisposition: manual-action/MDN-sent-manually; displayed\n"
    )
    content = multipart(
        "report",
        told,
        Part((("Content-Type", "message/disposition-notification"),), report.encode()),
        parameters="; report-type=disposition-notification",
    )
    return letter(GRACE, "2026-03-10T12:00", "Displayed: Gloves for Tuesday", content)


def pgp_signed() -> Letter:
    content = multipart(
        "signed",
        text_part("The release key of tide-tools 4.0 will be mine, as always.\n\nThandi\n"),
        file_part(PGP_SIGNATURE, "application/pgp-signature", "signature.asc"),
        parameters='; micalg=pgp-sha256; protocol="application/pgp-signature"',
    )
    return letter(THANDI, "2026-03-04T18:20", "The key for 4.0", content)


def smime_signed() -> Letter:
    agreement = file_part(
        pdf(("Agreement on shared tide data", "Signed copy")), "application/pdf", "signed.pdf"
    )
    content = multipart(
        "signed",
        multipart("mixed", text_part("The signed copy, for your files.\n\nJules\n"), agreement),
        file_part(b"0\x80\x06\x09demo only", "application/pkcs7-signature", "smime.p7s"),
        parameters='; micalg=sha-256; protocol="application/pkcs7-signature"',
    )
    return letter(JULES, "2025-11-21T10:00", "Agreement, signed copy", content)


def pgp_encrypted() -> Letter:
    content = multipart(
        "encrypted",
        Part((("Content-Type", "application/pgp-encrypted"),), b"Version: 1\n"),
        file_part(PGP_MESSAGE, "application/octet-stream", "encrypted.asc", disposition="inline"),
        parameters='; protocol="application/pgp-encrypted"',
    )
    return letter(GRACE, "2025-05-06T19:30", "...", content)


def smime_encrypted() -> Letter:
    enveloped = file_part(b"0\x80\x06\x09demo only", "application/pkcs7-mime", "smime.p7m")
    return letter(JULES, "2026-02-18T15:40", "Salaries, for your eyes", enveloped)
