"""What an output says, apart from how it is written: blocks of text whose runs say what they are.

`text.py` and `markdown.py` write them; the texts may be a file's own, which the writers make safe.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Run(NamedTuple):
    """A stretch of text; its style is a status, strong, code, faint, warning, added, removed, or none."""

    text: str
    style: str = ""
    link: str = ""


Text = tuple[Run, ...]
BREAK = Run("\n", "break")  # between the lines of a cell


class Heading(NamedTuple):
    """A heading; level 1 is the output's own."""

    text: Text
    level: int = 2


class Paragraph(NamedTuple):
    """A paragraph."""

    text: Text


class Item(NamedTuple):
    """A line with what belongs below it. The sign is a diff's, `!` of a warning, `|` of a source's own words."""

    text: Text
    items: tuple[Item, ...] = ()
    sign: str = ""


class Items(NamedTuple):
    """A list."""

    items: tuple[Item, ...]
    numbered: bool = False


class Grid(NamedTuple):
    """A table; on a screen, all of the same heads are as wide."""

    heads: tuple[Text, ...]
    rows: tuple[tuple[Text, ...], ...]


class Folded(NamedTuple):
    """What a reader opens at will; the summary is no text of a file."""

    summary: str
    blocks: tuple[Block, ...]


Block = Heading | Paragraph | Items | Grid | Folded


def text(*parts: str | Run | Text) -> Text:
    """The parts as one text."""
    runs: list[Run] = []
    for part in parts:
        for run in [Run(part)] if isinstance(part, str) else [part] if isinstance(part, Run) else part:
            if runs and run.style == runs[-1].style == "" and not run.link and not runs[-1].link:
                runs[-1] = Run(runs[-1].text + run.text)  # a writer must see what begins a line, and what it continues
            elif run.text:
                runs.append(run)
    return tuple(runs)


def joined(separator: str | Run, parts: Iterable[str | Run | Text]) -> Text:
    """The parts that are not empty, with a separator between each two."""
    found: Text = ()
    for part in parts:
        if part and text(part):
            found = text(found, separator, part) if found else text(part)
    return found


def code(name: str) -> Run:
    """An id or a word of the command line, as it is written there."""
    return Run(name, "code")


def listed(heading: str | Text, items: Iterable[Item], level: int = 3) -> Iterator[Block]:
    """The items under a heading; nothing where there are none."""
    if found := tuple(items):
        yield from (Heading(text(heading), level), Items(found))
