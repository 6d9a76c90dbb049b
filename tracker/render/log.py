"""The history of a file, and the timeline of an ask, as an outline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ..changes import Change
from ..history import Log, Revised, Skipped
from .changes import became, details, groups, heading
from .outline import Block, Heading, Item, Items, Paragraph, Run, code, joined, text

MOST_LISTED = 8  # changes that an entry lists before it only counts the others


def log_outline(log: Log, ask: str | None = None) -> Iterator[Block]:
    """Every revision, newest first, with its changes in short; or of one ask, each status and its evidence."""
    yield Heading(text("History of ", code(ask)) if ask else text("History"))
    for row in log.rows:
        yield Heading(text(f"{row.date[:10]} ", code(row.revision[:10]), f" {row.subject}"), 3)
        yield Items(tuple(_items(row, ask)))
    if not log.rows:
        yield Paragraph(text("No revision."))


def _items(row: Revised | Skipped, ask: str | None) -> Iterator[Item]:
    if isinstance(row, Skipped):
        yield Item(text(Run(f"skipped: {row.problem}", "warning")))
        return
    changes = [change for _, group in groups(row.changes) for change in group]
    most = len(changes) if ask else MOST_LISTED
    yield from (_item(change, ask) for change in changes[:most])
    if rest := Counter(change.kind for change in changes[most:]):
        counts = ", ".join(f"{heading(kind).lower()}: {count}" for kind, count in rest.items())
        yield Item(text(Run(f"and {counts}", "faint")))
    if not changes:
        yield Item(text(Run("only the order or comments changed", "faint")))


def _item(change: Change, ask: str | None) -> Item:
    """What became of the ask, or of what else the change is about, which is named then."""
    name = text(code(change.id), ": ") if change.id != ask else ()
    if change.kind == "status-changed":
        return Item(text(name, became(change)), tuple(details(change)))
    kind = change.kind.removeprefix("ask-").replace("-", " ")
    told = joined("; ", (became(change), *(item.text for item in details(change))))
    return Item(text(name, joined(": ", (kind, told))))
