"""Two mailing lists: people who have never met, and people who live next door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mailatlas_core.demo.cast import NEIGHBOURS, TIDE_TOOLS, Person
from mailatlas_core.demo.conversation import Conversation
from mailatlas_core.demo.letter import Folder, Letter
from mailatlas_core.demo.mime import Headers

MILLIMETRES = """
@aroha 2026-01-12T21:00
Proposal for 4.0: heights are stored in millimetres above chart datum, as integers. Floats in metres
have cost us three bugs in two years, all of them off by one wave.

Reading old files keeps working. Writing them does not.

@thandi +2h below
In favour. Which chart datum, though? There are at least four on my desk.

@petr +1h below
On canals there is no chart datum at all, only the sill of the lock. Please let the file name its
own reference.

@aroha +5h inline
Agreed: a field `datum`, required, free text, with a list of known ones in the documentation.

@yusuf +40m below
Required and free text means that somebody will write "yes".

@thandi +10m below
Somebody already has. Gauge 0417, since 2019.

@aroha +1h below
Then a closed list with an escape: `other:` and a sentence.

@hana +3h below 0
Millimetres are good. But please think of the old paper tables: they are in shaku, and the rounding
must be written down.

@aroha +2h below
Good point. A field `converted_from`, then, with the unit and the factor.

@petr +30m below 3
May the reference change within one file? Ours did, in 1954, when they rebuilt the lock.

@thandi +4h below
No please. Split the file on that day.

@petr +1h below
The lock thanks you. Splitting is fine.

@ingrid +9h below 0
Late to this. What about the size? A year of one-minute readings as integers, is it larger or smaller?

@aroha +1h below
Smaller: 1.1 MB against 3.9 as text, and it compresses to a third of that.

@ingrid +20m below
Then my last objection has drowned.

@yusuf +6h below 8
One more on `converted_from`: a factor is not enough where the zero moved too. Please allow an offset.

@aroha +50m below
Factor and offset. And nothing further, or we are inventing a programming language.

@thandi +5m below
We are always inventing a programming language.

@hana +11h below
Here is one shaku in millimetres, for the test: 303.03. The law of 1891 says 10/33 of a metre exactly.

@aroha +2h below
Wonderful. A fraction, then: two integers. It will be the only law in our test suite.

@petr +3h below
Not quite. Our lock has a by-law against measuring on Sundays.

@ada +8h below 0
From a consumer of the data: we are happy with all of this. Please announce the date a month ahead,
our importer is old and likes to be warned.

@aroha +1h below
4.0 is planned for the 20th of April. The warning is hereby given.

@thandi +2d below 0
I have put the text into the repository as doc/units.txt. Please read it once more, above all the
word "above".

@aroha +7h below
Read, and merged. Thank you, everybody; I had expected a storm and got a fair breeze.
"""

LEAP_SECOND = """
@hana 2025-12-30T23:59
My gauge reports 23:59:60 tonight, and the reader refuses the file. There is no leap second this
year, so who is right?

@thandi +8h below
The reader. Your gauge still carries the almanac of 2016.

@hana +2h below
It has been installed by my grandfather's apprentice. I will update it with respect.

@aroha +3h below 0
I will still make the reader say "second 60 at line 525,600" instead of "bad file". An error should
be kind enough to name itself.

@petr +1d below
It could also say it politely.

@aroha +2h below
"Second 60, if you please, at line 525,600." Released in 3.9.2.
"""

NEGATIVE_DAYS = """
@yusuf 2025-09-04T11:20
tide-tools 3.9 draws the minimum of the day above the maximum where both are negative. A patch is
below; it is one character long.

@aroha +10h below
The best patches are. Applied as 3.9.1, with a test that holds a negative day and a thank-you in the
changelog.

@ingrid +5h below
Confirmed here: low water is low again.

@yusuf +1h below
I sleep better already.
"""

QUOTING = """
@thandi 2025-05-11T10:00
A word from your moderator. The list has grown to 400 members; please trim your quotes, write below
what you answer, and sign with a name.

