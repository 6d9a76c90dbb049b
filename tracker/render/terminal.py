"""What every output on a terminal needs: colour that carries no meaning alone, cell widths, wrapping and tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import tabulate
import wcwidth

from .safe import visible

FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]{40}(?=[\U0001f1e6-\U0001f1ff])")
COLORS = {
    "funded": "32",
    "met": "32",
    "cut": "31",
    "unmet": "33",
    "mixed": "35",
    "unaddressed": "2",
    "error": "1;31",
    "warning": "1;33",
    "added": "32",
    "removed": "31",
    "heading": "1",
    "faint": "2",
}


@dataclass(frozen=True, slots=True)
class Screen:
    """What is written to: its width in cells, and whether it takes colour."""

    width: int
    color: bool = False

    def paint(self, text: str, color: str) -> str:
        code = COLORS.get(color)
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and code and text else text

    def wrapped(self, text: str, indent: str = "", first: str | None = None) -> str:
        """The text made safe and broken into lines of the screen's width, the first one after `first`."""
        first = indent if first is None else first
        lines = wcwidth.wrap(
            _breakable(visible(text)),
            max(20, self.width),
            initial_indent=first,
            subsequent_indent=indent,
            break_on_hyphens=False,  # an id must be found again as it stands
        )
        return "\n".join(lines) or first

    def table(self, rows: Sequence[Sequence[str]], headers: Sequence[str], widths: Sequence[int]) -> str:
        """A plain table of columns of these widths; the cells are safe text, colour included, and are wrapped."""
        cells = [[f"{_breakable(cell)} " for cell in row] for row in rows]  # or 1,204 is wrapped as a number, and fails
        drawn = tabulate.tabulate(
            cells,
            headers=[_head(header, width) for header, width in zip(headers, widths, strict=True)],
            tablefmt="simple",
            maxcolwidths=list(widths),
            disable_numparse=True,
            preserve_whitespace=True,
            break_on_hyphens=False,
        )
        return "\n".join(line.rstrip() for line in drawn.splitlines())


def _breakable(text: str) -> str:
    """The text with a space in each long run of the letters of flags, which wcwidth wraps in cubic time."""
    return FLAGS.sub(r"\g<0> ", text)


def _head(text: str, width: int) -> str:
    """A column's head, wrapped, and filled up so that the column is as wide in every table."""
    room = width - tabulate.MIN_PADDING  # tabulate adds as much to every head
    lines = [line for part in text.split("\n") for line in wcwidth.wrap(part, room)]
    return "\n".join(pad(line, room) for line in lines)


def cell_width(text: str) -> int:
    """How many cells the text takes."""
    return wcwidth.width(text)


def pad(text: str, width: int) -> str:
    """The text filled up with spaces to a width in cells."""
    return text + " " * max(0, width - cell_width(text))
