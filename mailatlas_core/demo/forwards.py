"""Forwarded letters, in the forms of the mail programs that forward them."""

from __future__ import annotations

from collections.abc import Iterator

from mailatlas_core.demo.cast import ADA, GRACE, JULES, MATEO, SEUN, SIOBHAN, Person
from mailatlas_core.demo.letter import Letter
from mailatlas_core.demo.mime import Part, compose, file_part, multipart, received, text_part
from mailatlas_core.demo.moment import moment

GMAIL = """\
Ada, this belongs to you more than to me.

---------- Forwarded message ---------
From: Captain Ilse Brandt <brandt@halcyon.example>
Date: Mon, Mar 9, 2026 at 6:12 AM
Subject: Water over the sill at number 9
To: Jules Rivera <jules@harborlabs.example>


Good morning. At 05:50 the water stood two hands above the sill of
number 9, which your forecast did not expect. We had north-west 7.

Brandt, MV Halcyon
"""

OUTLOOK = """\
FYI, see below. The harbour master agrees.

-----Original Message-----
From: Harbour Master <master@puerto.example>
Sent: Friday, February 13, 2026 4:05 PM
To: Mateo Quispe <mateo@puerto.example>
Cc: Quay Office <quay@puerto.example>
Subject: Blue paint for the basin

The paint is approved. Two coats, and please not over the ladder again.
"""

APPLE = f"""\
For your collection of polite refusals.

Begin forwarded message:

> From: Parking Office <office@parking.example>
> Subject: Re: A boat on bay 12
> Date: 14 January 2026 at 09:15:02 GMT
> To: Siobhán Ní Bhriain <siobhan@pilots.example>
>{" "}
> Dear madam, bay 12 is for vehicles with wheels. The trailer has wheels;
> the boat on it is, in our view, luggage. You may stay.
"""

CHAIN = """\
Look how far this has travelled.

---------- Forwarded message ---------
From: Grace Okafor <grace@lighthouse.example>
Date: Sun, Nov 2, 2025 at 8:30 PM
Subject: Fwd: Fwd: The whale of 1931
To: Oluwaseun Adébáyọ̀ <seun@harborlabs.example>

My aunt's friend remembers it!

---------- Forwarded message ---------
From: Aunt Ngozi <ngozi@family.example>
Date: Sat, Nov 1, 2025 at 11:02 AM
Subject: Fwd: The whale of 1931
To: Grace Okafor <grace@lighthouse.example>

From Edda, who is 101.

-----Original Message-----
From: Edda Lindgren <edda@garden.example>
Sent: Friday, October 31, 2025 3:00 PM
To: Aunt Ngozi <ngozi@family.example>
Subject: The whale of 1931

It was green, it was made of paper, and it swam until the second bridge.
"""

GERMAN = """\
Zur Kenntnis.

Von: Jürgen Weiß <weiss@kontor.example>
Gesendet: Dienstag, 2. Dezember 2025 08:12
An: Jules Rivera <jules@harborlabs.example>
Betreff: WG: Fässer

Die Fässer sind gezählt: es sind 311, nicht 310. Eines ist leer.
"""

NOT_REALLY = """\
No forward at all: this is only how the word "From" looks at the start
of a line, and a rule drawn below.

From: here to the pier it is ten minutes on foot.
--------
See you there.
"""


def letters() -> Iterator[Letter]:
    yield letter(JULES, "2026-03-09T09:20", "Fwd: Water over the sill at number 9", GMAIL)
    yield letter(MATEO, "2026-02-13T22:30", "FW: Blue paint for the basin", OUTLOOK)
    yield letter(SIOBHAN, "2026-01-14T11:00", "Fwd: A boat on bay 12", APPLE)
    yield letter(SEUN, "2025-11-03T07:45", "Fwd: Fwd: Fwd: The whale of 1931", CHAIN)
    yield letter(JULES, "2025-12-02T09:00", "WG: Fässer", GERMAN)
    yield letter(GRACE, "2025-10-12T10:10", "From the archive to the pier", NOT_REALLY)
    yield attached()


def letter(sender: Person, when: str, subject: str, content: str | Part) -> Letter:
    sent = moment(when)
    return Letter(compose(sender, (ADA,), subject, sent, content, transport=(received(sender, sent),)), sent)


def attached() -> Letter:
    """A forward as MIME has it: the message itself, attached, with a file of its own inside."""
    sent = moment("2026-02-25T08:15")
    brandt = Person("Ilse Brandt", "brandt@halcyon.example", 1)
    photo = file_part(b"fog, mostly\n", "text/plain", "photo-of-fog.txt")
    inner = compose(
        brandt,
        (JULES,),
        "The fog of last night",
        moment("2026-02-24T23:10"),
        multipart("mixed", text_part("This is what we saw of your lighthouse. — Brandt\n"), photo),
    )
    message = Part(
        (("Content-Type", "message/rfc822"), ("Content-Disposition", 'attachment; filename="the fog.eml"')),
        inner,
    )
    content = multipart("mixed", text_part("Her letter is attached as it came.\n"), message)
    return letter(JULES, f"{sent:%Y-%m-%dT%H:%M}", "The fog of last night (attached)", content)
