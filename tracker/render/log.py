"""The history of a file, and the timeline of an ask."""

from __future__ import annotations

from collections.abc import Iterator

from ..changes import KINDS, Change, count_kinds
from ..history import Entry, Log
from .changes import HEADINGS, change_line
from .safe import markdown, visible
from .terminal import Screen
from .words import status_label

MOST_LISTED = 8  # changes that an entry lists before it only counts them
NO_EFFECT = "nothing that a report shows"


def render_log(log: Log, screen: Screen) -> str:
    """Every revision, newest first, with its changes in short."""
    lines = [line for entry in log.entries for line in _entry(entry, screen)]
    return "\n".join([*lines, *_skipped(log)]) + "\n"


def render_timeline(log: Log, ask: str, screen: Screen) -> str:
    """Each status of one ask, newest first: since when, on which evidence, by which revision."""
    lines = [screen.paint(visible(ask), "heading")]
    for entry in log.entries:
        lines.append(screen.wrapped(f"{_when(entry)}  {entry.subject}", indent="    "))
        lines += [screen.wrapped(_event(change), indent="        ", first="    ") for change in entry.changes]
    return "\n".join([*lines, *_skipped(log)]) + "\n"


def render_log_markdown(log: Log, ask: str | None = None) -> str:
    """The same as a section of Markdown."""
    lines = [f"## {f'Timeline of `{ask}`' if ask else 'History'}", ""]
    for entry in log.entries:
        lines.append(f"- **{entry.date[:10]}** `{entry.revision[:10]}` {markdown(entry.subject)}")
        told = [_event(change) for change in entry.changes] if ask else list(_short(entry))
        lines += [f"  - {markdown(line)}" for line in told]
    lines += [f"- {markdown(line)}" for line in _skipped(log)]
    return "\n".join(lines) + "\n"


def _when(entry: Entry) -> str:
    return f"{entry.date[:10]}  {entry.revision[:10]}"


def _entry(entry: Entry, screen: Screen) -> Iterator[str]:
    yield screen.paint(screen.wrapped(f"{_when(entry)}  {entry.subject}", indent="    "), "heading")
    for line in _short(entry):
        yield screen.wrapped(line, indent="      ", first="    ")


def _short(entry: Entry) -> Iterator[str]:
    """The changes one by one, or only counted where they are many."""
    if not entry.changes:
        yield NO_EFFECT
    elif len(entry.changes) <= MOST_LISTED:
        yield from (change_line(change) for change in entry.changes)
    else:
        statuses = [change for change in entry.changes if change.kind == KINDS[0]]
        yield from (change_line(change) for change in statuses[:MOST_LISTED])
        counts = count_kinds(entry.changes[len(statuses) :] if len(statuses) <= MOST_LISTED else entry.changes)
        yield ", ".join(f"{HEADINGS[kind][0].lower()}{HEADINGS[kind][1:]} {count}" for kind, count in counts.items())


def _event(change: Change) -> str:
    """A change of the ask, a status with the evidence that it rests on."""
    if change.kind in ("status-changed", "ask-added"):
        evidence = ", ".join(change.because or ()) or "no finding"
        what = "added as" if change.kind == "ask-added" else "became"
        return f"{what} {status_label(change.to or '', change.to_scope)}, on {evidence}"
    return change_line(change)


def _skipped(log: Log) -> list[str]:
    return [visible(f"skipped {skipped.revision[:10]}: {skipped.problem}") for skipped in log.skipped]
