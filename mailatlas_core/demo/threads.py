"""Conversations of this winter and spring: the harbour, the map, and the festival of lamps."""

from __future__ import annotations

from collections.abc import Iterator

from mailatlas_core.demo.conversation import Conversation
from mailatlas_core.demo.files import csv, heatmap
from mailatlas_core.demo.letter import Letter
from mailatlas_core.demo.mime import file_part

DWELL_TABLE = csv(
    ("week", "terminal", "median_hours"),
    [
        (f"2026-W{week:02}", terminal, 61 - 3 * week + place)
        for week in range(1, 11)
        for place, terminal in enumerate(("East", "West", "Ferry"))
    ],
)

DWELL_TIMES = Conversation(
    "Port dwell times normalize ahead of the spring tides",
    """
@jules 2026-03-12T10:42
Port dwell times eased back toward seasonal norms this week. The median box now waits 41 hours on
the quay, down from 58 in January, and the ferry terminal is the first to be back where it was a
year ago.

The heat map and the table behind it are attached. Could the Analytics Desk check the two outliers
at West before we publish on Monday?

@ada +38m inline
Lovely news. It matches what we see from the gate cameras, give or take two hours.

Both outliers are the same reefer, counted once under each of its two door numbers. I have merged
them in our copy; the median moves to 40.6.

One question: do we still exclude boxes on customs hold?

@tomasz +25m above
We do, since the rule of 2024. The quay system flags them with H and I drop them before the export.

@jules +2h above
Then 40.6 it is. Tomasz, can you rerun the export tonight so that the public table and the chart agree?

@tomasz +6h apple
Done at 19:40, and the checksum of the new table is in the release notes. Good night, quay.

@seun +14h html
Read it with my coffee. The sentence about the ferry terminal is going to make a few people on Pier
2 very happy.

May I quote it in the Friday letter?

@ada +30m below
Please do. Monday 08:00 UTC is the embargo, so Friday afternoon is too early; how about the week after?

@seun +15m below
The week after is perfect. Pier 2 can wait a little; they have practice.
""",
    files=(
        file_part(
            heatmap("Dwell by week", (92, 90, 84, 77, 71, 64, 55, 49, 44, 41)),
            "image/svg+xml",
            "route-heatmap.svg",
        ),
        file_part(DWELL_TABLE, "text/csv", "dwell-times.csv"),
    ),
    tags=("flagged",),
)

MUNICIPAL = Conversation(
    "Municipal archive: 1,200 tide tables on paper",
    """
@grace 2026-03-09T08:15
Dear Ada, dear Jules, the municipal archive is clearing its cellar and has offered us twelve hundred
hand-written tide tables, 1871 to 1956. They are in good condition but smell strongly of herring.

Is there any use for them, beyond the smell?

@jules +1h above
Use? This is the longest unbroken series on this coast. Please say yes before the museum does.

@ada +3h above
Seconded. We can lend two scanners, and I know a retired teacher who reads that hand better than any
machine.

@meilin +9h outlook
Mapline would like to help. If every table carries the name of its gauge, we can place them on the
old harbour plans and show how the channel has wandered.

@grace +20h below
Every table has the gauge, the name of the keeper, and quite often a remark about his knees. The
cellar must be empty by the 20th.

@ada +1h inline
I have booked the van for Tuesday the 17th, 09:00. Gloves are in the van. The knees go into a column
of their own.

@jules +40m below
I will bring a clothes peg.
""",
    tags=("flagged",),
)

FREIGHT = Conversation(
    "Regional freight atlas, second edition",
    """
@priya 2026-02-03T06:20
The plates of the second edition are ready for proof reading. What changed: the inland canals are
drawn by depth, not by owner; the ferry lines have their winter timetables; and page 34 no longer
shows a railway that was never built.

@ada +4h inline
Page 34 was my favourite. But yes.

@mateo +5h above
The depth of our basin is wrong: it says 11.5 m, and we dredged to 13.2 in November. The survey is
public, sheet 7.

@priya +16h below
Corrected, thank you. Sheet 7 is now cited in the margin.

@petr +2h outlook
On the canal side: lock 12 is closed until June and should be hatched. Otherwise every skipper who
buys the atlas will ring me up.

@priya +3h below
Hatched, with your number left out.

@ingrid +1d html
The winter timetable of line 4 ends on the 29th of March, so readers in April will stand in the
rain. Could you print "until 29 March" beside it?

@priya +5h below
It is there now, in red. Proofs close on Friday the 13th. If you find a mistake after that, it
becomes a tradition.

@mateo +4d above
Looks splendid. Our basin has never been so blue.
""",
    tags=("flagged",),
)

