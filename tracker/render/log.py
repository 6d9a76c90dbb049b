"""The history of a file, and the timeline of an ask."""

from __future__ import annotations

from collections.abc import Iterator

from ..changes import NOT_COUNTED, Change, FieldChange, count_kinds
from ..history import Entry, Log, Skipped
from .changes import (
    HEADINGS,
    NO_EVIDENCE,
    VERBS,
    Words,
    code,
    color_of,
    detail_line,
    details,
    groups,
    joined,
    markdown_words,
    plain,
)
from .safe import markdown
from .terminal import Screen

MOST_LISTED = 8  # changes that an entry lists before it only counts those that are no change of a status
NO_EFFECT = "nothing that a report shows"
NO_REVISION = "No revision."
Line = tuple[str, str, Words]  # its colour, its sign or none, and its text


def render_log(log: Log, screen: Screen, ask: str | None = None) -> str:
    """Every revision, newest first, with its changes in short; or of one ask, each status and its evidence."""
    lines = [screen.paint(screen.wrapped(ask), "heading"), ""] if ask else []
    for row in _told_rows(log, ask):
        head = screen.wrapped(f"{row.date[:10]}  {row.revision[:10]}  {row.subject}", "    ", "")
        lines += [screen.paint(head, "heading"), *(detail_line(*line, screen) for line in _lines(row, ask)), ""]
    lines += [screen.paint(screen.wrapped(note), "faint") for note in _notes(log, ask)]
    return "\n".join(lines).rstrip("\n") + "\n"


def render_log_markdown(log: Log, ask: str | None = None) -> str:
    """The same as a section of Markdown."""
    lines = [f"## Timeline of {code(ask)}" if ask else "## History", ""]
    for row in _told_rows(log, ask):
        lines.append(f"- **{row.date[:10]}** {code(row.revision[:10])} {markdown(row.subject)}")
        lines += [f"  - {VERBS[sign]}{markdown_words(words)}" for _, sign, words in _lines(row, ask)]
    lines += [f"\n{note}" for note in _notes(log, ask)]
    return "\n".join(lines) + "\n"


def _told_rows(log: Log, ask: str | None) -> tuple[Entry | Skipped, ...]:
    """A timeline only counts the revisions that could not be read."""
    return log.entries if ask else log.rows


def _notes(log: Log, ask: str | None) -> Iterator[str]:
    if not _told_rows(log, ask):
        yield NO_REVISION
    if ask and log.skipped:
        yield f"Revisions that could not be read, and may have said otherwise: {len(log.skipped)}."


def _lines(row: Entry | Skipped, ask: str | None) -> Iterator[Line]:
    if isinstance(row, Skipped):
        yield "warning", "", plain(f"skipped: {row.problem}")
        return
    changes = [change for _, group in groups(row.changes) for change in group]
    if ask:
        yield from (line for change in changes for line in _event(change, ask))
        return
    listed = [change for change in changes if len(changes) <= MOST_LISTED or change.kind == "status-changed"]
    yield from ((color_of(change), "", plain(f"{change.id}: ") + _short(change)) for change in listed[:MOST_LISTED])
    rest = count_kinds(change for change in changes if change not in listed[:MOST_LISTED])
    counts = ", ".join(f"{HEADINGS[kind][0].lower()}{HEADINGS[kind][1:]}: {count}" for kind, count in rest.items())
    if counts or not changes:
        yield "faint", "", plain(f"{'and ' if listed else ''}{counts or NO_EFFECT}")


def _event(change: Change, ask: str) -> Iterator[Line]:
    """What became of the ask, or of one that it was or went into, which is named then."""
    name = plain(f"{change.id}: ") if change.id != ask and change.kind != "platform-changed" else []
    if change.kind == "status-changed":
        lines = ((color_of(change, sign), sign, words) for sign, words in details(change))
        yield from ((color, sign, words if sign else name + words) for color, sign, words in lines)
    else:
        yield color_of(change), "", name + _short(change)


def _moved(field: FieldChange) -> str:
    """A statement that moved a status, and how it did."""
    how = "removed" if field.to is None else "no longer counted" if str(field.to).startswith(NOT_COUNTED) else ""
    return f"{field.name} {how}".rstrip()


def _short(change: Change) -> Words:
    """What became of what the change is about, in a line."""
    how = joined("; ", (words for sign, words in details(change) if not sign))
    if change.kind == "status-changed":
        return how + plain(f" ({', '.join(_moved(field) for field in change.fields or ()) or NO_EVIDENCE})")
    kind = change.kind.removeprefix("ask-").replace("-", " ")
    return plain(f"{kind}: ") + how if how else plain(kind)
