"""What is said of HTML besides its text: its links, and the text that nobody sees."""

from __future__ import annotations

import re

from mailatlas_core.mime.html_layout import Layout
from mailatlas_core.mime.html_links import is_named_by, lies, shown_target
from mailatlas_core.mime.html_references import MAX_ADDRESS_CHARACTERS
from mailatlas_core.mime.model import Hidden, Link

MAX_LINKS = 1_000
MAX_LINK_CHARACTERS = 300
MAX_HIDDEN = 50
MAX_HIDDEN_CHARACTERS = 500

_SPACES = re.compile(r"\s+")
# What fills a preview up, so that nothing else shows there.
_FILLING = " \u00ad\u034f\u200b\u200c\u200d\u2060\u2007\ufeff"


class Links:
    """The links in order; each target is written into the text behind what the link says."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._links: list[Link] = []
        self._target = ""
        self._pieces: list[str] = []
        self._has_image = False

    def start(self, target: str) -> None:
        """Begin a link; an empty target is no link, but the end of one is still to come."""
        self._target = target.strip()
        self._pieces.clear()
        self._has_image = False

    def add(self, text: str) -> None:
        if self._target:
            self._pieces.append(text)

    def add_image(self) -> None:
        self._has_image = True

    def end(self) -> None:
        target, self._target = self._target, ""
        if not target:
            return
        text = _SPACES.sub(" ", "".join(self._pieces)).strip()
        if not text and not self._has_image:
            return
        if len(self._links) < MAX_LINKS:
            kept, address = text[:MAX_LINK_CHARACTERS], target[:MAX_ADDRESS_CHARACTERS]
            self._links.append(Link(kept, address, lies(kept, address)))
        shown = shown_target(target)
        if shown and not is_named_by(target, text):
            self._layout.flow.attach(f" <{shown}>" if text else f"<{shown}>")

    def found(self) -> tuple[Link, ...]:
        return tuple(self._links)


class HiddenText:
    """Stretches of hidden text, of bounded number and length; spaces alone are none."""

    def __init__(self) -> None:
        self._found: list[Hidden] = []
        self._pieces: list[str] = []
        self._length = 0
        self._how = ""
        self.is_open = False
        """Whether the last text was hidden."""

    def add(self, text: str, how: str) -> None:
        if how != self._how:
            self.close()
            self._how = how
        if self._length < MAX_HIDDEN_CHARACTERS:
            self._pieces.append(text)
            self._length += len(text)
            self.is_open = True

    def close(self) -> None:
        """What is hidden next is a stretch of its own."""
        text = _SPACES.sub(" ", " ".join(self._pieces)).strip(_FILLING)
        if any(letter.isalnum() for letter in text) and len(self._found) < MAX_HIDDEN:
            self._found.append(Hidden(text[:MAX_HIDDEN_CHARACTERS], self._how))
        self._pieces.clear()
        self._length = 0
        self.is_open = False

    def found(self) -> tuple[Hidden, ...]:
        self.close()
        return tuple(self._found)
