"""How far two codings agree, as an outline: the counts first, then where they do not."""

from __future__ import annotations

from collections.abc import Iterator

from ..agreement import Agreement, Cell
from ..messages import counted
from .outline import Block, Heading, Item, Items, code, listed, text


def agreement_outline(agreement: Agreement) -> Iterator[Block]:
    """The counts, and what differs or stands in one only."""
    cells, statuses = agreement.cells, agreement.statuses
    yield Heading(text("How far two codings agree"))
    counts = (
        f"First: {agreement.first.name}. Second: {agreement.second.name}.",
        f"{cells.alike} of {counted(cells.filled, 'filled cell')} alike (a cell is an ask in a source).",
        f"Krippendorff's alpha, with the cells that neither filled: {_alpha(cells.alpha)}.",
        f"{statuses.alike} of {counted(statuses.asks, 'status', 'statuses')} alike; alpha: {_alpha(statuses.alpha)}.",
    )
    yield Items(tuple(Item(text(count)) for count in counts))
    differing = (text(code(ask), f": first {one}, second {other}") for ask, (one, other) in statuses.differing.items())
    yield from listed(f"Statuses that differ ({len(statuses.differing):,})", map(Item, differing))
    yield from listed(f"Cells that differ ({len(agreement.differing):,})", map(_cell, agreement.differing))
    for entries, only in agreement.unmatched.items():
        lone = (text(code(name), f": only in the {side}") for name, side in only.items())
        yield from listed(f"{entries.capitalize()} not counted, as only one has them ({len(only):,})", map(Item, lone))


def _alpha(alpha: float | None) -> str:
    return "not defined, as all values are the same" if alpha is None else f"{alpha:.3f}"


def _cell(cell: Cell) -> Item:
    """A cell with what each coder found there, its place, and why it is so coded."""
    found = []
    for side, findings in zip(("first", "second"), cell.findings, strict=True):
        told = [
            text(f"{it.claim}; ", code(it.statement), f", {it.locator} “{it.pin}”", f". {it.note}" if it.note else "")
            for it in findings
        ]
        found += [Item(text(f"{side}: ", words)) for words in told or [text("no finding")]]
    return Item(text(code(cell.ask), " in ", code(cell.source), f": {cell.title}"), tuple(found))
