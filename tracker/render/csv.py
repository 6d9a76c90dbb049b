"""The report as CSV: a row a finding, one with empty cells for an ask without any."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from types import SimpleNamespace

from ..report import Report
from .safe import csv_cell
from .words import amount_asked, chosen

COLUMNS = {  # each with where in a row it is found
    "platform": "report.platform.id", "as_of": "report.as_of", "section": "section.id",
    "ask": "ask.id", "title": "ask.title", "kind": "ask.kind", "directed_to": "ask.directed_to",
    "status": "ask.status", "scope": "ask.scope",
    "source": "finding.source", "statement": "finding.statement", "finding": "finding.status",
    "level": "finding.level", "finding_scope": "finding.scope", "in_force": "in_force",
    "locator": "finding.locator", "pin": "finding.pin", "note": "finding.said", "value": "finding.value",
    "part": "finding.part", "finding_note": "finding.note",
    "section_title": "section.title", "asked_value": "asked_value",
    "source_title": "source.title", "source_genre": "source.genre", "source_publisher": "source.publisher",
    "source_issued": "source.issued", "source_url": "source.url", "selection": "selection",
    "source_author": "source.author", "source_role": "source.role",
    "made_from": "report.made_from.name", "sha256": "report.made_from.sha256", "revision": "report.made_from.revision",
}  # fmt: skip


def render_csv(report: Report) -> str:
    """The rows under their heads, comma-separated, a newline after each; no cell runs as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)  # or some split cells at `;`
    writer.writerow(COLUMNS)
    writer.writerows([csv_cell(_cell(row, path)) for path in COLUMNS.values()] for row in _rows(report))
    return text.getvalue()


def _rows(report: Report) -> Iterator[SimpleNamespace]:
    """What each row tells of: an ask, with one of its findings and the source of that, if it has any."""
    selection = chosen(report.selection) if report.selection else ""
    for section in report.sections:
        for ask in section.asks:
            asked_value = amount_asked(ask, report)
            for finding in ask.findings or (None,):
                yield SimpleNamespace(
                    report=report,
                    section=section,
                    ask=ask,
                    finding=finding,
                    source=report.source_by_id.get(finding.source) if finding else None,
                    in_force="true" if finding and finding.in_force else "false",
                    asked_value=asked_value,
                    selection=selection,
                )


def _cell(row: SimpleNamespace, path: str) -> str:
    """What stands at a path of names, nothing where the path breaks off."""
    found: object = row
    for name in path.split("."):
        found = getattr(found, name, None)
    return str(found or "")
