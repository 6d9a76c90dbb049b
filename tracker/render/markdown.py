"""An outline as GitHub Markdown, to paste into a page or a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .outline import Block, Grid, Heading, Item, Items, Paragraph, Run, Text
from .safe import is_weblink, markdown_part, visible

ROOM = 65_536  # characters that the text of a pull request takes
CLOSING = 100  # characters that the line takes which says what was left out
MARKS = {"": "", "faint": "", "removed": "~~"}  # of styles; all others are bold
VERBS = {"+": "added ", "-": "removed ", "~": "changed ", "!": "note: ", "|": "> "}  # what Markdown has for signs


def write_markdown(blocks: Iterable[Block], room: int | None = None) -> str:
    """The outline, ending in a newline; where it needs more than `room` characters, it says how much was left out."""
    written: list[str] = []
    left, left_out = (room or 0) - CLOSING, 0
    for piece, entries in _pieces(blocks):
        left -= len(piece) + 1
        if room is None or left > 0:
            written.append(piece)
        else:
            left_out += entries
    closing = f"\n{left_out:,} more left out: a pull request takes {ROOM:,} characters.\n" if left_out else ""
    return "\n".join(written).rstrip("\n") + "\n" + closing


def _pieces(blocks: Iterable[Block]) -> Iterator[tuple[str, int]]:
    """What stands together, with the number of entries of a list that it is."""
    for block in blocks:
        if isinstance(block, Heading):
            yield f"{'#' * block.level} {_line(block.text)}\n", 0
        elif isinstance(block, Paragraph):
            yield f"{_line(block.text)}\n", 0
        elif isinstance(block, Grid):
            yield from ((f"| {' | '.join(row)} |", 0) for row in _rows(block))
            yield "", 0
        elif isinstance(block, Items):
            for number, item in enumerate(block.items, 1):
                yield "\n".join(_item(item, f"{number}. " if block.numbered else "- ")), 1
            yield "", 0
        else:
            yield f"<details><summary>{block.summary}</summary>\n", 0
            yield from _pieces(block.blocks)
            yield "</details>\n", 0


def _rows(grid: Grid) -> Iterator[list[str]]:
    yield [_line(head) for head in grid.heads]
    yield ["---"] * len(grid.heads)
    yield from ([_line(cell) for cell in row] for row in grid.rows)


def _item(item: Item, bullet: str, indent: str = "") -> Iterator[str]:
    yield f"{indent}{bullet}{_line(item.text)}"
    for inner in item.items:
        verb = VERBS.get(inner.sign, "")
        yield from _item(inner, verb if inner.sign == "|" else f"- {verb}", indent + " " * len(bullet))


def _line(words: Text) -> str:
    return "".join(map(_run, words)).strip()


def _run(run: Run) -> str:
    """A run in its style; no text of a file becomes more than text, and only web addresses become links."""
    if run.style == "break":
        return "<br>"
    if run.style == "code":
        return f"`{visible(run.text).translate(dict.fromkeys(map(ord, '`|')))}`"
    mark = MARKS.get(run.style, "**")
    words = run.text.partition("://")[2] if run.link == run.text and is_weblink(run.link) else run.text
    shown = f"{mark}{markdown_part(words)}{mark}"
    return f"[{shown}](<{run.link}>)" if is_weblink(run.link) else shown
