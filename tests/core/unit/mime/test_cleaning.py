"""What cleaning leaves out of a text, and what it must leave in."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailatlas_core.mime import cleaning
from mailatlas_core.mime.cleaning import clean
from mailatlas_core.mime.forwards import find_forwards
from mailatlas_core.mime.invisible import strip_invisible
from mailatlas_core.mime.languages import (
    BOILERPLATE_LINES,
    BOILERPLATE_WITH_LINK,
    DEVICES,
    SENT_FROM,
    SENT_FROM_ENDINGS,
)
from mailatlas_core.mime.model import Cleaned, ParserConfig
from tests.core.unit.mime.forward_samples import BODY, SAMPLES

EVERYTHING = ParserConfig()
NOTHING = ParserConfig(**{switch.name: False for switch in fields(ParserConfig)})
LETTER = "Dear Ada,\n\nthe water stood two hands above the sill of number 9.\nWe had north-west 7.\n\nBrandt"

DISCLAIMERS = """\
This e-mail and its attachments are confidential and intended solely for the addressee. If you have
received it in error, please notify the sender and delete it.

Diese E-Mail enthält vertrauliche Informationen und ist nur für den Empfänger bestimmt. Wenn Sie sie
irrtümlich erhalten haben, benachrichtigen Sie bitte den Absender und löschen Sie sie.

Ce message et ses pièces jointes sont confidentiels et établis à l'attention exclusive de leur
destinataire. Si vous l'avez reçu par erreur, merci de le détruire et d'en avertir l'expéditeur.

Este mensaje es confidencial y va dirigido exclusivamente a su destinatario. Si lo ha recibido por
error, le rogamos que lo comunique al remitente y lo elimine.

Le informazioni contenute in questa comunicazione sono riservate e destinate esclusivamente al
destinatario. Se l'avete ricevuta per errore, vi preghiamo di cancellarla.

Esta mensagem é confidencial e destinada apenas ao seu destinatário. Se a recebeu por engano ou por
erro, avise o remetente e apague-a, por favor. A sua divulgação é proibida.

本メールには機密情報が含まれている場合があります。宛先の方以外が受信された場合は、
お手数ですが削除してくださいますようお願いいたします。

