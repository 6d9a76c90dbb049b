"""The report on a terminal: counts with bars, then the asks of each section against the sources of evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ..model import STATUSES, Status
from ..report import AskReport, Report, SourceReport, Summary, columns_of
from .safe import visible
from .terminal import Screen, cell_width, pad
from .words import (
    FIGURE_HEADS,
    FIGURES,
    Grouping,
    dated,
    figure_note,
    figure_rows,
    finding_cells,
    finding_line,
    groups,
    legend,
    lists,
    notices,
    status_label,
    title_of,
    total_line,
)

LEAST_TITLE = 28
LEAST_HEAD = 8  # cells of the column of asks, for its head
SOURCE_WIDTH = 16
BAR = "█"
GENERAL_BAR = "░"


def render_table(report: Report, screen: Screen, by: Grouping = "section", verbose: bool = False) -> str:
    """The report for people, ending in a newline."""
    parts = [_header(report, screen), _summary(report, screen)]
    layout = _layout(report, screen)
    for title, asks in groups(report, by):
        heading = screen.paint(screen.wrapped(title), "heading")
        body = _ask_blocks(asks, report, screen) if verbose else _ask_table(asks, report, screen, layout)
        parts.append(f"{heading}\n{body}")
    if verbose:
        parts += _context(report, screen)
    return "\n\n".join(parts) + "\n"


def _header(report: Report, screen: Screen) -> str:
    platform = report.platform
    lines = [screen.paint(screen.wrapped(f"{platform.organization}: {platform.title}"), "heading")]
    lines += [screen.wrapped(line) for line in notices(report)]
    return "\n".join(lines)


def _summary(report: Report, screen: Screen) -> str:
    summary = report.summary
    notes = {status: _general_note(summary.general.get(status, 0)) for status in STATUSES}
    room = screen.width - 22 - max(map(cell_width, notes.values()))
    lines = [_count_line(status, summary, screen, room) + notes[status] for status in STATUSES]
    lines += [screen.wrapped(line, indent="  ") for line in (total_line(summary), legend(report)) if line]
    return "\n".join(lines)


def _general_note(general: int) -> str:
    return f"  {general} in general terms only" if general else ""


def _count_line(status: Status, summary: Summary, screen: Screen, room: int) -> str:
    """A status with its count and its bar, of which the part in general terms is drawn lighter."""
    count, general = summary.by_status[status], summary.general.get(status, 0)
    cells = _proportion(count, summary.asks, room)
    faint = cells if general == count else _proportion(general, summary.asks, room)
    bar = BAR * (cells - faint) + GENERAL_BAR * faint
    return f"  {pad(status, 12)}{count:>5}  {screen.paint(bar, status)}".rstrip()


def _proportion(count: int, of: int, room: int) -> int:
    """The cells of a bar; at least one for anything that is there."""
    return max(1, round(count / of * room)) if count else 0


class Layout(NamedTuple):
    """The columns that all tables of a report have: one a source of evidence, or one that names them."""

    sources: tuple[SourceReport, ...]
    is_wide: bool
    heads: list[str]
    widths: list[int]


def _layout(report: Report, screen: Screen) -> Layout:
    sources = columns_of(report)
    longest = max((cell_width(_title(ask, report)) for ask in report.asks), default=LEAST_TITLE)
    status = max([11, *(cell_width(status_label(ask.status, ask.scope)) for ask in report.asks)])
    room = screen.width - status - 2
    spread = room - len(sources) * (SOURCE_WIDTH + 2)
    if spread >= LEAST_TITLE:
        heads = ["Ask", *(_source_head(source) for source in sources), "Status"]
        title = min(spread, max(longest, LEAST_HEAD))
        return Layout(sources, True, heads, [title, *[SOURCE_WIDTH] * len(sources), status])
    title = min(room * 3 // 5, max(longest, LEAST_HEAD))
    return Layout(sources, False, ["Ask", "Findings", "Status"], [title, room - title - 2, status])


def _ask_table(asks: Sequence[AskReport], report: Report, screen: Screen, layout: Layout) -> str:
    rows = [[_title(ask, report), *_cells(ask, layout), _status(ask, screen)] for ask in asks]
    return screen.table(rows, layout.heads, layout.widths)


def _cells(ask: AskReport, layout: Layout) -> Iterator[str]:
    return ("\n".join(cell) for cell in finding_cells(ask, layout.sources, layout.is_wide))


def _source_head(source: SourceReport) -> str:
    return "\n".join([visible(source.id), visible(f"{source.genre}, {dated(source)}")])


def _title(ask: AskReport, report: Report) -> str:
    return visible(title_of(ask, report))


def _status(ask: AskReport, screen: Screen) -> str:
    return screen.paint(status_label(ask.status, ask.scope), ask.status)


def _ask_blocks(asks: Iterable[AskReport], report: Report, screen: Screen) -> str:
    return "\n".join(line for ask in asks for line in _ask_block(ask, report, screen))


def _ask_block(ask: AskReport, report: Report, screen: Screen) -> Iterator[str]:
    label = status_label(ask.status, ask.scope)
    title = screen.wrapped(f"{_title(ask, report)}: {label}", indent="    ", first="  ")
    yield screen.paint(title, ask.status)
    for finding in ask.findings:
        yield screen.wrapped(finding_line(finding, ask), indent="        ", first="    ")


def _context(report: Report, screen: Screen) -> Iterator[str]:
    if rows := figure_rows(report):
        widths = [(screen.width - 8) * share // 100 for share in (15, 16, 18, 15, 36)]
        table = screen.table([[visible(cell) for cell in row] for row in rows], FIGURE_HEADS, widths)
        note = screen.wrapped(figure_note(report))
        yield "\n".join(filter(None, [screen.paint(FIGURES, "heading"), table, note]))
    for heading, lines in lists(report):
        yield "\n".join([screen.paint(heading, "heading"), *(screen.wrapped(line, "    ", "  ") for line in lines)])
