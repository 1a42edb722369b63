"""Taking secrets out of a text, in every shape that they come back in."""

from __future__ import annotations

import gc
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailatlas_core.secrets import Secret
from mailatlas_core.secrets.redaction import HIDDEN, without, without_any

CANARY = "Zq7!x&Kä/w #9+m"
SECRETS = [Secret(CANARY)]

SHAPES = {
    "as it is": CANARY,
    "in capitals": CANARY.upper(),
    "in base64": b64encode(CANARY.encode()).decode(),
    "in base64 of URLs": urlsafe_b64encode(CANARY.encode()).decode(),
    "in base64 without its end": b64encode(CANARY.encode()).decode().rstrip("="),
    "as AUTH PLAIN has it": b64encode(f"\0ada@example.org\0{CANARY}".encode()).decode(),
    "as basic authentication has it": b64encode(f"ada:{CANARY}".encode()).decode(),
    "in lines of base64": "\n".join(b64encode(CANARY.encode()).decode()),
    "in a URL": quote(CANARY, safe=""),
    "in a form": quote_plus(CANARY),
    "in a URL of small letters": quote(CANARY, safe="").lower(),
    "in quoted-printable": "".join(f"={byte:02X}" for byte in CANARY.encode()),
    "in quoted-printable over lines": "=\n".join(f"={byte:02X}" for byte in CANARY.encode()),
    "in quoted-printable of a header": CANARY.replace(" ", "_"),
    "in a URL over lines": "\n".join(quote(CANARY, safe="")),
    "in a repr of bytes": repr(CANARY.encode()),
    "in hex": CANARY.encode().hex(),
    "in hex with spaces": CANARY.encode().hex(" "),
    "in groups": " ".join(CANARY),
    "without its space": CANARY.replace(" ", ""),
    "without its space in base64": b64encode(CANARY.replace(" ", "").encode()).decode(),
    "over two lines": f"{CANARY[:5]}\r\n {CANARY[5:]}",
    "in ASCII": CANARY.encode("ascii", "replace").decode(),
    "in the wrong encoding": CANARY.encode().decode("latin-1"),
    "read as what it is not": CANARY.encode("latin-1").decode("utf-8", "replace"),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_secret_is_found_in_every_shape(shape: str) -> None:
    cleaned = without(f"535 no <{SHAPES[shape]}> here", SECRETS)
    assert HIDDEN in cleaned
    assert SHAPES[shape] not in cleaned
    assert cleaned.startswith("535 no <")
    assert cleaned.endswith("> here")


@pytest.mark.parametrize(
    ("secret", "nearly"),
    [
        ("п" * 60 + "1", "?" * 100),
        ("п" * 60 + "1", "п" * 100),
        ("a b", "a" + "+20" * 60),
        ("a b", "a" + "= " * 60),
    ],
)
def test_a_text_that_is_nearly_the_secret_is_not_read_for_ever(secret: str, nearly: str) -> None:
    assert without(nearly, [Secret(secret)]) == nearly


def test_a_text_without_the_secret_stays_as_it_is() -> None:
    text = "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6\nsee https://mail.example.org/?a=b%20c"
    assert without(text, SECRETS) == text


def test_a_password_that_is_shown_in_groups_is_found_without_them() -> None:
    assert without("you said abcdefghijkl", [Secret("abcd efgh ijkl")]) == f"you said {HIDDEN}"


@pytest.mark.parametrize("shape", [lambda data: b64encode(data).decode(), quote, bytes.hex])
def test_a_secret_that_is_no_utf_8_is_found_as_the_bytes_that_were_sent(
    shape: Callable[[bytes], str],
) -> None:
    secret = b"Zq7 K\xe4w9"
    held = Secret(secret.decode("utf-8", "surrogateescape"))
    assert without(f"no <{shape(secret)}>", [held]) == f"no <{HIDDEN}>"


def test_half_a_character_in_a_secret_is_no_error() -> None:
    assert without("a\ud800b", [Secret("a\ud800b")]) == HIDDEN


def test_of_two_secrets_the_longer_is_found_first() -> None:
    assert without("horse staple horse", [Secret("horse"), Secret("horse staple")]) == f"{HIDDEN} {HIDDEN}"


@pytest.mark.parametrize("nothing", ["", " ", "\n"])
def test_a_secret_that_is_none_is_nowhere(nothing: str) -> None:
    assert without("a b", [Secret(nothing)]) == "a b"


@pytest.mark.parametrize("short", ["a", "7!"])
def test_a_secret_of_two_letters_is_not_looked_for_in_base64(short: str) -> None:
    assert without(f"x{short}x YWFhYWFh", [Secret(short)]).startswith(f"x{HIDDEN}x")


WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Z")), min_size=3, max_size=12)
READABLE = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)


@given(READABLE, st.binary(max_size=20), st.binary(max_size=20))
def test_no_character_of_base64_is_left_that_says_anything_of_a_secret_in_it(
    secret: str, before: bytes, behind: bytes
) -> None:
    data = secret.encode()
    encoded = b64encode(before + data + behind).decode()
    left, right = 8 * len(before) // 6, -(-8 * (len(before) + len(data)) // 6)
    start, *_, end = without(encoded, [Secret(secret)]).split(HIDDEN)
    assert len(start) <= left
    assert len(end) <= len(encoded) - right


@example("00İ", "", "")
@given(READABLE, st.text(max_size=30), st.text(max_size=30))
def test_a_secret_is_in_no_text_that_it_was_taken_out_of(secret: str, before: str, behind: str) -> None:
    for shape in (secret, quote(secret, safe=""), " ".join(secret)):
        assert shape not in without(f"{before} {shape} {behind}", [Secret(secret)]).replace(HIDDEN, "")


def test_every_secret_that_the_process_holds_is_found_and_no_other() -> None:
    first, second = Secret("mackerel-1"), Secret("mackerel-1")
    assert without_any("the mackerel-1") == f"the {HIDDEN}"
    del first
    gc.collect()
    assert without_any("the mackerel-1") == f"the {HIDDEN}"
    del second
    gc.collect()
    assert without_any("the mackerel-1") == "the mackerel-1"


def test_a_secret_of_a_few_characters_does_not_blacken_every_text() -> None:
    short = Secret("é")
    assert without_any("the quay is é") == "the quay is é"
    assert short.reveal() == "é"
