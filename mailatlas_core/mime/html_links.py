"""Whether a link leads where its text says."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

MAX_LABEL_CHARACTERS = 63  # of a host's name: RFC 1035

_SCRIPT_SCHEMES = ("javascript:", "vbscript:", "data:")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]{0,30}):", re.IGNORECASE)
_AUTHORITY = re.compile(r"(?:[a-z][a-z0-9+.-]{0,30}:)?//+([^/?#]*+)", re.IGNORECASE)
_IGNORED_IN_ADDRESSES = re.compile(r"[\t\r\n]+")
_NAMED_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"'()]{4,300}", re.IGNORECASE)
_HOST = re.compile(
    r"(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}|(?:[^\W_][\w-]{0,61}\.){1,8}xn--[\w-]+"
)
_HOST_LETTERS = re.compile(r"[\w.-]*+")
_BARE = re.compile(rf"(?:([^\s@/]{{1,64}})@)?({_HOST.pattern})(?::\d{{1,5}})?(?:[/?#]\S{{0,300}})?")
# What looks like a host and is the name of a file.
_FILE_ENDINGS = frozenset(
    "pdf doc docx xls xlsx ppt pptx odt ods txt rtf csv htm html xml json zip gz tar png jpg jpeg gif svg "
    "webp heic mp3 mp4 mov ics vcf eml msg exe js py md php asp aspx".split()
)
# Second levels under which a country's registry gives names away.
_REGISTRY_LABELS = frozenset("ac co com edu gob gouv gov mil ne net nom or org".split())
# Letters of other scripts that look like Latin ones.
_LATIN_LOOKALIKES = frozenset("аԁеһіјӏոорԛсѕԝхуαικνορυχ")


def shown_target(target: str) -> str:
    """A link's target as a reader is shown it: an address alone for mail; empty for a script or a place
    in the document."""
    target = _cleaned(target)
    lowered = target.lower()
    if lowered.startswith(_SCRIPT_SCHEMES) or target.startswith("#"):
        return ""
    if lowered.startswith("mailto:"):
        return unquote(target[7:].partition("?")[0])
    return target


def is_named_by(target: str, text: str) -> bool:
    """Whether a link's text is its target already."""
    return _comparable(text) == _comparable(shown_target(target))


def lies(text: str, target: str) -> bool:
    """Whether a link's text names another place than it leads to, or its target is made to be misread."""
    target = _cleaned(target)
    if target.lower().startswith(_SCRIPT_SCHEMES):
        return True
    user, host = _user_and_host(target)
    if host and (_HOST.match(user) or _is_lookalike(host)):
        return True
    named = _named_host(text.strip())
    return bool(named and host and _domain(named) != _domain(host))


def host_of(address: str) -> str:
    """The host of an address, in lower case; empty where it names none."""
    return _user_and_host(_cleaned(address))[1]


def _cleaned(address: str) -> str:
    """As a browser reads it: without line ends, and a backslash is a slash."""
    address = _IGNORED_IN_ADDRESSES.sub("", address).strip("\x00 \x1f")
    if address[:4].lower() == "http" or address[:1] in "\\/":
        address = address.replace("\\", "/")
    return address


def _user_and_host(address: str) -> tuple[str, str]:
    if address[:7].lower() == "mailto:":
        recipient = unquote(address[7:].partition("?")[0]).partition(",")[0]
        return "", recipient.rpartition("@")[2].strip("> .").lower()
    found = _AUTHORITY.match(address)
    if found is None:
        return "", ""
    user, _, host = found[1].rpartition("@")
    return unquote(user), unquote(host.partition(":")[0]).strip(".").lower()


def _named_host(text: str) -> str:
    """The host that a link's text shows, be it an address of the web or of mail."""
    if found := _NAMED_ADDRESS.search(text):
        address = found[0] if "//" in found[0] else f"//{found[0]}"
        letters = _HOST_LETTERS.match(_user_and_host(address)[1])
        return letters[0].strip(".-") if letters else ""
    found = _BARE.fullmatch(text) if len(text) < 500 else None
    if found is None:
        return ""
    host = found[2].lower()
    return "" if host.rpartition(".")[2] in _FILE_ENDINGS and not found[1] else host


def _domain(host: str) -> str:
    """Roughly what somebody registered, in the letters that the network uses."""
    labels = [_ascii(label) for label in host.split(".")]
    if labels[-1].isdigit():
        return host
    of_country = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _REGISTRY_LABELS
    return ".".join(labels[-3:] if of_country else labels[-2:])


def _ascii(label: str) -> str:
    if label.isascii():
        return label
    return "xn--" + unicodedata.normalize("NFKC", label[:MAX_LABEL_CHARACTERS]).encode(
        "punycode", "replace"
    ).decode("ascii")


def _is_lookalike(host: str) -> bool:
    """Whether a label mixes Latin with letters like it, or has none but those."""
    *labels, top = host.split(".")
    return any(_has_lookalikes(label, _is_foreign(top)) for label in labels if _is_foreign(label))


def _is_foreign(label: str) -> bool:
    return not label.isascii() or label.startswith("xn--")


def _has_lookalikes(label: str, under_foreign: bool) -> bool:
    if label.startswith("xn--"):
        try:
            label = label[4:MAX_LABEL_CHARACTERS].encode("ascii", "ignore").decode("punycode")
        except UnicodeError:
            return True
    letters = [letter for letter in label.lower() if letter.isalpha()]
    foreign = [letter for letter in letters if letter > "\u036f"]
    if not foreign:
        return False
    has_latin = any("a" <= letter <= "z" for letter in letters)
    alike = [letter for letter in foreign if letter in _LATIN_LOOKALIKES]
    # Under a domain in letters of its own script a name in that script is what it seems.
    return bool(alike) if has_latin else len(alike) == len(letters) and not under_foreign


def _comparable(address: str) -> str:
    address = address.strip().lower()
    scheme = _SCHEME.match(address)
    if scheme and scheme[1] in ("http", "https", "mailto", "tel"):
        address = address[scheme.end() :]
    return address.strip("/").removeprefix("www.").replace(" ", "")
