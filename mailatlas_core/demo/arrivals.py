"""Mail that the demo's workspace does not have yet: it arrives when its reader gets it, a few at a time."""

from __future__ import annotations

from mailatlas_core.demo.conversation import Conversation
from mailatlas_core.demo.letter import Letter

SLUICE = """
@benoit 2026-03-14T16:32
Ada, the float of the lower gate sticks at 2.31 m and the screen calls it calm. It is not calm, I can
hear it from here.

Would you take our gauge out of the public feed until Monday?

@petr +3m below
Ours upstream agrees with your ears: eleven centimetres in twenty minutes, and rising.
"""
TABLES = """
@thandi 2026-03-14T16:34
The tables for the second half of the year are printed. Volume 2 has the page that volume 1 had twice,
so the two of them together are complete.
"""
FERRY = """
@ingrid 2026-03-14T16:36
The ferry of 06:40 keeps its winter berth until the ice in the inner harbour is gone. Breakfast moves
with it.

@hana +2m below
My group of fourteen thanks you. They were told about the breakfast before they were told about the
ferry.
"""
GULLS = """
@grace 2026-03-14T16:39
The gull that sat on the anemometer for two winters has laid an egg into it. From today the wind at the
lighthouse is measured by hand, by me, at noon.

@seun +1m below
Noted. I have marked the series as "estimated, with feathers".
"""
DREDGER = """
@mateo 2026-03-14T16:41
The dredger arrives on Tuesday with the morning tide and leaves when it is empty of diesel or we are
empty of mud.

@meilin +1m below
Then the soundings of the north basin are history on Wednesday. I keep the old chart for the frame.
"""

_CONVERSATIONS = (
    Conversation("The float of the lower gate", SLUICE),
    Conversation("Tide tables, volume 2", TABLES),
    Conversation("The 06:40 and its berth", FERRY),
    Conversation("Wind at the lighthouse, by hand", GULLS),
    Conversation("Dredger on Tuesday", DREDGER),
)


def letters() -> list[Letter]:
    """All of it, in the order in which it arrives."""
    written = [letter for conversation in _CONVERSATIONS for letter in conversation.letters()]
    return sorted(written, key=lambda letter: letter.arrived)
