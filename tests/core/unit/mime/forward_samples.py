"""Forwarded letters as mail programs write them, by program and language.

Each passes on a letter of Ilse Brandt, sent on 5 February 2024 at 10:20 in a zone one hour
east of UTC, about the water at number 9.
"""

from __future__ import annotations

BODY = "The water stood two hands above the sill."
SENDER = "Ilse Brandt <brandt@halcyon.example>"
TO = "Jules <jules@harborlabs.example>"


def sample(prefix: str, header: str, mark: str = "") -> tuple[str, str]:
    """The subject and the text of a letter that forwards."""
    lines = [*header.strip("\n").split("\n"), "", BODY]
    if mark:
        # Apple Mail marks what it forwards, but not the line that says so.
        lines = [*lines[:2], *(f"{mark}{line}" for line in lines[2:])]
    return f"{prefix} Water at number 9", "\n".join(["Please read.", "", *lines, ""])


def gmail(header: str) -> tuple[str, str]:
    return sample("Fwd:", f"---------- Forwarded message ---------\n{header.strip()}\n")


def thunderbird(header: str) -> tuple[str, str]:
    return sample("Fwd:", header)


def apple(header: str) -> tuple[str, str]:
    return sample("Fwd:", header, "> ")


SAMPLES: dict[str, tuple[str, str]] = {
    "Gmail, English": gmail(f"""
From: {SENDER}
Date: Mon, Feb 5, 2024 at 10:20 AM
Subject: Water at number 9
To: {TO}
"""),
    "Gmail, German": gmail(f"""
Von: {SENDER}
Date: Mo., 5. Feb. 2024 um 10:20 Uhr
Subject: Water at number 9
To: {TO}
"""),
    "Gmail, French": gmail(f"""
De : {SENDER}
Date: lun. 5 févr. 2024 à 10:20
Subject: Water at number 9
To: {TO}
"""),
    "Gmail, Spanish": gmail(f"""
De: {SENDER}
Date: lun, 5 feb 2024 a las 10:20
Subject: Water at number 9
To: {TO}
"""),
    "Gmail, Italian": gmail(f"""
Da: {SENDER}
Date: lun 5 feb 2024 alle ore 10:20
Subject: Water at number 9
To: {TO}
"""),
    "Gmail, Portuguese": gmail(f"""
De: {SENDER}
Date: seg., 5 de fev. de 2024 às 10:20
Subject: Water at number 9
To: {TO}
"""),
    "Gmail, Japanese": gmail(f"""
From: {SENDER}
Date: 2024年2月5日(月) 10:20
Subject: Water at number 9
To: {TO}
"""),
    "Gmail, Chinese": gmail(f"""
发件人： {SENDER}
Date: 2024年2月5日周一 10:20
Subject: Water at number 9
To: {TO}
"""),
    "Outlook, English": sample(
        "FW:",
        f"""
From: {SENDER}
Sent: Monday, February 5, 2024 10:20 AM
To: {TO}
Cc: Quay Office <quay@puerto.example>
Subject: Water at number 9
""",
    ),
    "Outlook, English, older": sample(
        "FW:",
        f"""
-----Original Message-----
From: Ilse Brandt [mailto:brandt@halcyon.example]
Sent: Monday, February 05, 2024 10:20 AM
To: {TO}
Subject: Water at number 9
""",
    ),
    "Outlook on the web": sample(
        "Fw:",
        f"""
________________________________
From: {SENDER}
Sent: 05 February 2024 10:20
To: {TO}
Subject: Water at number 9
""",
    ),
    "Outlook, German": sample(
        "WG:",
        f"""
Von: {SENDER}
Gesendet: Montag, 5. Februar 2024 10:20
An: {TO}
Betreff: Water at number 9
""",
    ),
    "Outlook, German, older": sample(
        "WG:",
        f"""
-----Ursprüngliche Nachricht-----
Von: Ilse Brandt [mailto:brandt@halcyon.example]
Gesendet: Montag, 5. Februar 2024 10:20
An: {TO}
Betreff: Water at number 9
""",
    ),
    "Outlook, French": sample(
        "TR :",
        f"""
De : {SENDER}
Envoyé : lundi 5 février 2024 10:20
À : {TO}
Objet : Water at number 9
""",
    ),
    "Outlook, Spanish": sample(
        "RV:",
        f"""
De: {SENDER}
Enviado el: lunes, 5 de febrero de 2024 10:20
Para: {TO}
Asunto: Water at number 9
""",
    ),
    "Outlook, Italian": sample(
        "I:",
        f"""
Da: {SENDER}
Inviato: lunedì 5 febbraio 2024 10:20
A: {TO}
Oggetto: Water at number 9
""",
    ),
    "Outlook, Portuguese": sample(
        "ENC:",
        f"""
De: {SENDER}
Enviada em: segunda-feira, 5 de fevereiro de 2024 10:20
Para: {TO}
Assunto: Water at number 9
""",
    ),
    "Outlook, Japanese": sample(
        "転送:",
        f"""
差出人: {SENDER}
送信日時: 2024年2月5日 10:20
宛先: {TO}
件名: Water at number 9
""",
    ),
    "Outlook, Chinese": sample(
        "转发:",
        f"""
发件人: {SENDER}
发送时间: 2024年2月5日 10:20
收件人: {TO}
主题: Water at number 9
""",
    ),
    "Apple Mail, English": apple(f"""
Begin forwarded message:

From: {SENDER}
Subject: Water at number 9
Date: 5 February 2024 at 10:20:00 CET
To: {TO}
"""),
    "Apple Mail, German": apple(f"""
Anfang der weitergeleiteten Nachricht:

Von: {SENDER}
Betreff: Water at number 9
Datum: 5. Februar 2024 um 10:20:00 MEZ
An: {TO}
"""),
    "Apple Mail, French": apple(f"""
Début du message réexpédié :

De: {SENDER}
Objet: Water at number 9
Date: 5 février 2024 à 10:20:00 UTC+1
À: {TO}
"""),
    "Apple Mail, Spanish": apple(f"""
Inicio del mensaje reenviado:

De: {SENDER}
Asunto: Water at number 9
Fecha: 5 de febrero de 2024, 10:20:00 CET
Para: {TO}
"""),
    "Apple Mail, Italian": apple(f"""
Inizio messaggio inoltrato:

Da: {SENDER}
Oggetto: Water at number 9
Data: 5 febbraio 2024 alle ore 10:20:00 CET
A: {TO}
"""),
    "Apple Mail, Portuguese": apple(f"""
Início da mensagem reencaminhada:

De: {SENDER}
Assunto: Water at number 9
Data: 5 de fevereiro de 2024, 10:20:00 CET
Para: {TO}
"""),
    "Apple Mail, Japanese": apple(f"""
転送されたメッセージ:

差出人: {SENDER}
件名: Water at number 9
日付: 2024年2月5日 18:20:00 JST
宛先: {TO}
"""),
    "Apple Mail, Chinese": apple(f"""
以下是转发的邮件：

发件人: {SENDER}
主题: Water at number 9
日期: 2024年2月5日 GMT+8 17:20:00
收件人: {TO}
"""),
    "Thunderbird, English": thunderbird(f"""
-------- Forwarded Message --------
Subject: \tWater at number 9
Date: \tMon, 5 Feb 2024 10:20:00 +0100
From: \t{SENDER}
To: \t{TO}
"""),
    "Thunderbird, German": thunderbird(f"""
-------- Weitergeleitete Nachricht --------
Betreff: \tWater at number 9
Datum: \tMon, 5 Feb 2024 10:20:00 +0100
Von: \t{SENDER}
An: \t{TO}
"""),
    "Thunderbird, French": thunderbird(f"""
-------- Message transféré --------
Sujet : \tWater at number 9
Date : \tMon, 5 Feb 2024 10:20:00 +0100
De : \t{SENDER}
Pour : \t{TO}
"""),
    "Thunderbird, Spanish": thunderbird(f"""
-------- Mensaje reenviado --------
Asunto: \tWater at number 9
Fecha: \tMon, 5 Feb 2024 10:20:00 +0100
De: \t{SENDER}
Para: \t{TO}
"""),
    "Thunderbird, Italian": thunderbird(f"""
-------- Messaggio Inoltrato --------
Oggetto: \tWater at number 9
Data: \tMon, 5 Feb 2024 10:20:00 +0100
Mittente: \t{SENDER}
A: \t{TO}
"""),
    "Thunderbird, Portuguese": thunderbird(f"""
-------- Mensagem encaminhada --------
Assunto: \tWater at number 9
Data: \tMon, 5 Feb 2024 10:20:00 +0100
De: \t{SENDER}
Para: \t{TO}
"""),
    "Thunderbird, Japanese": thunderbird(f"""
-------- 転送メッセージ --------
件名: \tWater at number 9
日付: \tMon, 5 Feb 2024 10:20:00 +0100
差出人: \t{SENDER}
宛先: \t{TO}
"""),
    "Thunderbird, Chinese": thunderbird(f"""
-------- 转发的消息 --------
主题: \tWater at number 9
日期: \tMon, 5 Feb 2024 10:20:00 +0100
发件人: \t{SENDER}
收件人: \t{TO}
"""),
    "Yahoo": sample(
        "Fw:",
        f"""
----- Forwarded Message -----
From: {SENDER}
To: {TO}
Sent: Monday, February 5, 2024 at 10:20:00 AM GMT+1
Subject: Water at number 9
""",
    ),
    "mutt": sample(
        "Fwd:",
        f"""
----- Forwarded message from {SENDER} -----

Date: Mon, 5 Feb 2024 10:20:00 +0100
From: {SENDER}
To: {TO}
Subject: Water at number 9
User-Agent: Mutt/2.2.9
""",
    ),
    "Gmail, reduced from HTML": gmail(f"""
*From:* *Ilse Brandt* <brandt@halcyon.example>
*Date:* Mon, Feb 5, 2024 at 10:20 AM
*Subject:* Water at number 9
*To:* {TO}
"""),
}
