"""The report as GitHub Markdown, to paste into a page or a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ..model import STATUSES, URL_PATTERN
from ..report import AskReport, FindingReport, Report, SourceReport, comparable, figures, part_played, uncovered
from .safe import markdown, visible
from .table import NOT_COMPARABLE, evidence_of, notices
from .words import MOST_COLUMNS, PARTS, finding_line, labels_by_source, retired_line, status_label, title_of, total_line


def render_markdown(report: Report) -> str:
    """The whole report: counts, the asks of each section, the findings behind them, the figures and the sources."""
    lines = [f"# {markdown(report.platform.title)}", "", markdown(report.platform.organization), ""]
    lines += [line for notice in notices(report) for line in (markdown(notice), "")]
    lines += [*_summary(report), *_sections(report), *_findings(report), *_context(report), *_sources(report)]
    return "\n".join(lines).rstrip("\n") + "\n"


def table_lines(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A pipe table of cells that are Markdown already, with an empty line after it."""
    lines = [headers, ["---"] * len(headers), *rows]
    return [*("| " + " | ".join(row) + " |" for row in lines), ""]


def _summary(report: Report) -> list[str]:
    summary = report.summary
    rows = [[status, str(summary.by_status[status]), str(summary.general.get(status, 0))] for status in STATUSES]
    return [*table_lines(["Status", "Asks", "in general terms only"], rows), markdown(total_line(summary)), ""]


def _sections(report: Report) -> Iterator[str]:
    """A column a source of evidence, or one for all where they are too many for a page."""
    sources = evidence_of(report)
    is_wide = len(sources) <= MOST_COLUMNS
    told = [markdown(f"{source.id}: {source.genre}, {source.issued}") for source in sources]
    heads = ["Ask", *(told if is_wide else ["Findings"]), "Status"]
    for section in report.sections:
        yield from (f"## {markdown(section.title)}", "")
        rows = ([markdown(title_of(ask, report)), *_cells(ask, sources, is_wide), _status(ask)] for ask in section.asks)
        yield from table_lines(heads, rows)


def _cells(ask: AskReport, sources: tuple[SourceReport, ...], is_wide: bool) -> list[str]:
    labels = labels_by_source(ask)
    if is_wide:
        return ["<br>".join(labels.get(source.id, ())) for source in sources]
    named = [source.id for source in sources if source.id in labels]
    return ["<br>".join(f"{markdown(name)}: {', '.join(labels[name])}" for name in named)]


def _status(ask: AskReport) -> str:
    return f"**{status_label(ask.status, ask.scope)}**"


def _findings(report: Report) -> Iterator[str]:
    yield from ("## Findings", "")
    for ask in report.asks:
        if ask.findings:
            yield f"**{markdown(title_of(ask, report))}**: {status_label(ask.status, ask.scope)}"
            yield ""
            yield from (_finding(finding, ask, report) for finding in ask.findings)
            yield ""


def _finding(finding: FindingReport, ask: AskReport, report: Report) -> str:
    return f"- {markdown(finding_line(finding, ask))} It {PARTS[part_played(finding, ask, report)]}."


def _context(report: Report) -> Iterator[str]:
    if claims := figures(report):
        yield from ("## What the sources claim in figures", "")
        rows = (
            [markdown(text or "not said") for text in (figure.what, figure.value, figure.place, figure.period)]
            + [markdown(figure.credits or "no one"), f"{markdown(source.id)}, {statement.locator}"]
            for source, statement, figure in claims
        )
        yield from table_lines(["Figure", "Value", "Place", "Period", "Who is credited", "Source"], rows)
        yield from () if comparable(claims) else (NOT_COMPARABLE, "")
    if loose := uncovered(report):
        yield from ("## What the sources say that bears on no ask", "")
        for source, statement in loose:
            yield f"- {source.id}/{statement.id}, {statement.locator}: {markdown(statement.note or statement.pin)}"
        yield ""


def _sources(report: Report) -> Iterator[str]:
    yield from ("## Sources", "")
    for source in report.sources:
        known = [source.genre, source.author, source.publisher, f"issued {source.issued}"]
        told = ", ".join(markdown(word) for word in known if word)
        title = markdown(source.title)
        title = f"[{title}](<{source.url}>)" if source.url and is_link(source.url) else title
        yield f"- **{markdown(source.id)}** ({source.role}): {title}. {told}."
    if report.retired:
        yield from ("", "## Retired asks", "")
        yield from (f"- {markdown(retired_line(stone))}" for stone in report.retired)


def is_link(url: str) -> bool:
    """Whether an address may become a link: http or https, and nothing in it that would end one."""
    return re.fullmatch(URL_PATTERN, url) is not None and visible(url) == url and not set(url) & set("<>\\\"'`")