本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的收件人。
如果您错误地收到了本邮件，请您立即通知发件人并删除本邮件！
"""


def dropped(cleaned: Cleaned, text: str) -> list[tuple[str, str]]:
    """Lines and reasons, without the blank ones."""
    lines = text.split("\n")
    return [(lines[drop.line], drop.why) for drop in cleaned.dropped if lines[drop.line].strip()]


@pytest.mark.parametrize(
    "text",
    [
        LETTER,
        "[image: a lighthouse]\n\nSuch is our view.",
        "Three ways:\n\n(a) by ship\n(b) by foot\n(c) by no means\n\nChoose.",
        "(c) by no means",
        "© is the sign of copyright, I think.\n\nIs it not?",
        "Copyright is what we talk about on Friday.\n\nCome.",
        "See https://example.com/?a=1&copy=2&reg=3 for it.",
        "The list:\n\n    def f():\n        return 1\n\n> quoted\n>  and  indented",
        "| a | b   |\n|---|-----|\n| 1 | two |",
        "Unsubscribe\n\nBob",
        "Please unsubscribe me from everything.",
        "To unsubscribe, I pressed the link twice. It does not work.\n\nWhat now?\nAnd who answers?\nBob",
        "You are receiving this email because you have booked a berth.\n\nYour berth is 9.\nCome at seven.",
        "Hello,\n\nyou received this message by mistake, I am afraid. Unsubscribe whoever did it.\n" + LETTER,
        "We sent from my office\nyesterday all that you wanted.",
        "Like\nComment\nShare what you think",
        "This is confidential: the recipient of the prize is Ada.",
        "--\nAda",
    ],
)
def test_what_somebody_wrote_stays(text: str) -> None:
    cleaned = clean(text, EVERYTHING)
    assert (cleaned.text, cleaned.dropped) == (text, ())


@pytest.mark.parametrize(
    "line",
    [
        "View this email in your browser",
        "View this email in your browser (https://news.example/17)",
        "*View in browser* <https://news.example/17>",
        "Read in the browser: https://news.example/17",
        "Click here to unsubscribe.",
        "Unsubscribe <https://news.example/out>",
        "[Unsubscribe](https://news.example/out)",
        "Click here <https://news.example/unsubscribe/7>",
        "Sent from my iPhone",
        "Sent from Yahoo Mail on Android",
        "Get Outlook for iOS",
        "Newsletter im Browser ansehen",
        "Newsletter abmelden",
        "Von meinem iPhone gesendet",
        "Gesendet von Outlook für Android",
        "Voir dans le navigateur",
        "Se désabonner",
        "Envoyé de mon iPhone",
        "Ver en el navegador",
        "Darse de baja",
        "Enviado desde mi iPhone",
        "Visualizza nel browser",
        "Annulla l’iscrizione".replace("’", "'"),
        "Inviato da iPhone",
        "Ver no navegador",
        "Cancelar inscrição",
        "Enviado do meu iPhone",
        "ブラウザで表示",
        "配信停止はこちら",
        "iPhoneから送信",
        "在浏览器中查看",
        "退订",
        "发自我的iPhone",
    ],
)
def test_a_line_is_boilerplate_where_a_reader_would_agree(line: str) -> None:
    text = f"{LETTER}\n\n{line}\n\nMore to come."
    cleaned = clean(text, replace(EVERYTHING, stop_at_footer=False, strip_link_only_lines=False))
    assert dropped(cleaned, text) == [(line, cleaning.BOILERPLATE)]
    assert line in clean(text, replace(EVERYTHING, strip_boilerplate=False)).text


@pytest.mark.parametrize(
    "around", ["{}", "\t* {} |", " \f- [{}]: ", "https://news.example/1 {}", "{}\x1c\u3000"]
)
@pytest.mark.parametrize("phrase", sorted({*BOILERPLATE_LINES, *BOILERPLATE_WITH_LINK}))
def test_every_boilerplate_line_is_known_whatever_surrounds_it(phrase: str, around: str) -> None:
    line = around.format(phrase.upper().replace(" ", "\t "))
    assert dropped(clean(f"{LETTER}\n\n{line}", EVERYTHING), f"{LETTER}\n\n{line}")


@pytest.mark.parametrize("opening", SENT_FROM)
def test_every_opening_of_a_phones_line_is_known(opening: str) -> None:
    line = f"-- {opening.title()} {DEVICES[0]}"
    assert dropped(clean(f"{LETTER}\n\n{line}", EVERYTHING), f"{LETTER}\n\n{line}")


@pytest.mark.parametrize("ending", SENT_FROM_ENDINGS)
def test_every_ending_of_a_phones_line_is_known(ending: str) -> None:
    line = f"{DEVICES[0].title()} {ending}"
    assert dropped(clean(f"{LETTER}\n\n{line}", EVERYTHING), f"{LETTER}\n\n{line}")


def test_an_opt_out_behind_click_here_needs_no_other_boilerplate_to_be_known() -> None:
    line = "Click here <https://news.example/opt-out>"
    assert dropped(clean(f"{LETTER}\n\n{line}", EVERYTHING), f"{LETTER}\n\n{line}")


def test_the_link_under_a_boilerplate_line_goes_with_it() -> None:
    text = f"View in browser:\nhttps://news.example/17\n\n{LETTER}"
    assert clean(text, EVERYTHING).text == LETTER


@pytest.mark.parametrize("disclaimer", DISCLAIMERS.strip().split("\n\n"))
def test_a_legal_disclaimer_is_dropped_whole(disclaimer: str) -> None:
    cleaned = clean(f"{LETTER}\n\n{disclaimer}\n", EVERYTHING)
    assert cleaned.text == LETTER
    assert {drop.why for drop in cleaned.dropped} == {cleaning.DISCLAIMER, cleaning.BLANK}


def test_a_virus_scanner_is_not_read() -> None:
    note = "This message has been scanned for viruses and\ndangerous content, and is believed to be clean."
    assert clean(f"{LETTER}\n\n{note}", EVERYTHING).text == LETTER


@pytest.mark.parametrize(
    "footer",
    [
        '--\nTo unsubscribe from this list: send the line "unsubscribe tide" in\nthe body of a message',
        "_______________________________________________\nTide mailing list\ntide@lists.tide.example",
        '-- \nYou received this message because you are subscribed to the Google Groups "Tide" group.\nMore',
        "You are receiving this email because you subscribed at the quay.\nUnsubscribe: https://news.example/o",
        "Copyright © 2024 Harbor Labs. All rights reserved.\nPier 4, Lighthouse",
        "© 2024 Harbor Labs\nSie möchten den Newsletter abbestellen? https://news.example/o",
        "Sie erhalten diese E-Mail, weil Sie sich angemeldet haben.\nAbmelden",
        "Vous recevez cet e-mail car vous êtes inscrit.\nSe désabonner",
        "Has recibido este correo porque te suscribiste.\nDarse de baja",
        "Hai ricevuto questa email perché sei iscritto.\nDisiscriviti o cancellati",
        "Você recebeu este e-mail porque se inscreveu.\nCancelar inscrição",
        "このメールは登録された方にお送りしています。\n配信停止はこちら",
        "您收到此邮件是因为您已订阅。\n退订",
    ],
)
def test_a_footer_ends_the_text(footer: str) -> None:
    cleaned = clean(f"{LETTER}\n\n{footer}\n", EVERYTHING)
    assert cleaned.text == LETTER
    assert cleaned.stopped_at_footer
    kept = clean(f"{LETTER}\n\n{footer}", replace(NOTHING, normalize_whitespace=True))
    assert kept.text == f"{LETTER}\n\n{footer}".replace("-- \n", "--\n")
    assert not kept.stopped_at_footer


@pytest.mark.parametrize(
    "text",
    [
        'To unsubscribe from this list: send the line "unsubscribe tide" in\nthe body.\nThat is all it says!',
        f"You are receiving this email because you subscribed.\nUnsubscribe here: x\n\n{LETTER}",
        f'{LETTER}\n\nTo unsubscribe from this list: send "unsubscribe"\n\n> Who said that?\n\nNobody.',
        f"To unsubscribe from this list: press U.\n\n{LETTER}" + "\n\nMore of it." * 20,
    ],
)
def test_what_looks_like_a_footer_but_is_none_eats_nothing(text: str) -> None:
    cleaned = clean(text, EVERYTHING)
    assert not cleaned.stopped_at_footer
    assert cleaned.text == text


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com/a",
        "Look:\n\nhttps://example.com/a",
        f"{LETTER}\n\nhttps://example.com/a\n",
        f"The picture is here:\nhttps://example.com/picture.png\n\n{LETTER}",
        f"The two patches:\n\nhttps://example.com/1\nhttps://example.com/2\n\n{LETTER}",
    ],
)
def test_a_link_that_somebody_sends_stays(text: str) -> None:
    assert clean(text, EVERYTHING).text == text.rstrip("\n")


@pytest.mark.parametrize(
    "link",
    [
        "https://news.example/logo.png",
        "<https://news.example/dot.gif?reader=7>",
        "https://click.news.example/l/lt10VX3615QP370UC1222A1383JJ1979TG",
        "https://news.example/story?utm_source=letter&utm_campaign=7",
    ],
)
def test_the_links_of_images_and_click_counters_are_dropped(link: str) -> None:
    text = f"A story.\n{link}\n\nAnother story."
    assert dropped(clean(text, EVERYTHING), text) == [(link, cleaning.LINK_ONLY)]


def test_a_link_under_every_text_is_a_newsletter() -> None:
    stories = [f"Story {number}\nhttps://news.example/{number}" for number in range(4)]
    assert clean("\n\n".join(stories), EVERYTHING).text == "\n\n".join(
        f"Story {number}" for number in range(4)
    )
    assert "https://news.example/0" in clean("\n\n".join(stories[:3]), EVERYTHING).text


@pytest.mark.parametrize("name", SAMPLES)
def test_the_header_of_a_forward_is_left_out_in_the_form_of(name: str) -> None:
    subject, text = SAMPLES[name]
    forwards = find_forwards(text, subject)
    cleaned = clean(text, EVERYTHING, forwards)
    assert cleaned.text.replace("> ", "").replace(">", "").split() == f"Please read. {BODY}".split()
    assert cleaned.removed_forwarded_headers
    kept = clean(text, replace(EVERYTHING, strip_forwarded_headers=False), forwards)
    assert "brandt@halcyon.example" in kept.text
    assert not kept.removed_forwarded_headers


def test_the_line_that_ends_a_forward_goes_with_its_header() -> None:
    subject, text = SAMPLES["mutt"]
    text += "\n----- End forwarded message -----\n"
    assert clean(text, EVERYTHING, find_forwards(text, subject)).text.endswith(BODY)


@pytest.mark.parametrize(
    "text",
    [
        "Sent from my iPhone",
        "Unsubscribe\nhttps://news.example/out",
        "View in browser\n\nhttps://news.example/7",
        "https://news.example/logo.png",
        "This message has been scanned for viruses and is clean.",
    ],
)
def test_cleaning_never_empties_a_message(text: str) -> None:
    cleaned = clean(text, EVERYTHING)
    assert (cleaned.text, cleaned.dropped) == (text, ())


def test_white_space_that_means_nothing_is_dropped_and_named() -> None:
    cleaned = clean("\n\nOne  \n\n \n\n\tTwo   words\n\n", EVERYTHING)
    assert cleaned.text == "One\n\n\tTwo   words"
    assert [drop.line for drop in cleaned.dropped] == [0, 1, 4, 5, 7, 8]
    assert {drop.why for drop in cleaned.dropped} == {cleaning.BLANK}


def test_invisible_characters_are_taken_and_counted() -> None:
    assert clean("pass\u200bword\u00ad", EVERYTHING) == Cleaned("password", False, False, (), 2)
    assert clean("pass\u200bword", NOTHING).invisible == 0


PIECES = st.sampled_from(
    [
        *LETTER.split("\n"),
        "Sent from my iPhone",
        "Unsubscribe",
        "https://news.example/a.png",
        "> x",
        "--",
        "_" * 30,
        "Tide mailing list",
        "You are receiving this email",
        "© 2024 All rights reserved",
        "\u200b",
        " ",
        "",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=10), max_size=40).map("\n".join)
CONFIGS = st.builds(ParserConfig, **{switch.name: st.booleans() for switch in fields(ParserConfig)})


@given(TEXTS, CONFIGS)
def test_the_cleaned_text_is_the_text_without_the_lines_that_are_named(
    text: str, config: ParserConfig
) -> None:
    cleaned = clean(text, config)
    gone = {drop.line for drop in cleaned.dropped}
    visible = strip_invisible(text)[0] if config.strip_invisible_chars else text
    kept = [line for number, line in enumerate(visible.split("\n")) if number not in gone]
    if config.normalize_whitespace:
        kept = [line.rstrip() for line in kept]
    assert cleaned.text == "\n".join(kept)
    assert bool(cleaned.text.strip()) == bool(visible.strip())


@given(TEXTS)
def test_with_every_switch_off_nothing_changes(text: str) -> None:
    assert clean(text, NOTHING) == Cleaned(text, False, False)
