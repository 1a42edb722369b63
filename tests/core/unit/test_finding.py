"""What the fields of a query find, in a small workspace; and that nothing typed is ever syntax."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mailatlas_core.clock import FixedClock
from mailatlas_core.errors import QueryError
from mailatlas_core.ingest.memory import MemorySource
from mailatlas_core.models import Source
from mailatlas_core.ports import RawMessage
from mailatlas_core.workspace import Workspace
from tests.core.unit.query.typed import PIECES, TYPED, refusal

NOW = datetime(2026, 3, 14, 16, 44, tzinfo=UTC)
HOME = "/home/reader/Mail"


def mail(
    *,
    sender: str = "Ada Lovelace <ada@example.org>",
    to: str = "you@example.com",
    cc: str = "",
    subject: str,
    date: str | None,
    id: str,
    body: str = "Nothing to see.",
    extra: str = "",
) -> bytes:
    date_line = "" if date is None else f"Date: {date}\n"
    return (
        f"From: {sender}\nTo: {to}\nCc: {cc}\nSubject: {subject}\n{date_line}Message-ID: <{id}>\n"
        f"MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n{extra}\n{body}\n"
    ).encode()


WITH_FILE = (
    b"From: Tide <tide@example.net>\nTo: you@example.com\nSubject: Charts\nMessage-ID: <charts@example.net>\n"
    b"Date: Fri, 6 Mar 2026 09:00:00 +0000\nMIME-Version: 1.0\n"
    b'Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain\n\nSee the file.\n'
    b'--b\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="soundings-2026.pdf"\n\n'
    + b"x" * 20_000
    + b"\n--b--\n"
)
FORWARD = (
    "FYI\n\n---------- Forwarded message ---------\nFrom: Grace <grace@example.net>\n"
    "Date: Mon, 2 Mar 2026 10:00:00 +0000\nSubject: Tides\nTo: <ada@example.org>\n\nThe tide table.\n"
)

MAIL: dict[str, tuple[bytes, Source, tuple[str, ...]]] = {
    "report": (
        mail(subject="Harbor report", date="Fri, 13 Mar 2026 12:00:00 +0000", id="report@example.org"),
        Source("maildir", path=f"{HOME}/Inbox/cur/1:2,", folder=f"{HOME}/Inbox"),
        ("unread", "to-do"),
    ),
    "answer": (
        mail(
            sender="You <you@example.com>",
            to="ada@example.org",
            cc="Grace <grace@example.net>",
            subject="Re: Harbor report",
            date="Sat, 14 Mar 2026 08:00:00 +0000",
            id="answer@example.com",
            extra="In-Reply-To: <report@example.org>\n",
            body="Thank you, Straße, crème and İzmir.",
        ),
        Source("maildir", path=f"{HOME}/Sent/cur/2:2,S", folder=f"{HOME}/Sent"),
        (),
    ),
    "charts": (WITH_FILE, Source("mbox", path=f"{HOME}/tide.mbox", index=0), ("archived",)),
    "forward": (
        mail(subject="Fwd: Tides", date="Mon, 2 Mar 2026 23:30:00 +0000", id="fwd@example.org", body=FORWARD),
        Source("imap", account_id="imap:ada:mail.example.org", folder="INBOX.Work"),
        ("flagged",),
    ),
    "letters": (
        mail(
            subject="請求書のご案内",
            date="Thu, 31 Dec 2020 23:59:59 +0000",
            id="cjk@example.org",
            body="สวัสดีครับ 한국어 메일 or report",
        ),
        Source("eml", path=f"{HOME}/letter.eml"),
        (),
    ),
    "undated": (
        mail(subject="No day", date=None, id="undated@example.org"),
        Source("eml", path=f"{HOME}/undated.eml"),
        (),
    ),
}
IDS = {name: hashlib.sha256(data).hexdigest() for name, (data, _, _) in MAIL.items()}
NAMES = {id: name for name, id in IDS.items()}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    root = tmp_path_factory.mktemp("finding") / "workspace"
    with Workspace.open(root, create=True, clock=FixedClock(NOW)) as opened:
        opened.ingest_from(MemorySource([RawMessage(*one) for one in MAIL.values()]))
        assert opened.documents.count() == len(MAIL)
        yield opened


def found(workspace: Workspace, query: str) -> set[str]:
    return {NAMES[ref.id] for ref in workspace.documents.page(query)}


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("from:ada", "report forward letters undated"),
        ("from:ada@example.org subject:report", "report"),
        ('from:"ada lovelace"', "report forward letters undated"),
        ("to:ada", "answer"),
        ("cc:grace", "answer"),
        ("grace", "answer forward"),
        ("subject:report", "report answer"),
        ("body:report", "letters"),
        ("report", "report answer letters"),
        ("report -subject:report", "letters"),
        ("-report", "charts forward undated"),
        ("filename:soundings", "charts"),
        ("filename:sound*", "charts"),
        ("has:attachment", "charts"),
        ("-has:attachment from:tide", ""),
        ("larger:10k", "charts"),
        ("smaller:1k -is:sent from:ada after:2026", "report forward"),
        ("is:unread", "report"),
        ("tag:to-do", "report"),
        ("is:archived OR is:flagged", "charts forward"),
        ("is:sent", "answer"),
        ("is:forwarded", "forward"),
        ("-is:forwarded -is:sent after:2026", "report charts"),
        ("source:mbox", "charts"),
        ("source:eml", "letters undated"),
        ("account:imap:ada:mail.example.org", "forward"),
        ("account:imap:ada", ""),
        ("folder:inbox", "report"),
        (f"folder:{HOME}/Inbox", "report"),
        ("folder:work", "forward"),
        ("folder:INBOX.work", "forward"),
        ("folder:mail", ""),
        (f"thread:{IDS['answer'][:12]}", "report answer"),
        (f"thread:{IDS['report']}", "report answer"),
        (f"id:{IDS['charts'][:12]}", "charts"),
        ("id:charts@example.net", "charts"),
        ("id:<charts@example.net>", "charts"),
        ("charts@example.net", "charts"),
        ("<charts@example.net>", "charts"),
        ("charts@example.net has:attachment", "charts"),
        ("-charts@example.net after:2026-03-05", "report answer"),
        ("you@example.com", "report answer charts forward letters undated"),
        ("tide@example.net", "charts"),
        ("on:2026-03-13", "report"),
        ("on:2026-W11", "report answer"),
        ("after:2026-03-06", "report answer charts"),
        ("before:2026-03-06", "forward letters"),
        ("before:2021", "letters"),
        ("on:2020", "letters"),
        ("-after:2021", "letters undated"),
        ("-before:2026-03-06", "report answer charts undated"),
        ("after:2026-03 before:2026-03-10", "charts forward"),
        ("on:yesterday", "report"),
        ("on:today", "answer"),
        ("newer_than:1d", "answer"),
        ("newer_than:2d", "report answer"),
        ("after:last week", "report answer charts forward"),
        ("on:last week", "charts forward"),
        ("請求", "letters"),
        ("求書", "letters"),
        ("subject:ご案内", "letters"),
        ("สวัส", "letters"),
        ("국어", "letters"),
        ("strasse", "answer"),
        ("creme", "answer"),
        ("izmir", "answer"),
        ("İZMİR", "answer"),
        ("(tide OR harbor) -from:ada", "answer charts"),
        ("tide OR 請求書 -subject:harbor", "charts forward letters"),
        ("-(report OR tide)", "undated"),
        ("*", "report answer charts forward letters undated"),
        ("-*", ""),
    ],
)
def test_a_query_finds_exactly_these(workspace: Workspace, query: str, names: str) -> None:
    assert found(workspace, query) == set(names.split())


@pytest.mark.parametrize("query", ["*", "from:ada", "is:unread OR report", "-tide"])
def test_folded_each_conversation_is_its_newest_message_that_was_found(
    workspace: Workspace, query: str
) -> None:
    rows = workspace.documents.page(query, folded=True)
    newest: dict[str, str] = {}
    for ref in workspace.documents.page(query):
        newest.setdefault(ref.thread_id, ref.id)
    assert [ref.id for ref in rows] == list(newest.values())
    assert [ref.position for ref in rows] == list(workspace.documents.positions(query, folded=True))
    assert workspace.documents.count(query, folded=True) == len(rows)


def test_a_folded_page_goes_on_without_conversations_of_the_page_before(workspace: Workspace) -> None:
    whole = workspace.documents.page(folded=True)
    first = workspace.documents.page(folded=True, limit=1)
    rest = workspace.documents.page(folded=True, before=first[-1].position)
    assert [*first, *rest] == whole
    assert workspace.documents.page(folded=True, offset=1, limit=2) == whole[1:3]


def test_a_row_says_how_many_messages_its_conversation_has(workspace: Workspace) -> None:
    sizes = {NAMES[ref.id]: ref.thread_size for ref in workspace.documents.page()}
    assert sizes["report"] == sizes["answer"] == 2
    assert sizes["charts"] == 1


def test_by_relevance_the_best_fit_is_first(workspace: Workspace) -> None:
    by_time = [NAMES[ref.id] for ref in workspace.documents.search("report")]
    assert by_time == ["answer", "report", "letters"]
    best = [NAMES[ref.id] for ref in workspace.documents.search("report", sort="relevance")]
    assert sorted(best) == sorted(by_time)
    assert best[-1] == "letters"  # only its text speaks of a report


def test_by_relevance_what_asks_for_no_text_is_newest_first(workspace: Workspace) -> None:
    newest = workspace.documents.search("after:2026")
    assert workspace.documents.search("after:2026", sort="relevance") == newest


def test_the_names_that_can_stand_in_a_query_are_known(workspace: Workspace) -> None:
    known = workspace.documents.known()
    assert known.tags == ("archived", "flagged", "to-do", "unread")
    assert known.folders == ("INBOX.Work", "Inbox", "Sent")
    assert known.accounts == ("imap:ada:mail.example.org",)


@given(TYPED, st.booleans())
@example("a\ud800", False)
@example("a\0b*", True)
@example("NEAR(harbor report)", False)
@example('x" OR fts MATCH "y', True)
@example("tag:x' OR '1'='1", False)
@example("'); DROP TABLE documents; --", False)
def test_anything_typed_gives_rows_or_a_query_error(workspace: Workspace, query: str, typing: bool) -> None:
    if (error := refusal(query, typing=typing)) is not None:
        assert 0 <= error.position <= len(query)
        with pytest.raises(QueryError):
            workspace.documents.page(query, typing=typing)
        return
    rows = workspace.documents.page(query, typing=typing)
    positions = list(workspace.documents.positions(query, typing=typing))
    assert [ref.position for ref in rows] == positions
    assert workspace.documents.count(query, typing=typing) == len(positions)


@given(st.lists(st.sampled_from(PIECES), max_size=5).map(" ".join), st.data())
def test_every_beginning_of_a_query_gives_rows_or_a_query_error(
    workspace: Workspace, query: str, data: st.DataObject
) -> None:
    beginning = query[: data.draw(st.integers(0, len(query)))]
    if refusal(beginning, typing=True) is None:
        assert len(workspace.documents.page(beginning, typing=True)) <= len(MAIL)


@pytest.mark.parametrize(
    "hostile",
    ["' OR 1=1 --", "'; DROP TABLE documents; --", '" OR ""="', "%", "_", ":p0", "?1", "fts", "* OR *"],
)
@pytest.mark.parametrize("field", ["tag", "folder", "account", "id"])
def test_a_value_that_is_syntax_elsewhere_is_only_a_value(
    workspace: Workspace, field: str, hostile: str
) -> None:
    written = hostile.replace('"', '""')
    assert found(workspace, f'{field}:"{written}"') == set()
    assert workspace.documents.count() == len(MAIL)


def test_a_document_is_found_at_every_step_of_typing_its_words(workspace: Workspace) -> None:
    for typed in ("harbor report", '"harbor report"'):
        for length in range(1, len(typed) + 1):
            rows = workspace.documents.page(typed[:length], typing=True)
            assert IDS["report"] in [ref.id for ref in rows], typed[:length]
