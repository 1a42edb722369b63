"""No address and no URL of ours belongs to anybody: RFC 2606 and RFC 6761 reserve names for that."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hygiene.tracked import text_of, tracked_files

RESERVED_DOMAINS = ("example.com", "example.net", "example.org")
RESERVED_TOP_LEVEL = ("example", "invalid", "localhost", "test")

# RFC 5737 and RFC 3849: addresses for documentation.
DOCUMENTATION_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
)

ALLOWED_HOSTS = {
    "keepachangelog.com": "the form of CHANGELOG.md",
    "semver.org": "the meaning of our version numbers",
    "sqlite.org": "the documentation of the database",
    "www.rfc-editor.org": "the standards of mail",
    "www.textualize.io": "the comment that Rich writes into every SVG",
    "www.w3.org": "the name spaces of XML and SVG, which nobody fetches",
}

ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]@((?:[a-z0-9-]+\.)+[a-z][a-z0-9-]*)", re.IGNORECASE | re.ASCII)
URL = re.compile(r"\b[a-z][a-z0-9+.-]*://([^\s/?#&\\\"'`<>()]*)", re.IGNORECASE | re.ASCII)


def is_reserved(host: str) -> bool:
    """Whether a host can belong to nobody."""
    host = host.lower().rstrip(".")
    return host.rpartition(".")[2] in RESERVED_TOP_LEVEL or any(
        host == domain or host.endswith(f".{domain}") for domain in RESERVED_DOMAINS
    )


def is_reserved_number(host: str) -> bool:
    """Whether a host is a number of this machine, or one that is kept for documentation."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return (
        address.is_loopback
        or address.is_unspecified
        or any(address in network for network in DOCUMENTATION_NETWORKS)
    )


def foreign_addresses(text: str) -> Iterator[str]:
    """The domains of mail addresses that may belong to somebody."""
    for match in ADDRESS.finditer(text):
        if not is_reserved(match[1]):
            yield match[1]


def foreign_hosts(text: str) -> Iterator[str]:
    """The hosts of URLs that may belong to somebody and are not on the short list above.

    A host that is put together when the program runs (`{host}`) is judged by what is written after the
    last brace; where nothing is, its parts stand elsewhere in the file and are judged there.
    """
    for match in URL.finditer(text):
        authority = match[1].rpartition("@")[2]
        host = re.sub(r":\d*$", "", authority).strip("[],;.*")
        written = host.rpartition("}")[2].lstrip(".") if "{" in host else host
        known = is_reserved(written) or is_reserved_number(written) or written in ALLOWED_HOSTS
        if written and not known:
            yield written


@pytest.mark.parametrize(
    "text",
    ["ada@gmail.com", "To: Ada <ada.b+c@mail.harbor.io>", "<1234@mx.host.de>", "x@example.com.evil.org"],
)
def test_an_address_that_may_be_somebodys_is_found(text: str) -> None:
    assert list(foreign_addresses(text))


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.org",
        "a@mail.harbor.example",
        "root@localhost",
        "@pytest.mark.slow",
        "b@x.test,c@y.invalid",
    ],
)
def test_a_reserved_address_is_left_alone(text: str) -> None:
    assert not list(foreign_addresses(text))


@pytest.mark.parametrize(
    "text",
    [
        "https://harbor.io/a",
        "see http://10.0.0.1:8080",
        "imaps://ada@mail.gmail.com",
        "https://{user}.harbor.io",
        "https://www.w3.org.evil.com",
    ],
)
def test_a_host_that_may_be_somebodys_is_found(text: str) -> None:
    assert list(foreign_hosts(text))


@pytest.mark.parametrize(
    "text",
    ["https://a.example/x", "http://[::1]:80/", "ftp://192.0.2.7", "https://{host}/", "https://{a}.b.test"],
)
def test_a_reserved_host_is_left_alone(text: str) -> None:
    assert not list(foreign_hosts(text))


def test_no_file_names_an_address_of_somebody(repository: Path) -> None:
    found = {
        str(file.relative_to(repository)): sorted(domains)
        for file in tracked_files(repository)
        if file != Path(__file__) and (domains := set(foreign_addresses(text_of(file))))
    }
    assert not found


def test_no_file_names_a_host_of_somebody(repository: Path) -> None:
    found = {
        str(file.relative_to(repository)): sorted(hosts)
        for file in tracked_files(repository)
        if file != Path(__file__) and (hosts := set(foreign_hosts(text_of(file))))
    }
    assert not found
