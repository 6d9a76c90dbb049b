"""Report → one HTML page that needs nothing else: no request, no server, and no script to be read."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from ..facts import facts
from ..messages import counted
from ..model import STATUSES, Status
from ..report import (
    AskReport,
    FindingReport,
    Report,
    SourceReport,
    Summary,
    columns_of,
    comparable,
    figures,
    uncounted_sources,
    uncovered,
)
from . import words
from .safe import is_weblink, visible

LISTED = 6  # asks that are named at once, where more wait behind a link or a click
MANY = 300  # asks above which the browser lays out only what is near the screen


class Segment(NamedTuple):
    """A stretch of the bar, in percent of its length."""

    status: Status
    general: bool
    start: float
    length: float


class Weight(NamedTuple):
    """How many statuses rest on a statement, and how many of them on nothing else."""

    decides: int
    alone: int


def render_html(report: Report) -> str:
    """The report as a page. Its style and script are let in by their digests, and nothing else is."""
    known = {source.id for source in columns_of(report)}
    # Evidence that is not counted has a column too, and the legend says why it is not.
    shown = [source for source in report.sources if source.role == "evidence" or source.id in known]
    columns = shown if len(shown) <= words.MOST_COLUMNS else []
    style = f"{_resource('page.css')}:root {{ --sources: {len(columns) or 1}; }}\n"
    script = _resource("page.js")
    return _template().render(
        report=report,
        style=Markup(style),
        script=Markup(script),
        policy=_policy(style, script),
        segments=list(_segments(report.summary)),
        by_status=_asks_by_status(report),
        asks={ask.id: ask for ask in report.asks},
        stones={stone.id: stone for stone in report.retired},
        columns=columns,
        shown={source.id for source in shown},
        sources=report.source_by_id,
        statements=report.statement_by_reference,
        weights=_weights(report),
        not_known={source.id: source for source in uncounted_sources(report)},
        figures=(claims := figures(report)),
        comparable=comparable(claims),
        uncovered=uncovered(report),
    )


def _resource(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    environment.tests["weblink"] = is_weblink
    environment.filters["counted"] = counted
    environment.globals.update(statuses=STATUSES, listed=LISTED, many=MANY, words=words, facts=facts)
    environment.globals.update(findings_of=_findings_of)
    lines = (line.strip() for line in _resource("page.html").splitlines())
    return environment.from_string("\n".join(line for line in lines if line))


def _shown(value: object) -> object:
    """What every expression of the template passes through before it is escaped."""
    if type(value) is int:
        return f"{value:,}"
    return visible(value) if type(value) is str else value


def _findings_of(ask: AskReport, source: SourceReport) -> list[FindingReport]:
    return [finding for finding in ask.findings if finding.source == source.id]


def _policy(style: str, script: str) -> str:
    """The content security policy that admits this style and this script, and nothing else."""
    admitted = f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    return f"default-src 'none'; {admitted}; base-uri 'none'; form-action 'none'"


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _segments(summary: Summary) -> Iterator[Segment]:
    """The bar, status by status: first what rests on direct words, then what rests on general terms only."""
    start = 0
    for status, number in summary.by_status.items():
        general = summary.general.get(status, 0)
        for part, is_general in ((number - general, False), (general, True)):
            if part:
                yield Segment(status, is_general, _percent(start, summary), _percent(part, summary))
                start += part


def _percent(part: int, summary: Summary) -> float:
    return round(100 * part / summary.asks, 3)


def _asks_by_status(report: Report) -> dict[str, list[AskReport]]:
    by_status: dict[str, list[AskReport]] = {status: [] for status in STATUSES}
    for ask in report.asks:
        by_status[ask.status].append(ask)
    return by_status


def _weights(report: Report) -> dict[str, Weight]:
    """How much each deciding statement decides."""
    decides = Counter(reference for ask in report.asks for reference in ask.deciding)
    alone = Counter(ask.deciding[0] for ask in report.asks if len(ask.deciding) == 1)
    return {reference: Weight(number, alone[reference]) for reference, number in decides.items()}
