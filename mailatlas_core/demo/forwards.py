"""Forwarded letters, in the forms of the mail programs that forward them."""

from __future__ import annotations

from collections.abc import Iterator

from mailatlas_core.demo.cast import ADA, BENOIT, GRACE, HANA, JULES, MATEO, SEUN, SIOBHAN, Person
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

FRENCH = """\
Pour ta collection, chère Ada.

De : Capitainerie <capitainerie@ecluse.example>
Envoyé : lundi 7 octobre 2024 17:20
À : Benoît L'Écuyer <benoit@ecluse.example>
Objet : L'horaire de l'écluse

L'écluse ferme à midi, sauf le mardi, où elle ferme à midi aussi.
"""

SPANISH = """\
Te lo reenvío porque a mí nadie me cree.

---------- Mensaje reenviado ----------
De: Oficina del Muelle <quay@puerto.example>
Fecha: 3 de abril de 2024, 18:05
Asunto: Grúa número 3
Para: Mateo Quispe <mateo@puerto.example>

La grúa número 3 tiene un nido. El nido tiene permiso hasta julio.
"""

JAPANESE = """\
エイダさん、ご参考までに転送します。 (In short: the lamp is green now.)

---------- 転送メッセージ ----------
差出人: 港湾事務所 <jimusho@minato.example>
日付: 2025年11月4日 9:30
件名: 灯台の電球交換
宛先: 小林 花 <hana@hokkyoku.example>

本日、灯台の電球を交換しました。色は緑です。
"""

RELAY = """\
Three languages, one key. It was under the pot.

-----Ursprüngliche Nachricht-----
Von: Jürgen Weiß <weiss@kontor.example>
Gesendet: Mittwoch, 4. Juni 2025 10:40
An: Grace Okafor <grace@lighthouse.example>
Betreff: WG: TR: La clef du phare

Für Sie, ich habe keinen Leuchtturm.

-----Message d'origine-----
De : Benoît L'Écuyer <benoit@ecluse.example>
Envoyé : mardi 3 juin 2025 08:15
À : Jürgen Weiß <weiss@kontor.example>
Objet : TR: La clef du phare

C'est peut-être à vous ?

-----Original Message-----
From: Lost Property <office@ferries.example>
Sent: Monday, June 2, 2025 4:45 PM
To: Benoît L'Écuyer <benoit@ecluse.example>
Subject: The key of the lighthouse

Found on line 4: one key, one metre long.
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
    yield letter(BENOIT, "2024-10-08T06:30", "TR: L'horaire de l'écluse", FRENCH)
    yield letter(MATEO, "2024-04-03T23:40", "RV: Grúa número 3", SPANISH)
    yield letter(HANA, "2025-11-05T01:15", "Fwd: 灯台の電球交換", JAPANESE)
    yield letter(GRACE, "2025-06-05T09:05", "FW: WG: TR: The key of the lighthouse", RELAY)
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
