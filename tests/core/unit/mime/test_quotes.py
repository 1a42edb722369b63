"""Where somebody else's words are, and where a text is signed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime.forwards import find_forwards
from mailatlas_core.mime.quotes import find_spans
from tests.core.unit.mime.forward_samples import SAMPLES


def found(text: str) -> list[tuple[str, str]]:
    """The spans as kind and text."""
    lines = text.split("\n")
    return [(span.kind, "\n".join(lines[span.first : span.end])) for span in find_spans(text)]


ATTRIBUTIONS = {
    "English": "On Mon, Feb 5, 2024 at 10:20 AM Ada <ada@analytics.example> wrote:",
    "English, short": "Ada Lindqvist wrote:",
    "English, wrapped": "On Mon, Feb 5, 2024 at 10:20 AM Ada Lindqvist\n<ada@analytics.example> wrote:",
    "German": "Am Mo., 5. Feb. 2024 um 10:20 Uhr schrieb Ada <ada@analytics.example>:",
    "French": "Le lun. 5 févr. 2024 à 10:20, Ada <ada@analytics.example> a écrit :",
    "Spanish": "El lun, 5 feb 2024 a las 10:20, Ada (<ada@analytics.example>) escribió:",
    "Italian": "Il giorno lun 5 feb 2024 alle ore 10:20 Ada <ada@analytics.example> ha scritto:",
    "Portuguese": "Em seg., 5 de fev. de 2024 às 10:20, Ada <ada@analytics.example> escreveu:",
    "Japanese": "2024年2月5日(月) 10:20 Ada <ada@analytics.example>:",
    "Chinese": "Ada <ada@analytics.example> 于2024年2月5日周一 10:20写道：",
}


@pytest.mark.parametrize("language", ATTRIBUTIONS)
def test_a_quote_begins_with_the_line_that_says_who_wrote_it_in(language: str) -> None:
    quote = f"{ATTRIBUTIONS[language]}\n> The water stood high.\n>\n> Two hands."
    assert found(f"Thank you.\n\n{quote}\n\nAda") == [("quote", quote)]


@pytest.mark.parametrize("language", sorted(set(ATTRIBUTIONS) - {"English, short", "Japanese"}))
def test_a_quote_without_marks_goes_on_to_the_end_in(language: str) -> None:
    quote = f"{ATTRIBUTIONS[language]}\n\nThe water stood high.\n\nTwo hands."
    assert found(f"Thank you.\n\n{quote}") == [("quote", quote)]


@pytest.mark.parametrize(
    "above",
    [
        "-----Original Message-----",
        "________________________________",
        "-----Ursprüngliche Nachricht-----",
        "",
    ],
)
def test_the_header_that_outlook_writes_begins_a_quote(above: str) -> None:
    header = (
        "From: Ada <ada@analytics.example>\nSent: Monday, February 5, 2024 10:20\nTo: Jules\nSubject: Water"
    )
    quote = f"{above}\n{header}\n\nTwo hands." if above else f"{header}\n\nTwo hands."
    assert found(f"Thank you.\n\n{quote}") == [("quote", quote)]


def test_answers_between_quotes_are_in_none_of_them() -> None:
    assert found("> One?\n\nYes.\n\n> Two?\n>> Three?\n\nNo.") == [
        ("quote", "> One?"),
        ("quote", "> Two?\n>> Three?"),
    ]


@pytest.mark.parametrize(
    "text", ["Note:\nit rains.", ">From the pier\nit is far.", "a > b\n1 > 0 is true", "", "x"]
)
def test_what_nobody_quotes_is_no_quote(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_what_a_message_forwards_is_no_quote_in_the_form_of(name: str) -> None:
    subject, text = SAMPLES[name]
    assert find_spans(text, find_forwards(text, subject)) == ()


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAda Lindqvist\nHarbor Labs",
        "--\nAda",
        "Best regards,\nAda",
        "Mit freundlichen Grüßen\n\nAda Lindqvist\nHarbor Labs",
        "Cordialement,\nAda",
        "Saludos\nAda",
        "Cordiali saluti,\nAda",
        "Atenciosamente,\nAda",
        "よろしくお願いいたします。\nAda",
        "此致\nAda",
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "-Ada",
    ],
)
def test_a_signature_is_found_at_the_end_and_above_a_quote(signature: str) -> None:
    assert found(f"The water stood high.\n\n{signature}\n") == [("signature", signature)]
    quote = "On Mon, Feb 5, 2024 Jules wrote:\n> How high?"
    assert found(f"Very.\n\n{signature}\n\n{quote}") == [("signature", signature), ("quote", quote)]


@pytest.mark.parametrize(
    "text",
    [
        "Buy:\n\n- rope\n- lamps\n- oil",
        "-- \n" + "a line of text\n" * 40,
        "Thanks,\nAda asked me to say this: " + "the water stood high, " * 10,
        "Best regards,",
        "> -- \n> Ada",
    ],
)
def test_what_only_looks_like_a_signature_is_none(text: str) -> None:
    assert "signature" not in dict(found(text))


PIECES = st.sampled_from(
    [
        *ATTRIBUTIONS.values(),
        "> x",
        ">From x",
        "-- ",
        "",
        "Best regards,",
        "-Ada",
        "From: a",
        "Sent: b",
        "Subject: c",
        "To: d",
    ]
)


@given(st.lists(PIECES | st.text(max_size=10), max_size=30), st.text(max_size=10))
def test_the_spans_of_any_text_are_in_order_and_apart(pieces: list[str], subject: str) -> None:
    text = "\n".join(pieces)
    bounds = [
        bound for span in find_spans(text, find_forwards(text, subject)) for bound in (span.first, span.end)
    ]
    assert bounds == sorted(bounds)
    assert all(0 <= bound <= text.count("\n") + 1 for bound in bounds)
