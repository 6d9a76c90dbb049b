"""The report as GitHub Markdown, to paste into a page or a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..model import STATUSES
from ..report import AskReport, FindingReport, Report, columns_of
from .safe import is_weblink, markdown
from .words import (
    FIGURE_HEADS,
    FIGURES,
    MOST_COLUMNS,
    PARTS,
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
    provenance,
    status_label,
    title_of,
    total_line,
)


def render_markdown(report: Report, by: Grouping = "section") -> str:
    """The whole report: counts, the asks of each group, the findings behind them, the figures and the sources."""
    lines = [f"# {markdown(report.platform.title)}", "", markdown(report.platform.organization), ""]
    lines += [line for notice in notices(report) for line in (markdown(notice), "")]
    lines += [*_summary(report), *_groups(report, by), *_findings(report), *_context(report), *_sources(report)]
    return "\n".join(lines).rstrip("\n") + "\n"


def table_lines(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A pipe table of cells that are Markdown already, with an empty line after it."""
    lines = [headers, ["---"] * len(headers), *rows]
    return [*("| " + " | ".join(row) + " |" for row in lines), ""]


def _summary(report: Report) -> list[str]:
    summary = report.summary
    rows = [[status, str(summary.by_status[status]), str(summary.general.get(status, 0))] for status in STATUSES]
    return [
        *table_lines(["Status", "Asks", "in general terms only"], rows),
        *(line for text in (total_line(summary), legend(report)) if text for line in (markdown(text), "")),
    ]


def _groups(report: Report, by: Grouping) -> Iterator[str]:
    """A column a source of evidence, or one for all where they are too many for a page."""
    sources = columns_of(report)
    is_wide = len(sources) <= MOST_COLUMNS
    columns = [markdown(f"{source.id}: {source.genre}, {dated(source)}") for source in sources]
    heads = ["Ask", *(columns if is_wide else ["Findings"]), "Status"]
    for title, asks in groups(report, by):
        yield from (f"## {markdown(title)}", "")
        yield from table_lines(heads, (_row(ask, report, finding_cells(ask, sources, is_wide)) for ask in asks))


def _row(ask: AskReport, report: Report, cells: list[list[str]]) -> list[str]:
    findings = ("<br>".join(map(markdown, cell)) for cell in cells)
    return [markdown(title_of(ask, report)), *findings, f"**{status_label(ask.status, ask.scope)}**"]


def _findings(report: Report) -> Iterator[str]:
    yield from ("## Findings", "")
    for ask in report.asks:
        if ask.findings:
            yield f"**{markdown(title_of(ask, report))}**: {status_label(ask.status, ask.scope)}"
            yield ""
            yield from (_finding(finding, ask, report) for finding in ask.findings)
            yield ""


def _finding(finding: FindingReport, ask: AskReport, report: Report) -> str:
    return f"- {markdown(finding_line(finding, ask))} It {PARTS[finding.part]}."


def _context(report: Report) -> Iterator[str]:
    if rows := figure_rows(report):
        yield from (f"## {FIGURES}", "")
        yield from table_lines(FIGURE_HEADS, [[markdown(cell) for cell in row] for row in rows])
        yield from (note, "") if (note := figure_note(report)) else ()
    for heading, lines in lists(report):
        yield from (f"## {heading}", "", *(f"- {markdown(line)}" for line in lines), "")


def _sources(report: Report) -> Iterator[str]:
    yield from ("## Sources", "")
    for source in report.sources:
        title = markdown(source.title)
        title = f"[{title}](<{source.url}>)" if source.url and is_weblink(source.url) else title
        yield f"- **{markdown(source.id)}** ({source.role}): {title}. {markdown(provenance(source))}."
