"""The pictures: the colour and shape of each status, bars and steps of the page, and the chart that stands alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from textwrap import wrap
from typing import NamedTuple

from jinja2 import Environment, StrictUndefined, Template

from .. import report as derived
from ..changes import is_news
from ..facts import facts
from ..messages import counted
from ..model import STATUSES, Status
from ..report import Report, Summary
from ..shipped import shipped
from . import words
from .safe import is_weblink, visible


class Look(NamedTuple):
    """How a status is told apart: by colour, on light paper and on dark, and without any by the corners of a shape."""

    light: str
    dark: str
    shape: str


LOOKS: dict[Status, Look] = {
    "funded": Look("#0f766e", "#2bb3a6", "0,0 100,0 100,100 0,100"),  # a square
    "met": Look("#3b62b8", "#7f9ff0", "50,0 100,50 50,100 0,50"),  # a diamond
    "partly": Look("#5a7d1e", "#9cc255", "0,0 100,100 0,100"),  # half a square
    "cut": Look("#b3261e", "#f0695e", "22,0 50,28 78,0 100,22 72,50 100,78 78,100 50,72 22,100 0,78 28,50 0,22"),
    "unmet": Look("#d17a00", "#eda53b", "0,8 100,8 50,96"),  # a triangle that points down
    "mixed": Look("#7d4ba0", "#bb8fdd", "0,0 100,0 50,50 100,100 0,100 50,50"),  # an hourglass
    "unaddressed": Look("#b9b8b1", "#63625d", "0,34 100,34 100,66 0,66"),  # a dash
}
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
    return template("chart.svg").render(report=report, title=title)


@cache
def template(name: str) -> Template:
    """A template of this folder, whose expressions are escaped and show controls and marks of direction as text."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, finalize=_shown)
    environment.tests.update(weblink=is_weblink, news=is_news, sole=words.is_sole)
    environment.filters["counted"] = counted
    environment.globals.update(statuses=STATUSES, looks=LOOKS, words=words, facts=facts, derived=derived)
    lines = (line.strip() for line in shipped(f"render/{name}").splitlines())
    return environment.from_string("\n".join(line for line in lines if line))


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
