"""How far two codings agree, as text and as a section of Markdown: the counts first, then where they do not."""

from __future__ import annotations

from collections.abc import Iterator

from ..agreement import Agreement, Cell, Findings, Unmatched
from ..messages import counted
from .safe import markdown
from .terminal import Screen

Item = tuple[str, list[str]]  # a line, and those below it
Block = tuple[str, list[Item]]  # a heading, and what stands under it


def render_agreement(agreement: Agreement, screen: Screen) -> str:
    """The agreement for a terminal, ending in a newline."""
    parts = [screen.wrapped(line) for line in _counts(agreement)]
    for heading, items in _blocks(agreement):
        parts += ["", screen.paint(heading, "heading")]
        for line, below in items:
            parts += [screen.wrapped(line, "    ", ""), *(screen.wrapped(text, "      ", "    ") for text in below)]
    return "\n".join(parts) + "\n"


def render_agreement_markdown(agreement: Agreement) -> str:
    """The same as a section of Markdown."""
    parts = ["## How far two codings agree", *(f"\n{markdown(line)}" for line in _counts(agreement))]
    for heading, items in _blocks(agreement):
        parts += ["", f"### {heading}", ""]
        for line, below in items:
            parts += [f"- {markdown(line)}", *(f"  - {markdown(text)}" for text in below)]
    return "\n".join(parts) + "\n"


def _counts(agreement: Agreement) -> Iterator[str]:
    cells, statuses = agreement.cells, agreement.statuses
    yield f"First: {agreement.first.name}. Second: {agreement.second.name}."
    yield f"{cells.alike} of {counted(cells.filled, 'filled cell')} alike (a cell is an ask in a source)."
    yield f"Krippendorff's alpha, with the cells that neither filled: {_alpha(cells.alpha)}."
    yield f"{statuses.alike} of {counted(statuses.asks, 'status', 'statuses')} alike; alpha: {_alpha(statuses.alpha)}."


def _alpha(alpha: float | None) -> str:
    return "not defined, as all values are the same" if alpha is None else f"{alpha:.3f}"


def _blocks(agreement: Agreement) -> Iterator[Block]:
    """What differs and what only one has, each list that is not empty under its heading."""
    statuses, unmatched = agreement.statuses.differing, agreement.unmatched
    blocks: dict[str, list[Item]] = {
        "Statuses that differ": [(f"{it.ask}: first {it.first}, second {it.second}", []) for it in statuses],
        "Cells that differ": [(f"{it.ask} in {it.source}: {it.title}", _codings(it)) for it in agreement.differing],
        "Asks that only one has": _only(unmatched.asks),
        "Sources that only one has": _only(unmatched.sources),
    }
    yield from ((f"{heading} ({len(items):,})", items) for heading, items in blocks.items() if items)


def _codings(cell: Cell) -> list[str]:
    """What each coder found, with its place."""
    sides = [(f"{side}: ", findings) for side, findings in zip(("first", "second"), cell.findings, strict=True)]
    return [side + said for side, findings in sides for said in _said(findings)]


def _said(findings: Findings) -> list[str]:
    return [f"{it.claim}; {it.statement}, {it.locator} “{it.pin}”" for it in findings] or ["no finding"]


def _only(entries: tuple[Unmatched, ...]) -> list[Item]:
    return [(f"{entry.id}: only in the {entry.only_in}", []) for entry in entries]