@benoit +1d above
Pardon me, I answer above because the younger lock keeper configured it so. I will ask him.

@thandi +2h below
No offence taken. He may write to me too.

@benoit +1d below
It is arranged. See, I write below now.

@thandi +1h below
Beautifully.
"""

MEETING = """
@ingrid 2024-11-05T14:00
Who comes to the meeting in the fjord in June 2025? I need heads for the ferry: the small one takes
19, the large one takes 200 and a band.

@petr +3h below
One head, with hat.

@aroha +9h below 0
One, from very far. I bring the release.

@yusuf +2h below 0
Two heads, one saz.

@thandi +1d below 0
I cannot, but I will ring in at coffee.

@mateo +5h below 0
One, if somebody explains to me what to wear.

@ingrid +1h below
Wool. All of it.

@hana +1d below 0
One, with thermos.

@ingrid +2h below
That is the small ferry, and it is nearly full of opinions already. Thank you!
"""

FIRST_PATCH = """
@seun 2023-09-27T19:00
Hello from Harbor Labs. Is there a reason why the plot labels are cut off at the left for names
longer than 12 letters?

@aroha +9h below
The reason is that I live beside a gauge called "Oamaru". Patches are welcome.

@seun +1d inline
Here is one; it measures the longest label first. My gauge is called "Breakwater North, lower ladder".

@aroha +11h below
Applied. What a splendid ladder.
"""


HORN = """
@grace 2024-06-10T19:20
Dear neighbours, who sounds a horn at 21:02 every evening, and could it be a smaller horn?

@benoit +40m above
It is number 7. The horn is from 1911 and has one size.

@yusuf +25m above
We set our clocks by it. Please do not make it punctual.

@grace +12h above
I withdraw the question. My aunt has begun to hum along.
"""

BICYCLE = """
@ingrid 2025-04-08T17:05
Found on the slipway: one bicycle, blue, with a basket full of tide clocks. It is dry now.

@seun +15m above
That is our intern. The bicycle, I mean, belongs to her. So do the clocks.

@siobhan +3h above
All five show the right time. We have kept one, as salvage, until she comes for tea.
"""


@dataclass(frozen=True, slots=True)
class MailingList:
    """A list: what it is about, the address of its letters, the folder they go to, what was said."""

    title: str
    post: Person
    folder: Folder
    plays: tuple[tuple[str, str], ...]

    def letters(self) -> Iterator[Letter]:
        for subject, play in self.plays:
            tagged = f"[{self.name}] {subject}"
            yield from Conversation(tagged, play, self.post, self.folder, self.headers).letters()

    @property
    def name(self) -> str:
        return self.post.address.partition("@")[0]

    @property
    def headers(self) -> Headers:
        name, host = self.name, self.post.address.partition("@")[2]
        return (
            ("Sender", f"{name}-bounces@{host}"),
            ("List-Id", f"{self.title} <{name}.{host}>"),
            ("List-Post", f"<mailto:{name}@{host}>"),
            ("List-Archive", f"<https://{host}/archives/{name}/>"),
            ("List-Unsubscribe", f"<mailto:{name}-leave@{host}>"),
            ("Precedence", "list"),
        )


ALL = (
    MailingList(
        "Tools for tide gauges",
        TIDE_TOOLS,
        "tide-tools",
        (
            ("Heights in whole millimetres for 4.0", MILLIMETRES),
            ("23:59:60 on a quiet night", LEAP_SECOND),
            ("Minimum above maximum on negative days", NEGATIVE_DAYS),
            ("How we quote", QUOTING),
            ("Meeting in the fjord", MEETING),
            ("Labels cut off at the left", FIRST_PATCH),
        ),
    ),
    MailingList(
        "Those who live at the quay",
        NEIGHBOURS,
        "Inbox",
        (("A horn, every evening", HORN), ("Found: one bicycle, five clocks", BICYCLE)),
    ),
)


def letters() -> Iterator[Letter]:
    for mailing_list in ALL:
        yield from mailing_list.letters()
