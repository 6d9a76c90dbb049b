"""Changes as text, coloured like a diff, and as a section of a changelog."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from ..changes import NOT_COUNTED, Change, ChangeKind, Changes, FieldChange, Hint, Side
from ..model import Figure, Tombstone
from .safe import markdown, markdown_part, visible
from .terminal import Screen
from .words import reason, status_label

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
    "platform-changed": "Platform changed",
}
NO_EVIDENCE = "no evidence moved it"
COLORS = {"+": "added", "-": "removed", "!": "warning"}
VERBS = {"+": "added ", "-": "removed ", "~": "changed ", "!": "note: ", "": ""}  # what Markdown has for signs
MARKED = re.compile(r"(?s)\[-(?P<went>.*?)-\]|\{\+(?P<came>.*?)\+\}")

Words = list[tuple[str, str]]  # parts of a text, each with the sign of words that went or came, or none
MOST_PAIRS = 250_000  # pairs of words of two texts; beyond, the one is told as replaced by the other


def render_changes(changes: Changes, screen: Screen, narrowed: bool = False) -> str:
    """The changes for a terminal, ending in a newline; `narrowed` says that there may be others."""
    old, new = (visible(_side(side)) for side in (changes.old, changes.new))
    lines = [screen.paint(f"--- {old}", "removed"), screen.paint(f"+++ {new}", "added")]
    for kind, group in groups(changes.changes):
        lines += ["", screen.paint(f"{HEADINGS[kind]} ({len(group)})", "heading")]
        lines += [line for change in group for line in change_lines(change, screen)]
    lines += [] if changes.changes else ["", _no_change(narrowed)]
    lines += [""] if changes.hints else []
    lines += [screen.wrapped(f"hint: {_hint(hint)}", indent="      ", first="") for hint in changes.hints]
    return "\n".join(lines) + "\n"


def _no_change(narrowed: bool) -> str:
    return "Nothing of what was asked for changed." if narrowed else "Nothing changed."


def render_changes_markdown(changes: Changes, narrowed: bool = False) -> str:
    """The changes as a section to paste into a pull request or a newsletter."""
    old, new = (markdown(_side(side)) for side in (changes.old, changes.new))
    lines = [f"## Changes from {old} to {new}", ""]
    for kind, group in groups(changes.changes):
        lines += [f"### {HEADINGS[kind]}", "", *[line for change in group for line in _markdown_item(change)], ""]
    lines += [] if changes.changes else [_no_change(narrowed), ""]
    lines += [f"> Hint: {_hint(hint)}\n" for hint in changes.hints]
    return "\n".join(lines).rstrip() + "\n"


def groups(changes: tuple[Change, ...]) -> list[tuple[ChangeKind, list[Change]]]:
    """The changes by kind; findings that are told already, as what moved a status, are left out."""
    moved = {
        (change.id, field.name)
        for change in changes
        if change.kind == "status-changed"
        for field in change.fields or ()
        if not f"{field.to}".startswith(NOT_COUNTED) and not f"{field.from_}".startswith(NOT_COUNTED)
    }
    rest = [change for change in changes if (change.id, change.statement) not in moved]
    return [(kind, list(group)) for kind, group in groupby(rest, key=lambda change: change.kind)]


def change_lines(change: Change, screen: Screen) -> Iterator[str]:
    """What changed, and below it, how."""
    mark = _mark(change.kind)
    title = _title(change)
    name = screen.wrapped(f"{change.id}: {title}" if title else change.id, indent="      ", first=f"{mark} ")
    yield screen.paint(name, COLORS.get(mark, ""))
    for sign, words in details(change):
        color = color_of(change, sign) if sign or change.kind == "status-changed" else ""
        yield detail_line(color, sign, words, screen)


def detail_line(color: str, sign: str, words: Words, screen: Screen) -> str:
    """A detail below what it belongs to, in one colour, or else with the words that went and came in theirs."""
    wrapped = screen.wrapped(_marked(words), indent="      ", first=f"    {sign} " if sign else "    ")
    return screen.paint(wrapped, color) if color else _paint_words(wrapped, screen)


def color_of(change: Change, sign: str = "") -> str:
    """The colour of a change or of a detail of it: a status has its own, all else that of a diff."""
    if change.kind == "status-changed" and not sign:
        return change.to or ""
    return COLORS.get(sign or _mark(change.kind), "")


def details(change: Change) -> Iterator[tuple[str, Words]]:
    """What a reader wants to know of a change beyond its name, each with a sign: of a diff, none, or of a warning."""
    if change.kind == "status-changed":
        yield "", plain(" → ".join(_statuses(change)))
        yield from [_evidence(field) for field in change.fields or ()] or [("!", plain(NO_EVIDENCE))]
        return
    if words := _told(change):
        yield "", words
    if change.statement is None:
        yield from (("", _field(field)) for field in change.fields or ())


def _title(change: Change) -> str:
    """The title, where the change does not tell it itself."""
    return "" if change.kind == "ask-reworded" else change.title


def _told(change: Change) -> Words:
    """The change itself in words, where its fields do not tell it."""
    if change.kind in ("ask-added", "ask-retired", "ask-removed"):
        status = status_label(change.to or change.from_ or "", change.to_scope or change.from_scope)
        on = f", on {', '.join(change.because)}" if change.because else ""
        back = any(field.name == "reason" and field.to is None for field in change.fields or ())
        return plain(f"{'' if change.to else 'was '}{status}{on}{', back from retirement' if back else ''}")
    if change.kind == "ask-renamed":
        return plain(f"formerly {change.from_}")
    if change.kind == "ask-moved":
        return plain(f"from section {change.from_} to {change.to}")
    if change.kind == "ask-reworded":
        return _word_changes(change.from_ or "", change.to or "")
    if change.kind in ("finding-added", "finding-removed") and change.finding:
        return plain(f"{change.statement}: {change.finding.claim}")
    if change.statement:
        return plain(f"{change.statement}: ") + joined(", ", (_field(field) for field in change.fields or ()))
    return []


def plain(text: str) -> Words:
    """A text of which no word went or came."""
    return [("", text)]


def joined(separator: str, parts: Iterable[Words]) -> Words:
    """The parts as one, with a separator between each two."""
    found: Words = []
    for words in parts:
        found += plain(separator) + words if found else words
    return found


def _side(side: Side) -> str:
    return f"{side.name} as of {side.as_of}" if side.as_of else side.name


def _hint(hint: Hint) -> str:
    line = code(f"formerly: [{hint.old}]")
    return f"if {code(hint.new)} is the former {code(hint.old)}, add {line} to it"


def _mark(kind: ChangeKind) -> str:
    if kind.endswith("-added"):
        return "+"
    return "-" if kind.endswith(("-removed", "-retired")) else "~"


def _statuses(change: Change) -> Iterator[str]:
    """The statuses before and after; a direct scope is told only where nothing else changed."""
    for status, scope in ((change.from_, change.from_scope), (change.to, change.to_scope)):
        yield f"{status} ({scope})" if scope and change.from_ == change.to else status_label(status or "", scope)


def _evidence(field: FieldChange) -> tuple[str, Words]:
    """What a statement that moved a status says now, or said, or both."""
    sign = "~" if field.from_ and field.to else "+" if field.to else "-"
    return sign, plain(f"{field.name}: {' → '.join(filter(None, (field.from_, field.to)))}")


def _field(field: FieldChange) -> Words:
    """A field before and after; of a text, the words that changed."""
    old, new = field.from_, field.to
    if isinstance(old, str) and isinstance(new, str) and " " in old and " " in new:
        return plain(f"{field.name}: ") + _word_changes(old, new)
    return plain(f"{field.name}: {_value(new)}" if old is None else f"{field.name}: {_value(old)} → {_value(new)}")


def _value(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, str):
        return value
    if isinstance(value, Tombstone):
        return f"{value.title}. {reason(value)}"
    if isinstance(value, tuple):
        return ", ".join(value)
    assert isinstance(value, Figure)
    return ", ".join(f"{name}: {_value(part)}" for name, part in value if part)


def _word_changes(old: str, new: str) -> Words:
    """The new words, and between them those that went."""
    before, after = old.split(), new.split()
    if len(before) * len(after) > MOST_PAIRS:
        return joined(" ", ([("-", " ".join(before))], [("+", " ".join(after))]))
    parts = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        went, came = " ".join(before[a:b]), " ".join(after[c:d])
        parts += [("", went)] if tag == "equal" else [("-", went), ("+", came)]
    return joined(" ", ([part] for part in parts if part[1]))


def _marked(words: Words) -> str:
    """The words with what went in [-...-] and what came in {+...+}, as git marks them."""
    marks = {"": ("", ""), "-": ("[-", "-]"), "+": ("{+", "+}")}
    return "".join(text.join(marks[sign]) for sign, text in words)


def _paint_words(text: str, screen: Screen) -> str:
    """The text with the words that went and came in colour, line by line."""

    def painted(words: re.Match[str]) -> str:
        color = "removed" if words["came"] is None else "added"
        return "\n".join(screen.paint(line, color) for line in words[0].split("\n"))

    return MARKED.sub(painted, text)


def _markdown_item(change: Change) -> Iterator[str]:
    """A bullet with what changed and how, and one below it for each statement that moved a status."""
    title = _title(change)
    name = f"{markdown(title)} ({code(change.id)})" if title else code(change.id)
    told = [*details(change)]
    how = markdown_words(joined("; ", (words for sign, words in told if not sign)))
    yield f"- {name}{f': {how}' if how else ''}"
    yield from (f"  - {VERBS[sign]}{markdown_words(words)}" for sign, words in told if sign)


def markdown_words(words: Words) -> str:
    """The words with those that went struck out, and those that came in bold."""
    marks = {"": "", "-": "~~", "+": "**"}
    return "".join(f"{marks[sign]}{markdown_part(text)}{marks[sign]}" for sign, text in words)


def code(text: str) -> str:
    """The text as a code span."""
    return f"`{visible(text).replace('`', '')}`"
