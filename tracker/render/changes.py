"""Changes as an outline: a heading a kind, a line a change, and below it how it changed and on whose word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from ..changes import NOT_COUNTED, Change, ChangeKind, Changes, FieldChange, Side, is_news
from ..facts import in_words
from ..messages import counted
from ..report import FindingReport, Report
from .outline import Block, Heading, Item, Items, Paragraph, Run, Text, code, joined, listed, text
from .words import citation, headed, named, placed, said, status_run

NO_EVIDENCE = "no evidence moved it"
DIGEST = re.compile(r"\b[0-9a-f]{40}\b")  # of a commit, of which a reader needs the first letters

# The new report and the old one, for the words of what changed; none where they are not at hand.
Sides = Sequence[Report]


def changes_outline(changes: Changes, sides: Sides, narrowed: bool = False) -> Iterator[Block]:
    """The changes; `narrowed` says that there may be others."""
    yield Heading(text("Changes from ", *_side(changes.old), " to ", *_side(changes.new)))
    for kind, group in groups(changes.changes):
        yield Heading(text(f"{heading(kind)} ({len(group):,})"), 3)
        yield Items(tuple(_item(change, sides) for change in group))
    if not changes.changes:
        yield Paragraph(text("Nothing of what was asked for changed." if narrowed else "Nothing changed."))
    for gone, come in changes.hints.items():
        line = code(f"formerly: [{gone}]")
        yield Paragraph(text("hint: if ", code(come), " is the former ", code(gone), ", add ", line, " to it"))


def news_outline(changes: Changes, report: Report) -> Iterator[Block]:
    """What changed of the asks of a report: news, what was only coded otherwise, and which came or went."""
    shown = {ask.id for ask in report.asks}
    found = [change for change in changes.changes if change.id in shown or not report.selection]
    news = [change for change in found if is_news(change)]
    corrected = [change for change in found if change.kind == "status-changed" and change not in news]
    moved = [change for change in found if change.kind in ("ask-added", "ask-retired", "ask-removed")]
    since = text(" since ", *_side(changes.old))
    if not news:
        yield Paragraph(text(f"Nothing new{' of these asks' if report.selection else ''}", since, "."))
    for title, group in ((text("New", since), news), ("Coded anew", corrected), ("Asks that came or went", moved)):
        items = (_item(change, [report]) for change in group)
        yield from listed(text(title, f": {counted(len(group), 'ask')}"), items, 2)


def heading(kind: ChangeKind) -> str:
    """`Statuses changed`."""
    noun, _, how = kind.partition("-")
    plural = {"status": "statuses", "platform": "platform"}.get(noun, f"{noun}s")
    return f"{plural} {how}".capitalize()


def groups(changes: Sequence[Change]) -> list[tuple[ChangeKind, list[Change]]]:
    """The changes by kind; findings that are told already, as what moved a status, are left out."""
    statuses = (change for change in changes if change.kind == "status-changed")
    fields = ((change.id, field) for change in statuses for field in change.fields or ())
    moved = {(id, it.name) for id, it in fields if NOT_COUNTED not in f"{it.from_}{it.to}"}
    rest = [change for change in changes if (change.id, change.statement) not in moved]
    return [(kind, list(group)) for kind, group in groupby(rest, key=lambda change: change.kind)]


def _item(change: Change, sides: Sides) -> Item:
    """What changed, what became of it, and below it how."""
    title = "" if change.kind == "ask-reworded" else change.title  # which tells it itself
    about = _source(change, sides) or (named(title, change.id) if title else code(change.id))
    return Item(joined(": ", (about, became(change))), tuple(details(change, sides)), sign_of(change.kind))


def _source(change: Change, sides: Sides) -> Text:
    """A source or a statement with who says it and when."""
    changed = change.kind.endswith("-changed")  # which tells its fields itself
    for side in sides:
        if change.id in side.source_by_id and change.kind.startswith("source"):
            source = side.source_by_id[change.id]
            return named(text(citation(source, side), ": ", source.title if changed else headed(source)), change.id)
        if change.id in side.statement_by_reference and change.kind.startswith("statement"):
            return named(placed(change.id, side), change.id) if changed else said(change.id, side)
    return ()


def became(change: Change) -> Text:
    """What became of it, in a line, where this is no field of it."""
    if change.kind == "status-changed":
        causes = ", ".join(change.causes or ()).replace("-", " ")
        return text(joined(" → ", _statuses(change)), f"; {causes}" if causes else "")
    if change.kind in ("ask-added", "ask-retired", "ask-removed"):
        status = status_run(change.to or change.from_ or "", change.to_scope or change.from_scope)
        on = text("on ", joined(", ", map(code, change.because))) if change.because else ""
        lost = "no tombstone" if change.kind == "ask-removed" else ""
        return joined(", ", (text("" if change.to else "was ", status), on, lost))
    if change.kind == "ask-renamed":
        return text("formerly ", code(change.from_ or ""))
    if change.kind == "ask-moved":
        return text("from section ", code(change.from_ or ""), " to ", code(change.to or ""))
    if change.kind == "ask-reworded":
        return _word_changes(change.from_ or "", change.to or "")
    return ()


def details(change: Change, sides: Sides = ()) -> Iterator[Item]:
    """How it changed, a line a field or a statement."""
    fields = change.fields or ()
    if change.kind == "status-changed":
        yield from [_evidence(field, sides) for field in fields] or [Item(text(NO_EVIDENCE), sign="!")]
    elif change.finding:
        claim = joined(", ", map(_field, fields)) if change.kind == "finding-changed" else text(change.finding.claim)
        yield Item(_words_of(change.finding.statement, claim, sides, change.finding), sign=sign_of(change.kind))
    elif change.kind.endswith("-changed") or change.kind.startswith("ask"):
        yield from (Item(_field(field)) for field in fields)
    if change.kind == "statement-changed" and change.asks:
        yield Item(text("asks that rest on it: ", joined(", ", map(code, change.asks))))


def _evidence(field: FieldChange, sides: Sides) -> Item:
    """What a statement that moved a status says now, or said, or both."""
    sign = "~" if field.from_ and field.to else "+" if field.to else "-"
    return Item(_words_of(field.name, joined(" → ", filter(None, (field.from_, field.to))), sides), sign=sign)


def _words_of(reference: str, claim: Text, sides: Sides, finding: FindingReport | None = None) -> Text:
    """What a statement says, with its words as far as they are at hand."""
    side = next((side for side in sides if reference in side.statement_by_reference), None)
    if side:
        return said(reference, side, claim, finding)
    return text(code(reference), f", {finding.locator} “{finding.pin}”: " if finding and finding.pin else ": ", claim)


def sign_of(kind: ChangeKind) -> str:
    """The sign that a diff has for it."""
    if kind.endswith("-added"):
        return "+"
    return "-" if kind.endswith(("-removed", "-retired")) else "~"


def _side(side: Side) -> tuple[Run, str]:
    name = DIGEST.sub(lambda found: found[0][:10], side.name)
    return code(name), f" as of {side.as_of}" if side.as_of else ""


def _statuses(change: Change) -> Iterator[Run]:
    """The statuses before and after; a direct scope is told only where nothing else changed."""
    for status, scope in ((change.from_, change.from_scope), (change.to, change.to_scope)):
        direct = scope == "direct" and change.from_ == change.to
        yield Run(f"{status} (direct)", status or "") if direct else status_run(status or "", scope)


def _field(field: FieldChange) -> Text:
    """A field before and after; of a text, the words that changed."""
    old, new, label = field.from_, field.to, f"{field.name.replace('_', ' ')}: "
    if isinstance(old, str) and isinstance(new, str) and " " in old and " " in new:
        return text(label, _word_changes(old, new))
    return text(label, _value(new)) if old is None else text(label, _value(old), " → ", _value(new))


def _value(value: object) -> Text:
    return text(in_words(value) or "none")


def _word_changes(old: str, new: str) -> Text:
    """The new words, and between them those that went."""
    before, after = old.split(), new.split()
    parts = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, before, after).get_opcodes():
        went, came = " ".join(before[a:b]), " ".join(after[c:d])
        parts += [Run(went)] if tag == "equal" else [Run(went, "removed"), Run(came, "added")]
    return joined(" ", parts)
