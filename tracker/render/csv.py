"""The report as CSV: a row a finding, one with empty cells for an ask without any."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from ..report import AskReport, FindingReport, Report, SectionReport
from .safe import csv_cell

COLUMNS = [
    "platform",
    "as_of",
    "section",
    "ask",
    "title",
    "kind",
    "directed_to",
    "status",
    "scope",
    "source",
    "statement",
    "finding",
    "level",
    "finding_scope",
    "in_force",
    "locator",
    "pin",
    "note",
    "value",
]


def render_csv(report: Report) -> str:
    """The rows under their heads, comma-separated, a newline after each; no cell runs as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)  # or some split cells at `;`
    writer.writerow(COLUMNS)
    for section in report.sections:
        for ask in section.asks:
            writer.writerows(_rows(report, section, ask))
    return text.getvalue()


def _rows(report: Report, section: SectionReport, ask: AskReport) -> Iterator[list[str]]:
    about = (report.platform.id, report.as_of, section.id, ask.id, ask.title, ask.kind, ask.directed_to, ask.status)
    for finding in ask.findings or (None,):
        cells = (*about, ask.scope, *(_cells(finding) if finding else ("",) * 10))
        yield [csv_cell(cell or "") for cell in cells]


def _cells(finding: FindingReport) -> tuple[str | None, ...]:
    return (
        finding.source,
        finding.statement,
        finding.status,
        finding.level,
        finding.scope,
        "true" if finding.in_force else "false",
        finding.locator,
        finding.pin,
        finding.said,
        finding.value,
    )
