"""Text in lines, as the blocks of HTML lay it out: paragraphs, lists, quotes, tables."""

from __future__ import annotations

import re
from typing import Literal

MAX_PREFIXES = 12
MAX_LINE_OF_CELLS = 120

_WHITE_SPACE = " \t\r\n\f"
_SPACES = re.compile(f"[{_WHITE_SPACE}]+")

CELL_SEPARATOR = " | "


class Flow:
    """Lines that are being filled: of the document, a cell, a quote or an item of a list."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._pieces: list[str] = []
        self._space = False
        self._gap = 0

    def add(self, text: str) -> None:
        """Add text to the line; white space is one space, and none where a line begins."""
        if not text.strip(_WHITE_SPACE):
            self._space = bool(self._pieces)
            return
        text = _evened(text)
        if text[0] == " ":
            self._space = bool(self._pieces)
            text = text[1:]
        if self._space:
            self._pieces.append(" ")
        elif not self._pieces:
            self._open_gap()
        self._space = text[-1] == " "
        self._pieces.append((text[:-1] if self._space else text).replace("\xa0", " "))

    def add_preformatted(self, text: str) -> None:
        """Add text whose lines and spaces stay."""
        first, *others = text.split("\n")
        self._add_verbatim(first)
        for line in others:
            self.lines.append(self._take_line())
            self._add_verbatim(line)

    def attach(self, text: str) -> None:
        """Add text after the last word, be it at the end of a line that has ended."""
        if not self._pieces and self.lines and self.lines[-1]:
            self.lines[-1] += text
        elif self._pieces:
            self._pieces.append(text)
        else:
            self.add(text)

    def break_line(self) -> None:
        if self._pieces:
            self._end_line()
        elif self.lines and self.lines[-1]:
            self.lines.append("")
        self._space = False

    def block(self, gap: Literal[1, 2] = 1) -> None:
        """What comes next stands on a line of its own; a gap of 2 leaves a line empty before it."""
        if self._pieces:
            self._end_line()
        self._space = False
        if gap > self._gap:
            self._gap = gap

    def add_lines(self, lines: list[str], gap: Literal[1, 2] = 1) -> None:
        """Add what another flow has filled."""
        self.block(gap)
        if lines:
            self._open_gap()
            self.lines += lines
            self._gap = gap

    def finished(self) -> list[str]:
        """The lines, without empty ones at either end."""
        self.block()
        first, end = 0, len(self.lines)
        while first < end and not self.lines[first].strip():
            first += 1
        while end > first and not self.lines[end - 1].strip():
            end -= 1
        return self.lines[first:end]

    def _add_verbatim(self, line: str) -> None:
        if line:
            if not self._pieces:
                self._open_gap()
            self._pieces.append(line)

    def _end_line(self) -> None:
        """End a line; of lines without a letter, one after another, the first stays."""
        line = self._take_line()
        if line or (self.lines and self.lines[-1]):
            self.lines.append(line)

    def _take_line(self) -> str:
        line = "".join(self._pieces).rstrip()
        self._pieces.clear()
        return line

    def _open_gap(self) -> None:
        if self._gap == 2 and self.lines and self.lines[-1]:
            self.lines.append("")
        self._gap = 0


class Table:
    """The cells of a table, row by row."""

    def __init__(self, *, is_layout: bool, has_border: bool) -> None:
        self.rows: list[list[list[str]]] = []
        self.has_headings = False
        self.is_layout = is_layout
        self._has_border = has_border

    def start_row(self) -> None:
        self.rows.append([])

    def add_cell(self, lines: list[str]) -> None:
        if not self.rows:
            self.rows.append([])
        self.rows[-1].append(lines)

    def write(self, flow: Flow) -> None:
        is_data = self._is_data()
        flow.block(2 if is_data else 1)
        for row in self.rows:
            cells = [cell for cell in row if cell]
            if is_data and cells:
                flow.add_lines([CELL_SEPARATOR.join("".join(cell) for cell in row).strip()])
            elif _fits_one_line(cells):
                flow.add_lines(["  ".join(cell[0] for cell in cells)])
            else:
                for cell in cells:
                    flow.add_lines(cell, 2 if len(cell) > 1 else 1)
        flow.block(2 if is_data else 1)

    def _is_data(self) -> bool:
        """Whether the columns mean something, as far as the markup and the cells tell."""
        if any(len(cell) > 1 for row in self.rows for cell in row):
            return False
        wide = sum(1 for row in self.rows if sum(1 for cell in row if cell) > 1)
        if self.has_headings or self._has_border:
            return wide > 0
        return not self.is_layout and wide > 1


class Layout:
    """A document's text: the flow that is being filled, and those that wait for it."""

    def __init__(self) -> None:
        self.flow = Flow()
        self._waiting: list[Flow] = []
        self._tables: list[Table] = []
        # For each list that is open: the number of its last item, None where items have bullets.
        self._lists: list[int | None] = []
        self._prefixes = 0

    def open_flow(self) -> None:
        self._waiting.append(self.flow)
        self.flow = Flow()

    def open_table(self, table: Table) -> None:
        if self._tables:
            self._tables[-1].is_layout = True
        self._tables.append(table)

    def open_row(self) -> None:
        if self._tables:
            self._tables[-1].start_row()

    def open_cell(self, *, is_heading: bool) -> None:
        if is_heading and self._tables:
            self._tables[-1].has_headings = True
        self.open_flow()

    def close_cell(self) -> None:
        lines = self._close_flow()
        if self._tables:
            self._tables[-1].add_cell(lines)
        else:
            self.flow.add_lines(lines)

    def close_table(self) -> None:
        self._tables.pop().write(self.flow)

    def open_quote(self) -> None:
        self.flow.block()
        self._prefixes += 1
        self.open_flow()

    def close_quote(self) -> None:
        lines = self._close_flow()
        self._prefixes -= 1
        if self._prefixes < MAX_PREFIXES:
            lines = [f"> {line}" if line else ">" for line in lines]
        self.flow.add_lines(lines)
        self.flow.block(2)

    def open_list(self, first: int | None) -> None:
        """Begin a list whose items are numbered from `first`, or have bullets where it is None."""
        self.flow.block(1 if self._lists else 2)
        self._lists.append(None if first is None else first - 1)

    def close_list(self) -> None:
        self._lists.pop()
        self.flow.block(1 if self._lists else 2)

    def open_item(self) -> None:
        self._prefixes += 1
        self.open_flow()

    def close_item(self) -> None:
        mark = self._next_mark()
        lines = self._close_flow()
        self._prefixes -= 1
        if lines and self._prefixes < MAX_PREFIXES:
            indent = " " * len(mark)
            lines = [mark + lines[0], *(indent + line if line else "" for line in lines[1:])]
        self.flow.add_lines(lines)

    def text(self) -> str:
        return "\n".join(self.flow.finished())

    def _close_flow(self) -> list[str]:
        lines = self.flow.finished()
        self.flow = self._waiting.pop()
        return lines

    def _next_mark(self) -> str:
        number = self._lists[-1] if self._lists else None
        if number is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number + 1}. "


def _evened(text: str) -> str:
    """Each run of white space as one space; most texts have no other."""
    if "\n" in text or "  " in text or "\t" in text or "\r" in text or "\f" in text:
        return _SPACES.sub(" ", text)
    return text


def _fits_one_line(cells: list[list[str]]) -> bool:
    return (
        len(cells) > 1
        and all(len(cell) == 1 for cell in cells)
        and sum(len(cell[0]) for cell in cells) <= MAX_LINE_OF_CELLS
    )
