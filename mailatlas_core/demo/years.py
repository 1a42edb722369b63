"""Conversations of the years before: what an office keeps, and why it laughs about it."""

from __future__ import annotations

from collections.abc import Iterator

from mailatlas_core.demo.conversation import Conversation
from mailatlas_core.demo.files import csv, pdf
from mailatlas_core.demo.letter import Letter
from mailatlas_core.demo.mime import file_part

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
@benoit 2023-09-14T16:40
Chère Ada, I found your postcard while cleaning the lock house: a lighthouse, and "come and see the
data". It is from 2011. Is the offer still good?

@ada +1d below
Dear Benoît, it is. The data has grown, the stairs have not: 199 of them.

@benoit +3h below
Then I arrive on the 28th, slowly.
""",
)

COFFEE = Conversation(
    "The coffee machine follows the tide",
    """
@tomasz 2023-11-28T09:10
I plotted the power of our kitchen against the gauge at the pier. The coffee machine peaks forty
minutes after high water, every day, for six weeks. Please somebody find the mistake.

@ada +25m above
No mistake. The pilots come ashore forty minutes after high water, and they know where our kitchen is.

@siobhan +2h above
We can explain. It was raining. It has been raining for six weeks.

@jules +10m above
This is the best correlation we have published all year. May we publish it?

@siobhan +15m above
Only without the number of cups.
""",
    files=(
        file_part(
            csv(("hour", "gauge_mm", "cups"), [(hour, 900 + 70 * hour, hour % 7) for hour in range(24)]),
            "text/csv",
            "cups-and-tides.csv",
        ),
    ),
)

PRESS = Conversation(
    "A journalist asks: how tall is a wave?",
    """
@seun 2024-03-13T08:40
The evening paper wants to know how tall a wave is. One number, by four o'clock, please.

@ada +50m inline
Significant height last night: 2.1 metres. That is the mean of the tallest third.

If they want the tallest: 3.7, at 03:12, seen by nobody.

@jules +20m above
They will print 3.7.

@siobhan +1h above
Seen by me. It was quite tall.

@seun +3h below
They printed: "Wave was quite tall, says harbour." I think that we are the experts now.
""",
)

OFFICE = Conversation(
    "Moving upstairs: who gets the window",
    """
@jules 2024-05-14T10:00
We move to the second floor on the 27th. Four rooms, three doors, one window to the harbour. I
propose that whoever has the most meetings gets the room with no window, as nobody will notice.

@tomasz +30m above
Seconded by the person with the fewest meetings.

@ada +1h above
The window goes to the plant. It is the only one of us that needs it for work.

@seun +20m above
The plant has been dead since Easter.

@ada +5m above
It is resting. It has been resting in the dark, and now you know why.

@jules +2h outlook
Decision: window to the plant, meetings on the stairs, and the gauge display in the kitchen where
people can see it.

@grace +1d below
The archive sends a new plant, as a precaution. It is a fern; ferns remember worse offices.
""",
)

BOXES = Conversation(
    "Week 40: 4,018 boxes or 4,081?",
    """
@tomasz 2024-10-08T07:30
Our count for week 40 is 4,018 boxes, the terminal says 4,081. One of us has a typing mistake and I
would like it to be them.

@ada +40m html
The gate cameras say 4,018 as well, but the gate cameras are ours.

@mateo +6h html
Here in Puerto Azul we counted those that came from you: 2,207. You write that you sent 2,144. The
difference is 63 again.

@tomasz +15h html
So it is us. Sixty-three boxes, gone in both.

@ada +35m html
Found: one train of 63 on the old siding, behind the billboard. The camera has been filming a sofa
advertisement since the 30th of September.

@jules +10m html
Correct the table, thank the terminal, and find out who is selling the sofa. It looks comfortable.
""",
)

SANDBAGS = Conversation(
    "Spring tide on Thursday: do we need sandbags?",
    """
@siobhan 2025-03-18T06:50
High water on Thursday at 18:52 with a westerly behind it. The old quay may get wet feet. Does your
forecast agree?

@ada +45m inline
It agrees, and adds 20 cm: 4.31 m on Thursday, 4.18 m on Friday.

The sill of number 9 is at 4.25. I would carry the paper upstairs.

@grace +10m above
The archive has carried its paper upstairs since 1954. We are ready, we are always ready.

@tomasz +2h below
Forty sandbags come at two o'clock, with a man called Ole who knows how to stack them.

@yusuf +3h below 0
Same here. Our quay is lower but our sandbags are prettier.

@siobhan +2d below
4.28 at 18:55. Wet stones at number 9, dry everything else. Ole's wall held; he has signed it.

@ada +30m above
Three centimetres off. I will look for them tomorrow.
""",
    tags=("flagged",),
)

FJORD = Conversation(
    "Fjord meeting: trains, ferries, wool",
    """
@ingrid 2025-06-02T09:00
You are all booked: the ferry of line 4 at 07:40 on the 17th, cabins by surname, breakfast by
arrival. Tickets are attached.

@ada +3h below
Thank you! I come by the night train with Petr, who asks whether his hat needs a ticket.

@ingrid +20m below
Hats under 40 cm travel free.

@petr +1h below
It is 41.

@ingrid +5m below
I have measured it as 39. Welcome aboard.

@ada 2025-06-20T16:00 below 0
Home again, with the wool. Best meeting in years; the minutes are short because the evenings were
long.
""",
    files=(
        file_part(
            pdf(("Fjord Ferries", "Line 4, 17 June 2025, 07:40", "Passengers: 19", "Hats: 1, 39 cm")),
            "application/pdf",
            "tickets line 4.pdf",
        ),
    ),
)

STORM = Conversation(
    "Storm: is everybody dry?",
    """
@siobhan 2025-10-24T21:30
Gusts of 38 at the mole. Please answer with one word if you are home.

@ada +3m above
Home.

@tomasz +1m above
Dry.

@seun +4m above
Upstairs.

@jules +11m above
Lighthouse. Long story. There is soup.

@grace +2m above
Archive, with candle (electric).

@siobhan +9h below 0
All six pilots home, one roof tile not. Thank you for answering. Sleep.
""",
)

ALL = (
    LIGHTHOUSE,
    OUTAGE,
    COFFEE,
    PALETTE,
    PRESS,
    OFFICE,
    TIME_ZONES,
    BOXES,
    SANDBAGS,
    HIRING,
    FJORD,
    STORM,
    CONTRACT,
)


def letters() -> Iterator[Letter]:
    for conversation in ALL:
        yield from conversation.letters()
