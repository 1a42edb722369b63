"""Signed and encrypted mail: what a message claims of itself, in words. Nothing is checked."""

from __future__ import annotations

from mailatlas_core.mime.structure import Part

_SIGNED = "The message is signed ({}); the signature has not been checked."
_ENCRYPTED = "The message is encrypted ({}); it has not been decrypted."

_WRAPPED = "The message is wrapped (S/MIME); it has not been opened."

_PROTOCOLS = {
    "application/pgp-signature": "PGP/MIME",
    "application/pgp-encrypted": "PGP/MIME",
    "application/pkcs7-signature": "S/MIME",
    "application/x-pkcs7-signature": "S/MIME",
}
_PKCS7 = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_PKCS7_CLAIMS = {
    "signed-data": _SIGNED.format("S/MIME"),
    "enveloped-data": _ENCRYPTED.format("S/MIME"),
    "authenveloped-data": _ENCRYPTED.format("S/MIME"),
}
_UNKNOWN_PROTOCOL = "by a method that is not known"

_INLINE = (
    ("-----BEGIN PGP SIGNED MESSAGE-----", _SIGNED.format("inline PGP")),
    ("-----BEGIN PGP MESSAGE-----", _ENCRYPTED.format("inline PGP")),
)


def protection_of(part: Part) -> str | None:
    """What a part claims by its type; None where it claims nothing."""
    if part.content_type in _PKCS7:
        parameter = part.parameters.get("smime-type")
        return _PKCS7_CLAIMS.get(parameter.token() if parameter else "", _WRAPPED)
    if part.content_type == "multipart/signed":
        return _SIGNED.format(_protocol(part))
    if part.content_type == "multipart/encrypted":
        return _ENCRYPTED.format(_protocol(part))
    return None


def protection_in(text: str) -> list[str]:
    """What PGP blocks in a text claim."""
    if "-----BEGIN PGP " not in text:
        return []
    return [sentence for marker, sentence in _INLINE if f"\n{marker}\n" in f"\n{text}\n"]


def _protocol(part: Part) -> str:
    parameter = part.parameters.get("protocol")
    return _PROTOCOLS.get(parameter.token() if parameter else "", _UNKNOWN_PROTOCOL)
