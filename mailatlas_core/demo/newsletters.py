"""HTML newsletters with charts inside, trackers, and a way out."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from mailatlas_core.demo.cast import BOOKS, CHARTS, DESK, DISPATCH, Person
from mailatlas_core.demo.files import bar_chart, heatmap
from mailatlas_core.demo.letter import Letter
from mailatlas_core.demo.mime import Part, compose, digest, file_part, multipart, received, text_part
from mailatlas_core.demo.moment import regularly

Story = tuple[str, str]

CHART_STORIES: tuple[Story, ...] = (
    (
        "Tugs wait less than the ships they wait for",
        "The median tug now idles 11 minutes, the median ship 26.",
    ),
    (
        "Night moves overtake day moves",
        "Since the new lamps on Pier 4, more boxes move after ten than before noon.",
    ),
    (
        "Where the empty boxes sleep",
        "Every fifth box on the quay is empty. We asked where they spend the winter.",
    ),
    ("A quiet week in nine lines", "Nine lines, no drama: this is what punctual looks like."),
    ("Fog, drawn hour by hour", "Forty-one hours of fog this season; the pilots remember each of them."),
    ("Ferries beat their timetable", "Line 4 arrived early on two days out of three, and apologised once."),
    ("The slow return of the schooner", "Sail cargo is 0.02 % of tonnage and 9 % of all photographs."),
    ("What a crane sees", "Four hundred hours of crane footage, reduced to one honest bar chart."),
    ("Dredging moves the channel, again", "Thirteen metres of depth now lie where the buoys were last year."),
    ("Coffee leads, cocoa follows", "Two commodities, one warehouse, and a three-week lag between them."),
    ("The herring index", "Landings are up by a third. So are the gulls."),
)

MAP_STORIES: tuple[Story, ...] = (
    ("A coast is as long as your patience", "We measured one bay with five rulers and got five answers."),
    ("Why north is up", "It was not always so. A short history in six atlases."),
    (
        "The village that was a mistake",
        "It was printed in 1938, never built, and still gets a postcard a year.",
    ),
    ("Blue, but which blue?", "Depth tints tested on readers, printers and one very honest skipper."),
    ("Street names of the sea", "Fairways have names too, and some of them are rude."),
    ("How to fold a chart", "Eleven folds, and the compass rose stays on top."),
    ("Canals by depth", "The second edition draws water as the keel sees it."),
)

BOOK_STORIES: tuple[Story, ...] = (
    ("“The Lamplighter’s Almanac”", "A year on a lighthouse, told by someone who liked the stairs."),
    ("„Gezeiten für Anfänger“", "Tides explained with soup plates. Auch für Fortgeschrittene."),
    ("« L’écluse et la lune »", "Poems of a lock keeper; the moon answers on page 60."),
    ("“Salt, Rope, Ledger”", "Three objects carry a whole town through two centuries."),
    ("“Letters Nobody Posted”", "Found in a sea chest, printed without corrections."),
)


@dataclass(frozen=True, slots=True)
class Newsletter:
    """A series: its sender, heading and stories, its first issue, the days between two, its colour."""

    sender: Person
    title: str
    slug: str
    stories: tuple[Story, ...]
    first: str
    days: int
    accent: str

    @property
    def host(self) -> str:
        return self.sender.address.partition("@")[2]

    def letters(self) -> Iterator[Letter]:
        for number, sent in enumerate(regularly(self.first, self.days), start=1):
            yield self._issue(number, sent)

    def _issue(self, number: int, sent: datetime) -> Letter:
        count = len(self.stories)
        stories = [self.stories[(number + step) % count] for step in range(3)]
        images = self._images(number)
        page = text_part(self._page(number, stories, images), "html")
        content = multipart(
            "alternative",
            text_part(self._text(number, stories)),
            multipart("related", page, *images, parameters='; type="text/html"'),
        )
        out = f"https://{self.host}/{self.slug}/leave?reader={digest(self.slug, number)}"
        headers = (
            ("List-Id", f"{self.title} <{self.slug}.{self.host}>"),
            ("List-Unsubscribe", f"<{out}>,\n <mailto:leave-{self.slug}@{self.host}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ("Precedence", "bulk"),
        )
        subject = f"{stories[0][0]} · {self.title} #{number}"
        trace = (received(self.sender, sent),)
        data = compose(self.sender, (DESK,), subject, sent, content, headers=headers, transport=trace)
        return Letter(data, sent)

    def _images(self, number: int) -> tuple[Part, Part]:
        values = [(number * 7 + place * place * 5) % 23 + 1 for place in range(16)]
        red, green, blue = bytes.fromhex(self.accent)
        chart = bar_chart(values, (red, green, blue))
        strip = heatmap(f"{self.title} {number}", [4 * value for value in values])
        return (
            file_part(
                chart, "image/png", "chart.png", disposition="inline", cid=f"chart{number}@{self.host}"
            ),
            file_part(
                strip, "image/svg+xml", "strip.svg", disposition="inline", cid=f"strip{number}@{self.host}"
            ),
        )

    def _text(self, number: int, stories: list[Story]) -> str:
        body = "\n\n".join(f"{heading}\n{text}" for heading, text in stories)
        return (
            f"{self.title} #{number}\n\n{body}\n\n"
            f"Read in the browser: https://{self.host}/{self.slug}/{number}\n"
            f"Leave this list: https://{self.host}/{self.slug}/leave\n"
        )

    def _page(self, number: int, stories: list[Story], images: tuple[Part, Part]) -> str:
        cids = [dict(image.headers)["Content-ID"].strip("<>") for image in images]
        articles = "\n".join(
            f'<tr><td><h2><a href="https://click.{self.host}/{number}/{place}?utm_source=letter">'
            f"{html.escape(heading)}</a></h2><p>{html.escape(text)}</p></td></tr>"
            for place, (heading, text) in enumerate(stories)
        )
        return f"""\
<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{html.escape(self.title)} #{number}</title>
<style>body {{ font-family: Georgia, serif }} h1 {{ color: #{self.accent} }}</style></head>
<body>
<div style="display:none;max-height:0;overflow:hidden">{html.escape(stories[0][1])}</div>
<table role="presentation" width="600" align="center">
<tr><td><h1>{html.escape(self.title)}</h1><p>Issue {number}</p></td></tr>
<tr><td><img src="cid:{cids[0]}" alt="Chart of the week" width="256" height="96"></td></tr>
{articles}
<tr><td><img src="cid:{cids[1]}" alt="The week as a strip" width="192"></td></tr>
<tr><td><img src="https://images.{self.host}/banner.jpg" alt="" width="600"></td></tr>
<tr><td><small>You receive this because you asked for it at the quay.
<a href="https://{self.host}/{self.slug}/leave">Unsubscribe</a></small></td></tr>
</table>
<img src="https://track.{self.host}/open/{digest(self.slug, number)}.gif" width="1" height="1" alt="">
</body></html>
"""


ALL = (
    Newsletter(CHARTS, "Harbor Labs Charts", "charts", CHART_STORIES, "2023-09-16T15:30", 14, "1f5f8b"),
    Newsletter(DISPATCH, "Mapline Dispatch", "dispatch", MAP_STORIES, "2023-09-26T04:15", 28, "7a4b2a"),
    Newsletter(BOOKS, "Lantern Books", "letters", BOOK_STORIES, "2023-10-05T17:20", 42, "8a6d00"),
)


def letters() -> Iterator[Letter]:
    for newsletter in ALL:
        yield from newsletter.letters()
