"""Conversations among colleagues: the harbour, the map, and the festival of lamps."""

from __future__ import annotations

from collections.abc import Iterator

from mailatlas_core.demo.conversation import Conversation
from mailatlas_core.demo.files import csv, heatmap, pdf
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
@priya 2026-03-03T06:20
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

CONTRACT = Conversation(
    "Draft agreement for shared tide data",
    """
@meilin 2025-11-18T03:10
Attached is the draft agreement for sharing tide data between Mapline, Harbor Labs and the Analytics
Desk, three pages and one signature each.

The open points are marked in the margin: the delay of the public feed (we propose one hour), and
who answers the telephone.

@ada +7h inline
Thank you, it reads well. We sign as soon as the margin is empty.

One hour is fine. The telephone can be ours on weekdays.

@jules +3h outlook
Fine with us. Weekends are covered by the pilots' duty desk, they are awake anyway.

@meilin +1d below
Both are in version 2. I also took out the paragraph about fax.

@ada +2h below
Signed. The paper copy is in the post, with a stamp that has a lighthouse on it.
""",
    files=(
        file_part(
            pdf(("Agreement on shared tide data", "Draft 1", "", "1. Readings are shared within one hour.")),
            "application/pdf",
            "Tide data agreement (draft 1).pdf",
        ),
    ),
)

HIRING = Conversation(
    "Intern for the summer: two very good letters",
    """
@seun 2025-04-02T09:30
We asked for one intern and received two letters that I cannot choose between. One built a tide
clock out of a bicycle; the other corrected a mistake in our own report, politely.

@ada +2h above
The bicycle goes to Quay Systems, the correction comes to us. We have a desk and we clearly have
mistakes.

@jules +1h above
Budget for one and a half is possible if they share the commuter boat pass.

@seun +1d below
They like the idea. Both start on the 2nd of June.
""",
)

TIME_ZONES = Conversation(
    "Which noon do you mean?",
    """
@hana 2024-09-12T02:00
For the joint call you wrote "noon on Thursday". Our noon, your noon, or the noon of the ship?

@ada +6h below
A fair question. Ours: 12:00 in the Desk's time zone, which is 19:00 with you. Is that too late?

@hana +1h below
It is fine: my train has a table and a window.

@mateo +5h above
It is 05:00 here. I will be there in spirit, and in body from 06:00.

@ada +30m below
Then 13:30 for us, 06:30 for Mateo, 20:30 for Hana. The ship keeps its noon.

@mateo +10m below
The ship and I thank you.
""",
)

PALETTE = Conversation(
    "Colours for people who do not see red",
    """
@priya 2024-02-06T05:00
A reader wrote that our red and green channels look the same to him. He is right, and he is not
alone: about one man in twelve.

@ada +3h below
We had the same complaint about the dwell charts. Shall we choose one palette for both houses?

@priya +1d below
Blue to orange, with a texture for anything that matters. I tested it on three readers and on the
old printer.

@jules +2h above
The texture is what convinced me. It still works on the photocopy that hangs in the canteen.

@ada +4h below
Adopted. The old palette is retired with honours.
""",
)

OUTAGE = Conversation(
    "Gate cameras down between 02:10 and 03:40",
    """
@tomasz 2023-10-24T04:05
The gate cameras were down between 02:10 and 03:40. A cable was cut at pier 3 during the dredging;
the second path did not take over because it runs through the same duct.

@ada +4h inline
Thank you for writing it down so plainly. We fill the gap with the gate's own counter and mark it in
the data.

@jules +1h above
The lesson is the duct. Let us never again call two cables in one duct "redundant".

@tomasz +9d below
The second path now runs along the breakwater. I walked it myself, both ways.
""",
)

LIGHTHOUSE = Conversation(
    "Are you still at the lighthouse?",
    """
@benoit 2023-05-30T16:40
Chère Ada, I found your postcard while cleaning the lock house: a lighthouse, and "come and see the
data". It is from 2011. Is the offer still good?

@ada +1d below
Dear Benoît, it is. The data has grown, the stairs have not: 199 of them.

@benoit +3h below
Then I arrive on the 17th, slowly.
""",
)

ALL = (
    DWELL_TIMES,
    MUNICIPAL,
    FREIGHT,
    LAMPS,
    SENSOR,
    CONTRACT,
    HIRING,
    TIME_ZONES,
    PALETTE,
    OUTAGE,
    LIGHTHOUSE,
)


def letters() -> Iterator[Letter]:
    for conversation in ALL:
        yield from conversation.letters()
