"""The revisions of a platform file → a Log: what each changed against the last readable one before it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

from .changes import Change, compare
from .loading import report_on
from .report import FORMAT_VERSION, Report, summarize
from .revisions import Content, Revision, Unreadable


@dataclass(frozen=True, slots=True)
class Entry:
    """A revision and what it changed; `date` is the commit's, ISO 8601."""

    revision: str
    date: str
    subject: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A revision that holds no platform, and why."""

    revision: str
    problem: str


@dataclass(frozen=True, slots=True)
class Log:
    """Entries and skipped revisions, newest first."""

    format_version: str = field(default=FORMAT_VERSION, kw_only=True)
    kind: Literal["log"] = field(default="log", kw_only=True)
    entries: tuple[Entry, ...]
    skipped: tuple[Skipped, ...]


class _Reading(NamedTuple):
    report: Report | None
    problem: str


def build_log(contents: Iterable[tuple[Revision, bytes | None]]) -> Log:
    """The log of a file whose revisions come oldest first, each with its content, None where it was deleted."""
    entries: list[Entry] = []
    skipped: list[Skipped] = []
    previous: Report | None = None
    for revision, reading in _readings(contents):
        if reading.report is None:
            skipped.append(Skipped(revision.commit, reading.problem))
            continue
        changes = compare(previous or _nothing(reading.report), reading.report).changes
        entries.append(Entry(revision.commit, revision.date, revision.subject, changes))
        previous = reading.report
    return Log(tuple(reversed(entries)), tuple(reversed(skipped)))


def _readings(contents: Iterable[tuple[Revision, bytes | None]]) -> Iterator[tuple[Revision, _Reading]]:
    """Each revision with its report; a content that recurs is read once."""
    read: dict[str | None, _Reading] = {None: _Reading(None, "the file is not there")}
    for revision, content in contents:
        if revision.blob not in read:
            read[revision.blob] = _read(content)
        yield revision, read[revision.blob]


def _read(content: bytes | None) -> _Reading:
    if content is None:
        return _Reading(None, "the content is not in this clone")
    try:
        report, loaded = report_on(Content("platform", content), checked=False)
    except Unreadable as error:
        return _Reading(None, str(error))
    if report is None and loaded:
        problem = loaded.problems[0]
        return _Reading(None, f"{problem.message} [{problem.rule}]")
    return _Reading(report, "")


def _nothing(report: Report) -> Report:
    """The report before the first: the same platform, with nothing in it."""
    return replace(report, sections=(), sources=(), retired=(), summary=summarize(()))


def between(log: Log, since: str | None = None, until: str | None = None, most: int | None = None) -> Log:
    """The entries of the days from `since` to `until` (YYYY-MM-DD), and of these the newest `most`."""
    kept = [entry for entry in log.entries if (since or "") <= entry.date[:10] <= (until or "9999")]
    return replace(log, entries=tuple(kept[:most]))


def timeline(log: Log, ask: str) -> Log:
    """The entries that concern one ask, under its id and the ids that it bore before; empty if it never was."""
    entries = []
    names = _lineage(log, ask)
    for entry in log.entries:
        if changes := tuple(change for change in entry.changes if _concerns(change, names)):
            entries.append(replace(entry, changes=changes))
    return replace(log, entries=tuple(entries))


def _lineage(log: Log, ask: str) -> set[str]:
    """Every id of the ask's history, before and after."""
    changes = [change for entry in log.entries for change in entry.changes]
    renames = [(change.from_, change.id) for change in changes if change.kind == "ask-renamed"]
    names = {ask}
    grown = True
    while grown:
        more = {name for pair in renames if names & set(pair) for name in pair if name} - names
        names |= more
        grown = bool(more)
    return names


def _concerns(change: Change, names: set[str]) -> bool:
    return change.id in names and change.kind.startswith(("status", "ask", "finding"))


def ids_ever(log: Log) -> tuple[str, ...]:
    """Every id that an ask bore in the log."""
    about = [change for entry in log.entries for change in entry.changes if change.kind.startswith("ask")]
    former = {change.from_ for change in about if change.kind == "ask-renamed" and change.from_}
    return tuple(sorted({change.id for change in about} | former))
