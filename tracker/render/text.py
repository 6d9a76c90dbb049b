"""An outline on a terminal: colour that carries no meaning alone, cell widths, wrapping and tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import tabulate
import wcwidth

from .outline import Block, Folded, Grid, Heading, Item, Items, Paragraph, Text, text
from .safe import visible

FLAGS = re.compile("[\U0001f1e6-\U0001f1ff]{40}(?=[\U0001f1e6-\U0001f1ff])")
COLORS = {
    "funded": "32", "met": "32", "partly": "36", "cut": "31", "unmet": "33", "mixed": "35", "unaddressed": "2",
    "error": "1;31", "warning": "1;33", "added": "32", "removed": "31", "heading": "1", "strong": "1", "faint": "2",
}  # fmt: skip
SIGNS = {"+": "added", "-": "removed", "!": "warning", "|": "faint"}
MARKS = {"removed": "[-{}-]", "added": "{{+{}+}}", "break": "\n"}  # words that went and came as git marks them
LOCATOR = re.compile(r"\b(par\.|p\.) (?=\d)")  # which a line's end would tear apart
NO_BREAK = "\N{NO-BREAK SPACE}"
GAP = 2  # cells between two columns


class Screen(NamedTuple):
    """What is written to: its width in cells, and whether it takes colour."""

    width: int
    color: bool = False

    def paint(self, words: str, color: str) -> str:
        code = COLORS.get(color)
        return f"\x1b[{code}m{words}\x1b[0m" if self.color and code and words else words

    def painted(self, words: Text, color: str = "") -> str:
        """The text made safe, each run in its own colour or else in this one."""
        return "".join(
            self.paint(MARKS.get(run.style, "{}").format(visible(run.text)), run.style or color) for run in words
        )

    def wrapped(self, painted: str, first: str = "", indent: str = "") -> str:
        """Safe text broken into lines of the screen's width."""
        lines = wcwidth.wrap(
            _breakable(painted),
            max(20, self.width),
            initial_indent=first,
            subsequent_indent=indent,
            break_on_hyphens=False,  # an id must be found again as it stands
        )
        return "\n".join(line.rstrip() for line in lines) or first


def write_text(blocks: Sequence[Block], screen: Screen) -> str:
    """The outline for people at a terminal, ending in a newline; what is below a heading stands close to it."""
    blocks = [part for block in blocks for part in _unfolded(block)]
    widths = _widths(blocks, screen)
    written = ""
    for before, block in zip((None, *blocks), blocks, strict=False):
        close = isinstance(before, Heading) and not isinstance(block, Heading)
        gap = "" if before is None else "\n" if close else "\n\n"
        written += gap + "\n".join(_lines(block, screen, widths))
    return written.replace(NO_BREAK, " ") + "\n"


def _unfolded(block: Block) -> tuple[Block, ...]:
    return (Heading(text(block.summary), 3), *block.blocks) if isinstance(block, Folded) else (block,)


def _lines(block: Block, screen: Screen, widths: dict[tuple[Text, ...], list[int]]) -> Iterator[str]:
    if isinstance(block, Heading):
        yield screen.wrapped(screen.painted(block.text, "heading"))
    elif isinstance(block, Paragraph):
        yield screen.wrapped(screen.painted(block.text))
    elif isinstance(block, Grid):
        yield _table(block, screen, widths[block.heads])
    elif isinstance(block, Items):
        for number, item in enumerate(block.items, 1):
            yield from _item(item, screen, f"{number}. " if block.numbered else "")


def _item(item: Item, screen: Screen, number: str = "", margin: str = "") -> Iterator[str]:
    """The item and what is below it; its sign stands in the margin of its text."""
    color = SIGNS.get(item.sign, "")
    sign = f"{screen.paint(item.sign, color)} " if item.sign else "  "
    margin += "  " if item.sign == "|" else ""
    below = margin + (sign if item.sign == "|" else "    " + " " * max(0, len(number) - 2))
    yield screen.wrapped(number + screen.painted(item.text, color), margin + sign, below)
    for inner in item.items:
        yield from _item(inner, screen, margin=f"{margin}  ")


def _table(grid: Grid, screen: Screen, widths: Sequence[int]) -> str:
    """A plain table of columns of these widths, the cells wrapped."""
    cells = [[_breakable(screen.painted(cell)) for cell in row] for row in grid.rows]
    drawn = tabulate.tabulate(
        [[f"{cell} " for cell in row] for row in cells],  # or 1,204 is wrapped as a number, and fails
        headers=[_head(screen.painted(head), width) for head, width in zip(grid.heads, widths, strict=True)],
        tablefmt="simple",
        maxcolwidths=list(widths),
        disable_numparse=True,
        preserve_whitespace=True,
        break_on_hyphens=False,
    )
    return "\n".join(line.rstrip() for line in drawn.splitlines())


def _head(text: str, width: int) -> str:
    """A column's head, wrapped, and filled up so that the column is as wide in every table."""
    room = width - tabulate.MIN_PADDING  # tabulate adds as much to every head
    lines = [line for part in text.split("\n") for line in wcwidth.wrap(part, room)]
    return "\n".join(line + " " * (room - cell_width(line)) for line in lines)


def _widths(blocks: Sequence[Block], screen: Screen) -> dict[tuple[Text, ...], list[int]]:
    """The widths of the columns under each row of heads."""
    wanted: dict[tuple[Text, ...], list[int]] = {}
    for grid in (block for block in blocks if isinstance(block, Grid)):
        wanted[grid.heads] = [*map(max, _wanted(grid), wanted.get(grid.heads, _wanted(Grid(grid.heads, ()))))]
    return {heads: _shared(widths, screen.width - GAP * (len(heads) - 1)) for heads, widths in wanted.items()}


def _wanted(grid: Grid) -> list[int]:
    """The widths in which no cell is wrapped, and no word of a head is broken."""
    plain = Screen(0)
    widths = []
    for head, *cells in zip(grid.heads, *grid.rows, strict=True):
        least = max(map(cell_width, plain.painted(head).split())) + tabulate.MIN_PADDING
        widths.append(max([least, *(cell_width(line) for cell in cells for line in plain.painted(cell).split("\n"))]))
    return widths


def _shared(wanted: list[int], room: int) -> list[int]:
    """What each column gets of the room: what it wants, or where that is too much, its share of what is left."""
    weights = [3 if len(wanted) > 3 else 2, *[2] * (len(wanted) - 1)]  # the first says what a row is about
    widths, left = list(wanted), sum(weights)
    for column in sorted(range(len(wanted)), key=lambda column: wanted[column] / weights[column]):
        widths[column] = min(wanted[column], room * weights[column] // left)
        room, left = room - widths[column], left - weights[column]
    return widths


def _breakable(text: str) -> str:
    """The text with its locators kept whole, and a space in each long run of the letters of flags.

    These wcwidth wraps in cubic time.
    """
    return LOCATOR.sub(rf"\1{NO_BREAK}", FLAGS.sub(r"\g<0> ", text))


def cell_width(text: str) -> int:
    """How many cells the text takes."""
    return wcwidth.width(text)
