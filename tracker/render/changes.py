"""Changes as text, coloured like a diff, and as a section of a changelog."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from ..changes import Change, ChangeKind, Changes, FieldChange, Hint
from .safe import markdown, visible
from .terminal import Screen
from .words import status_label

HEADINGS: dict[ChangeKind, str] = {
    "status-changed": "Statuses",
    "ask-added": "Asks added",
    "ask-retired": "Asks retired",
    "ask-removed": "Asks removed without a tombstone",
    "ask-renamed": "Asks renamed",
    "ask-moved": "Asks moved",
    "ask-reworded": "Asks reworded",
    "ask-changed": "Asks changed",
    "finding-added": "Findings added",
    "finding-removed": "Findings removed",
    "finding-changed": "Findings changed",
    "source-added": "Sources added",
    "source-removed": "Sources removed",
    "source-changed": "Sources changed",
    "statement-added": "Statements added",
    "statement-removed": "Statements removed",
    "statement-changed": "Statements changed",
    "section-added": "Sections added",
    "section-removed": "Sections removed",
    "section-changed": "Sections changed",
    "platform-changed": "The platform",
}
NO_CHANGE = "Nothing changed."


def render_changes(changes: Changes, screen: Screen) -> str:
    """The changes for a terminal, ending in a newline."""
    old, new = (_side(side.name, side.as_of) for side in (changes.old, changes.new))
    head = [screen.paint(visible(f"--- {old}"), "removed"), screen.paint(visible(f"+++ {new}"), "added")]
    body = [line for group in _groups(changes.changes) for line in _text_group(*group, screen)]
    hints = [f"hint: {visible(_hint(hint))}" for hint in changes.hints]
    return "\n".join([*head, *(body or [NO_CHANGE]), *hints]) + "\n"


def render_changes_markdown(changes: Changes) -> str:
    """The changes as a section to paste into a pull request or a newsletter."""
    old, new = (markdown(_side(side.name, side.as_of)) for side in (changes.old, changes.new))
    lines = [f"## Changes from {old} to {new}", ""]
    for kind, group in _groups(changes.changes):
        lines += [f"### {HEADINGS[kind]}", ""]
        lines += [f"- {_markdown_line(change)}" for change in group] + [""]
    lines += [] if changes.changes else [NO_CHANGE, ""]
    lines += [f"> Hint: {markdown(_hint(hint))}" for hint in changes.hints]
    return "\n".join(lines).rstrip("\n") + "\n"


def change_line(change: Change) -> str:
    """A change in short: its mark, what it is about, and what became of it."""
    told = _told(change)
    return f"{_mark(change.kind)} {change.statement or change.id}{f': {told}' if told else ''}"


def _side(name: str, as_of: str | None) -> str:
    return f"{name} as of {as_of}" if as_of else name


def _hint(hint: Hint) -> str:
    return f"if `{hint.new}` is the former `{hint.old}`, add `formerly: [{hint.old}]` to it"


def _groups(changes: Iterable[Change]) -> list[tuple[ChangeKind, list[Change]]]:
    return [(kind, list(group)) for kind, group in groupby(changes, key=lambda change: change.kind)]


def _text_group(kind: ChangeKind, changes: Sequence[Change], screen: Screen) -> Iterator[str]:
    yield ""
    yield screen.paint(f"{HEADINGS[kind]} ({len(changes)})", "heading")
    for change in changes:
        color = {"+": "added", "-": "removed"}.get(_mark(kind), "")
        about = f"{change.id}: {change.title}" if change.title else change.id
        yield screen.paint(screen.wrapped(about, indent="    ", first=f"{_mark(kind)} "), color)
        yield from (screen.wrapped(line, indent="      ", first="    ") for line in _details(change))


def _mark(kind: ChangeKind) -> str:
    if kind.endswith("-added"):
        return "+"
    return "-" if kind.endswith(("-removed", "-retired")) else "~"


def _details(change: Change) -> Iterator[str]:
    """What a reader wants to know of a change beyond its name."""
    if told := _told(change):
        yield told
    if change.kind == "status-changed":
        yield f"because of {', '.join(change.because)}" if change.because else "no evidence moved it"
    if change.kind == "ask-reworded":
        yield _word_changes(change.from_ or "", change.to or "")


def _told(change: Change) -> str:
    if change.kind == "status-changed":
        return (
            f"{status_label(change.from_ or '', change.from_scope)} → {status_label(change.to or '', change.to_scope)}"
        )
    if change.kind == "ask-added":
        return status_label(change.to or "", change.to_scope)
    if change.kind in ("ask-removed", "ask-retired"):
        return f"was {status_label(change.from_ or '', change.from_scope)}"
    if change.kind == "ask-renamed":
        return f"formerly {change.from_}"
    if change.kind == "ask-moved":
        return f"{change.from_} → {change.to}"
    if change.kind in ("finding-added", "finding-removed"):
        return f"{change.statement} {change.to or f'was {change.from_}'}"
    prefix = f"{change.statement}: " if change.statement else ""
    return prefix + "; ".join(_field(field) for field in change.fields or ()) if change.fields else ""


def _field(field: FieldChange) -> str:
    return f"{field.name} {_value(field.from_)} → {_value(field.to)}"


def _value(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, tuple | list):
        return f"[{', '.join(_value(item) for item in value)}]"
    if isinstance(value, str):
        return value
    fields = value if isinstance(value, dict) else dict(value)  # type: ignore[call-overload]
    return ", ".join(f"{name}: {_value(told)}" for name, told in fields.items() if told)


def _word_changes(old: str, new: str) -> str:
    """The new words with what went in [-...-] and what came in {+...+}, as git marks words."""
    before, after = old.split(), new.split()
    pieces = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(" ".join(before[a:b]))
            continue
        pieces += [f"[-{' '.join(before[a:b])}-]"] if b > a else []
        pieces += [f"{{+{' '.join(after[c:d])}+}}"] if d > c else []
    return " ".join(pieces)


def _markdown_line(change: Change) -> str:
    title = f"{markdown(change.title)} " if change.title else ""
    details = "; ".join(markdown(line) for line in _details(change))
    return f"{title}(`{change.id}`)" + (f": {details}" if details else "")
