"""Golden documents: what sixty difficult messages mean, in JSON, one file a message.

`python -m tests.corpus.golden_documents` writes them again from MAILATLAS_TEST_CORPORA; look at what
changed before you commit it. They hold no text of these messages and no name or address of anybody:
in place of such a thing stands its digest.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from pathlib import Path
from typing import Any

from mailatlas_core.mime import ParsedAsset, ParsedMessage, parse
from mailatlas_core.models import Address

FOLDER = Path(__file__).with_name("golden")

NAMES = """
cpython-test-email/msg_02.eml
cpython-test-email/msg_05.eml
cpython-test-email/msg_06.eml
cpython-test-email/msg_07.eml
cpython-test-email/msg_13.eml
cpython-test-email/msg_15.eml
cpython-test-email/msg_16.eml
cpython-test-email/msg_21.eml
cpython-test-email/msg_25.eml
cpython-test-email/msg_31.eml
cpython-test-email/msg_39.eml
flanker/tests_fixtures_messages_apache-message-news-mime.eml
flanker/tests_fixtures_messages_bounce_broken-mime.eml
flanker/tests_fixtures_messages_bounce_delayed-broken.eml
flanker/tests_fixtures_messages_bounce_zed.eml
flanker/tests_fixtures_messages_enclosed-broken.eml
flanker/tests_fixtures_messages_enclosed-endless.eml
flanker/tests_fixtures_messages_long-header.eml
flanker/tests_fixtures_messages_mailformed-headers.eml
flanker/tests_fixtures_messages_message-external-body.eml
flanker/tests_fixtures_messages_multi-received-headers.eml
flanker/tests_fixtures_messages_outlook-express.eml
flanker/tests_fixtures_messages_russian-attachment-yahoo.eml
flanker/tests_fixtures_messages_spam_broken-ctype.eml
mikel-mail/spec_fixtures_emails_attachment_emails_attachment_with_base64_encoded_name.eml
mikel-mail/spec_fixtures_emails_attachment_emails_attachment_with_encoded_name.eml
mikel-mail/spec_fixtures_emails_error_emails_content_transfer_encoding_empty.eml
mikel-mail/spec_fixtures_emails_error_emails_content_transfer_encoding_x_uuencode.eml
mikel-mail/spec_fixtures_emails_mime_emails_raw_email2.eml
mikel-mail/spec_fixtures_emails_multi_charset_japanese_attachment_long_name.eml
mikel-mail/spec_fixtures_emails_multipart_report_emails_multipart_report_multiple_status.eml
mikel-mail/spec_fixtures_emails_plain_emails_raw_email10.eml
mikel-mail/spec_fixtures_emails_plain_emails_raw_email_bad_time.eml
nodemailer-mailparser/test_fixtures_mixed.eml
nodemailer-mailparser/test_fixtures_nodemailer.eml
notmuch-tests/test_corpora_attachment_text-calendar.eml
notmuch-tests/test_corpora_broken_empty-part.eml
notmuch-tests/test_corpora_default_bar_baz_24_2_.eml
notmuch-tests/test_corpora_duplicate_msg-3-1_2_.eml
notmuch-tests/test_corpora_indexing_PATCH-1-2-system_data_types.7-srcfix.txt_2_S.eml
notmuch-tests/test_corpora_lkml_cur_1354585346.000265_2_.eml
spamscope-mail-parser/tests_mails_mail_malformed_1.eml
spamscope-mail-parser/tests_mails_mail_malformed_3.eml
spamscope-mail-parser/tests_mails_mail_test_1.eml
spamscope-mail-parser/tests_mails_mail_test_5.eml
spamscope-mail-parser/tests_mails_mail_test_6.eml
spamscope-mail-parser/tests_mails_mail_test_7.eml
spamscope-mail-parser/tests_mails_mail_test_13.eml
spamscope-mail-parser/tests_mails_mail_test_15.eml
spamscope-mail-parser/tests_mails_mail_test_19.eml
stalwart-mail-parser/resources_eml_legacy_016.eml
stalwart-mail-parser/resources_eml_legacy_026.eml
stalwart-mail-parser/resources_eml_legacy_035.eml
stalwart-mail-parser/resources_eml_legacy_049.eml
stalwart-mail-parser/resources_eml_malformed_005.eml
stalwart-mail-parser/resources_eml_malformed_017.eml
stalwart-mail-parser/resources_eml_rfc_005.eml
stalwart-mail-parser/resources_eml_rfc_008.eml
stalwart-mail-parser/resources_eml_thirdparty_008.eml
stalwart-mail-parser/resources_eml_thirdparty_009.eml
""".split()


def golden_file(name: str) -> Path:
    return FOLDER / f"{name.replace('/', '.').removesuffix('.eml')}.json"


def rendered(parsed: ParsedMessage) -> str:
    return json.dumps(_document(parsed), ensure_ascii=False, indent=2) + "\n"


def _document(parsed: ParsedMessage) -> dict[str, Any]:
    received = parsed.received_at
    return {
        "subject": _digest(parsed.subject),
        "from": _person(parsed.sender),
        "to": [_person(person) for person in parsed.to],
        "cc": [_person(person) for person in parsed.cc],
        "reply_to": [_person(person) for person in parsed.reply_to],
        "received_at": received.isoformat() if received else None,
        "message_id": _digest(parsed.message_id or ""),
        "references": len(parsed.references),
        "in_reply_to": len(parsed.in_reply_to),
        "text": _text(parsed.text),
        "cleaned": {
            **_text(parsed.cleaned.text),
            "dropped": dict(sorted(Counter(line.why for line in parsed.cleaned.dropped).items())),
            "invisible": parsed.cleaned.invisible,
        },
        "spans": [[span.kind, span.first, span.end] for span in parsed.spans],
        "forwarded": [
            {"from": _digest(step.sender or ""), "date": step.date, "subject": _digest(step.subject or "")}
            for step in parsed.forwarded_chain
        ],
        "html": None if parsed.html is None else _html(parsed),
        "assets": [_asset(asset) for asset in parsed.assets],
        "invites": [
            {"method": each.method, "starts": each.starts, "ends": each.ends} for each in parsed.invites
        ],
        "authentication": [[each.method, each.result] for each in parsed.authentication],
        "unsubscribe": [target.partition(":")[0] for target in parsed.unsubscribe],
        "protection": list(parsed.protection),
        "content_hash": parsed.content_hash,
        "defects": list(parsed.defects),
    }


def _html(parsed: ParsedMessage) -> dict[str, Any]:
    assert parsed.html is not None
    return {
        "text": _text(parsed.html.text),
        "links": len(parsed.html.links),
        "lying_links": sum(link.lies for link in parsed.html.links),
        "hidden": dict(sorted(Counter(hidden.how for hidden in parsed.html.hidden).items())),
        "remote": len(parsed.html.remote),
        "trackers": parsed.html.trackers,
    }


def _asset(asset: ParsedAsset) -> dict[str, Any]:
    return {
        "kind": asset.kind,
        "filename": asset.filename,
        "mime_type": asset.mime_type,
        "cid": asset.cid is not None,
        "parent": asset.parent,
        "size": len(asset.content),
        "sha256": hashlib.sha256(asset.content).hexdigest()[:16],
    }


def _person(person: Address) -> dict[str, str]:
    return {"name": _digest(person.name), "email": _digest(person.email)}


def _text(text: str) -> dict[str, Any]:
    return {"sha256": _digest(text), "lines": text.count("\n") + 1, "words": len(text.split())}


def _digest(text: str) -> str:
    """Sixteen hex digits that stand for a text; nothing stands for an empty one."""
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def main() -> None:
    corpora = Path(os.environ["MAILATLAS_TEST_CORPORA"])
    for old in FOLDER.glob("*.json"):
        old.unlink()
    for name in NAMES:
        golden_file(name).write_text(rendered(parse((corpora / name).read_bytes())), "utf-8")


if __name__ == "__main__":
    main()
