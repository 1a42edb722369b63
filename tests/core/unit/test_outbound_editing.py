"""A draft in an editor: one text, read back as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.errors import MessageRefused
from mailatlas_core.outbound.editing import as_text, from_text
from mailatlas_core.outbound.model import Enclosure, Typed

field = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]), max_size=30)
body = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=200)


@given(sender=field, to=field, cc=field, bcc=field, subject=field, text=body)
def test_what_was_not_touched_comes_back_as_it_was(
    sender: str, to: str, cc: str, bcc: str, subject: str, text: str
) -> None:
    typed = Typed(sender=sender, to=to, cc=cc, bcc=bcc, subject=subject, text=text)
    assert from_text(as_text(typed), Typed()) == typed


def test_what_the_text_does_not_show_stays() -> None:
    enclosure = Enclosure(0, "a.txt", "text/plain", 1, "0" * 64, "outbound/attachments/00/0")
    typed = Typed(text="old", identity="work", in_reply_to="a@b.example", attachments=(enclosure,))
    read = from_text("To: ada@example.org\n\nnew", typed)
    assert (read.to, read.text) == ("ada@example.org", "new")
    assert (read.identity, read.in_reply_to, read.attachments) == ("work", "a@b.example", (enclosure,))


def test_another_sender_is_no_longer_the_identity_that_was_named() -> None:
    typed = Typed(sender="ada@example.org", identity="work")
    assert from_text("From: ada@example.net\n\nx", typed).identity is None
    assert from_text("From: ada@example.org\n\nx", typed).identity == "work"


@pytest.mark.parametrize(
    "head", ["X-Mailer: mine", "Subject", " folded", "Date: today", "To: a@b.example\nTo: c@d.example"]
)
def test_a_line_that_is_no_field_is_pointed_out(head: str) -> None:
    with pytest.raises(MessageRefused, match="no header line"):
        from_text(f"{head}\n\ntext", Typed())
