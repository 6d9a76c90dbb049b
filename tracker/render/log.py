"""The history of a file, and the timeline of an ask, as an outline."""

from __future__ import annotations

from collections.abc import Iterator

from ..changes import NOT_COUNTED, Change, FieldChange, count_kinds
from ..history import Log, Revised, Skipped
from .changes import NO_EVIDENCE, became, details, groups, heading
from .outline import Block, Heading, Item, Items, Paragraph, Run, Text, code, joined, text

MOST_LISTED = 8  # changes that an entry lists before it only counts those that are no change of a status
NO_EFFECT = "only the order or comments changed"
NO_REVISION = "No revision."


def log_outline(log: Log, ask: str | None = None) -> Iterator[Block]:
    """Every revision, newest first, with its changes in short; or of one ask, each status and its evidence."""
    yield Heading(text("History of ", code(ask)) if ask else text("History"))
    rows = log.entries if ask else log.rows  # a timeline only counts the revisions that could not be read
    for row in rows:
        yield Heading(text(f"{row.date[:10]} ", code(row.revision[:10]), f" {row.subject}"), 3)
        yield Items(tuple(_items(row, ask)))
    if not rows:
        yield Paragraph(text(NO_REVISION))
    if ask and log.skipped:
        yield Paragraph(text(f"Revisions that could not be read, and may have said otherwise: {len(log.skipped)}."))


def _items(row: Revised | Skipped, ask: str | None) -> Iterator[Item]:
    if isinstance(row, Skipped):
        yield Item(text(Run(f"skipped: {row.problem}", "warning")))
        return
    changes = [change for _, group in groups(row.changes) for change in group]
    if ask:
        yield from (item for change in changes for item in _event(change, ask))
        return
    listed = [change for change in changes if len(changes) <= MOST_LISTED or change.kind == "status-changed"]
    yield from (Item(text(code(change.id), ": ", _short(change))) for change in listed[:MOST_LISTED])
    rest = count_kinds(change for change in changes if change not in listed[:MOST_LISTED])
    counts = ", ".join(f"{heading(kind).lower()}: {count}" for kind, count in rest.items())
    if counts or not changes:
        yield Item(text(Run(f"{'and ' if listed else ''}{counts or NO_EFFECT}", "faint")))


def _event(change: Change, ask: str) -> Iterator[Item]:
    """What became of the ask, or of one that it was or went into, which is named then."""
    name = text(code(change.id), ": ") if change.id != ask and change.kind != "platform-changed" else ()
    if change.kind == "status-changed":
        yield Item(text(name, became(change)), tuple(details(change)))
    else:
        yield Item(text(name, _short(change)))


def _short(change: Change) -> Text:
    """What became of what the change is about, in a line."""
    if change.kind == "status-changed":
        moved = ", ".join(map(_moved, change.fields or ())) or NO_EVIDENCE
        return text(became(change), f" ({moved})")
    kind = change.kind.removeprefix("ask-").replace("-", " ")
    return joined(": ", (kind, joined("; ", (became(change), *(item.text for item in details(change))))))


def _moved(field: FieldChange) -> str:
    """A statement that moved a status, and how it did."""
    how = "removed" if field.to is None else "no longer counted" if str(field.to).startswith(NOT_COUNTED) else ""
    return f"{field.name} {how}".rstrip()
