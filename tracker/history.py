"""The revisions of a platform file → a Log: what each changed against the last readable one before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Literal

from pydantic import Field

from .changes import Change, FieldChange, compare, linked
from .loading import report_on
from .model import FORMAT_VERSION
from .report import Report, summarize
from .revisions import Content, Revision, Unreadable


@dataclass(frozen=True, slots=True)
class Revised:
    """A revision and what it changed; `date` is the commit's, ISO 8601."""

    revision: str
    date: str
    subject: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A revision that holds no platform, and why."""

    revision: str
    date: str
    subject: str
    problem: str


@dataclass(frozen=True, slots=True)
class Log:
    """Entries and skipped revisions, newest first; `rows` are both in one, and no part of the document."""

    format_version: str = field(default=FORMAT_VERSION, kw_only=True)
    kind: Literal["log"] = field(default="log", kw_only=True)
    entries: tuple[Revised, ...]
    skipped: tuple[Skipped, ...]
    rows: Annotated[tuple[Revised | Skipped, ...], Field(exclude=True)] = ()


def _log(rows: Iterable[Revised | Skipped]) -> Log:
    rows = tuple(rows)
    entries = tuple(row for row in rows if isinstance(row, Revised))
    return Log(entries, tuple(row for row in rows if isinstance(row, Skipped)), rows)


def build_log(revisions: Iterable[Revision], contents: Iterable[bytes | str]) -> Log:
    """The log of revisions, oldest first. `contents` has what each present blob holds, or why it can't be had."""
    rows: list[Revised | Skipped] = []
    previous: Report | None = None
    left = iter(contents)
    for revision in revisions:
        content = revision.absent or next(left)
        report = content if isinstance(content, str) else _read(content)
        about = (revision.commit, revision.date, revision.subject)
        if isinstance(report, str):
            rows.append(Skipped(*about, report))
        else:
            rows.append(Revised(*about, compare(previous or _nothing(report), report).changes))
            previous = report
    return _log(reversed(rows))


def _read(content: bytes) -> Report | str:
    try:
        report, document = report_on(Content("the file", content), checked=False)
    except Unreadable as error:
        return str(error)
    if report is not None:
        return report
    assert document is not None
    problem = document.problems[0]
    return f"{problem.message} [{problem.rule}]"


def _nothing(report: Report) -> Report:
    """The report before the first: the same platform, with nothing in it."""
    return replace(report, sections=(), sources=(), retired=(), summary=summarize(()))


def between(log: Log, since: str | None = None, until: str | None = None, most: int | None = None) -> Log:
    """The revisions of the days from `since` to `until` (YYYY-MM-DD), until `most` of them could be read."""
    rows = [row for row in log.rows if (not since or since <= row.date[:10]) and (not until or row.date[:10] <= until)]
    ends = [number for number, row in enumerate(rows, 1) if isinstance(row, Revised)]
    return _log(rows[: ends[most - 1]] if most and most <= len(ends) else rows)


def timeline(log: Log, ask: str) -> Log:
    """What concerns one ask, under any id that it ever bore."""
    names = linked([ask], list(_same_asks(log)))
    rows: list[Revised | Skipped] = []
    for row in log.rows:
        if isinstance(row, Skipped):
            rows.append(row)
        elif changes := tuple(change for change in row.changes if change.concerns(names)):
            rows.append(replace(row, changes=changes))
    return _log(rows)


def _same_asks(log: Log) -> Iterator[set[str]]:
    """Sets of ids that a change says are of one ask; of one id alone where it says no more than that there is one."""
    for change in (change for entry in log.entries for change in entry.changes if change.kind.startswith("ask")):
        formerly = change.changed.get("formerly", FieldChange("formerly", None, None))
        renamed = (change.from_ or "",) if change.kind == "ask-renamed" else ()
        yield {change.id, *renamed, *(formerly.from_ or ()), *(formerly.to or ())}


def ids_ever(log: Log) -> tuple[str, ...]:
    """Every id that an ask bore in the log."""
    return tuple(sorted(set().union(*_same_asks(log))))