LAMPS = Conversation(
    "Festival of lamps: who brings what 🏮",
    """
@siobhan 2026-02-20T18:05
The pilots' boat leads the procession on the 27th of March. We need: lamps (sixty), someone who can
keep sixty lamps alight in a westerly, and soup.

@jules +22m above
Soup: me. Lentil, and one pot without onions for Tomasz.

@tomasz +5m above
I remember the onions of 2023. Thank you. I bring the extension cords.

@ada +1h below
Thirty lamps from the Desk. They are battery lamps; the westerly may try.

@yusuf +13h below
From Liman we come with two boats and a saz. Is there a place to tie up for one night?

@siobhan +2h below
Berth 9, inside, next to the crane that looks like a heron. No fee for musicians.

@yusuf +30m below
Then I declare everybody aboard a musician.

@grace +1d above
The archive has the lantern plans of 1931, with a paper whale of four metres. I have no idea whether
it floats.

@seun +3h above
It must be found out.

@ada +6d html
Status: 60 lamps, 2 boats, 1 saz, 3 soups, 1 whale under construction in our lobby. The cleaning
staff have named it Bertil.

@siobhan +2h below
Bertil goes second, after the pilots. I have put him into the harbour notice as "unpowered craft,
paper".

@benoit +3d apple
The lock keepers of number 7 will sound the horn at 21:00. It is an old horn, so it may be 21:02.

@ingrid 2026-03-14T13:05 below
Line 4 waits at the pier until the whale is through. I have told the captain it is a navigational
matter, which it is.

@tomasz 2026-03-14T14:38 html
Rehearsed with all sixty lamps in the yard: 58 lit, 2 shy. The extension cords are labelled, and the
label of the longest says "not for soup".

@siobhan 2026-03-14T16:31 below
Then we are complete. Rehearsal on Thursday at seven, berth 9, inside. Bring warm socks and one song
each; the heron crane has agreed to hold the moon.
""",
    tags=("flagged",),
)

SENSOR = Conversation(
    "Sensor 14 on the breakwater is cold again",
    """
@tomasz 2026-03-13T15:20
Sensor 14 has reported minus 40 since noon. The gull theory is back.

@seun +12m above
Last time it was the connector, and before that it was the gull sitting on the connector.

@ada +20m above
I have marked its readings as doubtful from 12:00, so the forecast ignores it over the weekend.

@siobhan +16h html
We passed it at 08:00 with the pilot boat. There is a nest on it. With an egg.

@tomasz +1h below
Then sensor 14 is on parental leave. I move the gauge to pole 15 on Monday.

@ada +2h below
Agreed. Please leave the gull in charge of comments.
""",
)

VAN = Conversation(
    "Van on Tuesday: who drives, who carries",
    """
@ada 2026-03-13T12:40
The van is ours on Tuesday from nine to five. It takes three people and, says the brochure, one
piano. We have twelve hundred tide tables, which is about one piano. A plan of the yard is attached.

Who drives?

@grace +22m below
Not me: the archive insists that I sit in the back and hold the oldest box by the hand.

@seun +9m inline
I have a licence for it and I have once parked it on purpose.

Me, then, if somebody tells me how wide it is.

@grace +31m below
Two metres ten with mirrors. The gate of the archive is two metres twenty and has feelings.
""",
    files=(file_part(heatmap("Yard of the archive", (10, 10, 60, 90, 60, 10)), "image/svg+xml", "yard.svg"),),
)

DINNER = Conversation(
    "Winter dinner on a boat that stays where it is",
    """
@seun 2025-12-01T12:00
The winter dinner is on the Kittiwake, 12 December, six o'clock. She is moored twice and has been
promised not to move.

@tomasz +20m above
No onions?

@seun +2m above
No onions. I have it in writing from the cook.

@hana +14h below 0
I am in town that week and would like to come. I bring something made of seaweed that is better than
it sounds.

@ada +5h above
Please do. We are eleven then, and the table is for ten and a child. I will be the child.

@jules 2025-12-13T09:15 below 0
She moved. Eleven centimetres, says the gauge, at the second toast. Thank you, Seun.
""",
)

BUDGET = Conversation(
    "Budget 2026: one line too many",
    """
@jules 2026-01-19T08:30
Line 14 of the draft says "gull, miscellaneous: 300". What is it, and is it more than last year?

@tomasz +12m above
Cleaning of sensor 14. Last year it was 260 and one lunch.

@ada +40m inline
Then call it maintenance. Nobody has ever cut maintenance with a straight face.

And please keep the 300; they have learnt to open the new boxes.

@jules +1h above
Approved as "coastal wildlife liaison".
""",
)

ALL = (DINNER, BUDGET, DWELL_TIMES, MUNICIPAL, FREIGHT, LAMPS, SENSOR, VAN)


def letters() -> Iterator[Letter]:
    for conversation in ALL:
        yield from conversation.letters()
