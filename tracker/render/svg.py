"""The pictures: bars and steps of the page, and the chart that stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from textwrap import wrap
from typing import Any, NamedTuple

from jinja2 import Environment, FunctionLoader, StrictUndefined

from .. import report as derived
from ..changes import is_news
from ..facts import facts
from ..messages import counted
from ..model import STATUSES, Status
from ..report import Report, Summary
from ..shipped import shipped
from . import words
from .safe import is_weblink, visible

APART = 22.0  # percent of the picture over time that a date needs; so wide are the last column and the undated one
CHART_LINE = 50  # characters of the chart's title in a line


class Segment(NamedTuple):
    """A stretch of a bar, in percent of its length."""

    status: Status
    general: bool
    start: float
    length: float


class Span(NamedTuple):
    """A time through which the counts stayed the same: its place in percent, its date where there is room for it."""

    start: float
    length: float
    label: str
    segments: tuple[Segment, ...]


def render_svg(report: Report) -> str:
    """The counts by status as a picture of its own, with its title, and a text for those who do not see it."""
    title = wrap(visible(report.platform.title), CHART_LINE)
    return templates().get_template("chart.svg").render(report=report, title=title)


@cache
def templates() -> Environment:
    """Those of this folder, whose expressions are escaped and show controls and marks of direction as text."""
    options: dict[str, Any] = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True}
    environment = Environment(loader=FunctionLoader(_source), finalize=_shown, **options)
    environment.tests.update(weblink=is_weblink, news=is_news, sole=words.is_sole)
    environment.filters["counted"] = counted
    environment.globals.update(statuses=STATUSES, words=words, facts=facts, derived=derived)
    return environment


def _source(name: str) -> str:
    """The lines of a template, without their indent, which a page of many asks has thousands of times."""
    lines = (line.strip() for line in shipped(f"render/{name}").splitlines())
    return "\n".join(line for line in lines if line)


def _shown(value: object) -> object:
    """What every expression of a template passes through before it is escaped."""
    if type(value) is int:
        return f"{value:,}"
    return visible(value) if type(value) is str else value


def segments(by_status: dict[Status, int], general: dict[Status, int], of: int) -> Iterator[Segment]:
    """Counts as stretches, status by status: first what rests on direct words, then what on general terms only."""
    start = 0
    for status, number in by_status.items():
        vague = general.get(status, 0)
        for part, is_general in ((number - vague, False), (vague, True)):
            if part:
                yield Segment(status, is_general, round(100 * start / of, 3), round(100 * part / of, 3))
                start += part


def spans(summary: Summary, of: int) -> Iterator[Span]:
    """How the counts changed, each time as long as it was; nothing where there is only one date."""
    counts = summary.over_time
    if len(counts) < 2:
        return
    days = [date.fromisoformat(count.as_of).toordinal() for count in counts if count.as_of]
    room = 100 - APART * (1 + (len(days) < len(counts)))
    starts = [room * (day - days[0]) / max(1, days[-1] - days[0]) for day in days]
    starts += [100 - APART] * (len(counts) - len(days))
    written = -APART
    for count, start, end in zip(counts, starts, [*starts[1:], 100.0], strict=True):
        has_room = start - written >= APART and (start == starts[-1] or starts[-1] - start >= APART)
        written = start if has_room else written
        label = (count.as_of or "undated") if has_room else ""
        yield Span(round(start, 3), round(end - start, 3), label, tuple(segments(count.by_status, {}, of)))
