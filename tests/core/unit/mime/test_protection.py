"""What a message claims of its own protection is said, and nobody is told that it was checked."""

from __future__ import annotations

import pytest

from mailatlas_core.mime.parse import parse


def multipart(kind: bytes, *parts: bytes) -> bytes:
    lines = b"".join(b"--b\n" + part + b"\n" for part in parts)
    return b"Content-Type: multipart/" + kind + b"; boundary=b\n\n" + lines + b"--b--\n"


SIGNATURE = b"Content-Type: application/pgp-signature; name=signature.asc\n\nsig"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            multipart(b'signed; protocol="application/pgp-signature"', b"\nhello", SIGNATURE),
            "signed (PGP/MIME)",
        ),
        (multipart(b'signed; protocol="application/x-pkcs7-signature"', b"\nhello"), "signed (S/MIME)"),
        (multipart(b"signed; protocol=application/other", b"\nhello"), "by a method that is not known"),
        (multipart(b'encrypted; protocol="application/pgp-encrypted"', b"\nhello"), "encrypted (PGP/MIME)"),
        (b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx", "encrypted (S/MIME)"),
        (b"Content-Type: application/x-pkcs7-mime; smime-type=signed-data\n\nx", "signed (S/MIME)"),
        (b"Content-Type: application/pkcs7-mime\n\nx", "wrapped (S/MIME)"),
        (b"\n-----BEGIN PGP MESSAGE-----\n\nhQ\n-----END PGP MESSAGE-----\n", "encrypted (inline PGP)"),
        (b"\nHi\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nhello\n", "signed (inline PGP)"),
    ],
)
def test_a_protected_message_says_by_what(data: bytes, words: str) -> None:
    (claim,) = parse(data).protection
    assert words in claim
    assert " not " in claim


@pytest.mark.parametrize(
    "data", [b"\nhello", b"\n> -----BEGIN PGP MESSAGE-----\n", multipart(b"mixed", b"\na")]
)
def test_a_message_that_claims_nothing_has_no_claim(data: bytes) -> None:
    assert parse(data).protection == ()


def test_the_parts_of_a_signed_message_are_kept() -> None:
    message = parse(multipart(b"signed; protocol=application/pgp-signature", b"\nhello", SIGNATURE))
    assert message.text == "hello"
    assert [asset.filename for asset in message.assets] == ["signature.asc"]


def test_a_signed_message_that_is_attached_claims_nothing_for_the_one_that_holds_it() -> None:
    attached = b"Content-Type: message/rfc822\n\n" + multipart(b"signed", b"\nhello")
    assert (
        parse(
            multipart(b"mixed", b"\nsee", attached.replace(b"--b", b"--c").replace(b"=b", b"=c"))
        ).protection
        == ()
    )
