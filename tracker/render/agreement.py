"""How far two codings agree, as text and as a section of Markdown: the counts first, then where they do not."""

from __future__ import annotations

from collections.abc import Iterator

from ..agreement import Agreement, Cell
from ..messages import counted
from .safe import markdown
from .terminal import Screen

Line = tuple[str, str]  # what it is, by its name in MARKDOWN, and its text
MARKDOWN = {"count": "\n{}", "heading": "\n### {}\n", "item": "- {}", "detail": "  - {}"}


def render_agreement(agreement: Agreement, screen: Screen) -> str:
    """The agreement for a terminal, ending in a newline."""
    lines = ""
    for kind, text in _lines(agreement):
        wrapped = screen.wrapped(text, "      ", "    " if kind == "detail" else "")
        lines += f"\n{screen.paint(wrapped, 'heading')}\n" if kind == "heading" else f"{wrapped}\n"
    return lines


def render_agreement_markdown(agreement: Agreement) -> str:
    """The same as a section of Markdown."""
    lines = [MARKDOWN[kind].format(markdown(text)) for kind, text in _lines(agreement)]
    return "\n".join(["## How far two codings agree", *lines]) + "\n"


def _lines(agreement: Agreement) -> Iterator[Line]:
    cells, statuses = agreement.cells, agreement.statuses
    yield "count", f"First: {agreement.first.name}. Second: {agreement.second.name}."
    yield "count", f"{cells.alike} of {counted(cells.filled, 'filled cell')} alike (a cell is an ask in a source)."
    yield "count", f"Krippendorff's alpha, with the cells that neither filled: {_alpha(cells.alpha)}."
    alike = f"{statuses.alike} of {counted(statuses.asks, 'status', 'statuses')} alike"
    yield "count", f"{alike}; alpha: {_alpha(statuses.alpha)}."
    differing = [("item", f"{ask}: first {one}, second {other}") for ask, (one, other) in statuses.differing.items()]
    yield from _listed("Statuses that differ", differing)
    yield from _listed("Cells that differ", [line for cell in agreement.differing for line in _cell(cell)])
    for entries, only in agreement.unmatched.items():
        lone = [("item", f"{name}: only in the {side}") for name, side in only.items()]
        yield from _listed(f"{entries.capitalize()} that only one has", lone)


def _alpha(alpha: float | None) -> str:
    return "not defined, as all values are the same" if alpha is None else f"{alpha:.3f}"


def _listed(heading: str, lines: list[Line]) -> list[Line]:
    """The lines under their heading, which counts the items; nothing where there are none."""
    return [("heading", f"{heading} ({sum(kind == 'item' for kind, _ in lines):,})"), *lines] if lines else []


def _cell(cell: Cell) -> Iterator[Line]:
    """A cell with what each coder found there, its place, and why it is so coded."""
    yield "item", f"{cell.ask} in {cell.source}: {cell.title}"
    for side, findings in zip(("first", "second"), cell.findings, strict=True):
        for it in findings:
            why = f". {it.note}" if it.note else ""
            yield "detail", f"{side}: {it.claim}; {it.statement}, {it.locator} “{it.pin}”{why}"
        if not findings:
            yield "detail", f"{side}: no finding"
