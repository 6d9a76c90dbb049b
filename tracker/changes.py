"""Two reports → Changes: what changed, matched by id and former ids, and on what evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import Field

from .model import Scope
from .report import FORMAT_VERSION, AskReport, FindingReport, Report, SectionReport, SourceReport, StatementReport

ChangeKind = Literal[
    "status-changed",
    "ask-added",
    "ask-retired",
    "ask-removed",
    "ask-renamed",
    "ask-moved",
    "ask-reworded",
    "ask-changed",
    "finding-added",
    "finding-removed",
    "finding-changed",
    "source-added",
    "source-removed",
    "source-changed",
    "statement-added",
    "statement-removed",
    "statement-changed",
    "section-added",
    "section-removed",
    "section-changed",
    "platform-changed",
]
KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)  # in the order in which a reader wants them
ALIKE_TITLES = 0.5  # the share of common words from which two titles may be one ask's
MOST_COMPARED = 200  # asks gone or come beyond which hints of a rename would be noise


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with its value before and after; None where it was unset."""

    name: str
    from_: Annotated[Any, Field(alias="from")]
    to: Any


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `id` is an ask's, except for sources, source/statements, sections and the platform.

    `from_` and `to` are statuses, or ids of a renamed ask, sections of a moved one, titles of a reworded one; `fields`
    are those of a `...-changed`; `because` are the statements that moved a status, empty where none did, and those that
    decide the status of an ask that came or went.
    """

    kind: ChangeKind
    id: str
    title: str = ""
    statement: str | None = None
    from_: Annotated[str | None, Field(alias="from")] = None
    to: str | None = None
    from_scope: Scope | None = None
    to_scope: Scope | None = None
    because: tuple[str, ...] | None = None
    fields: tuple[FieldChange, ...] | None = None


@dataclass(frozen=True, slots=True)
class Hint:
    """An ask that vanished and one that appeared and may be the same."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Side:
    """What was compared: the operand's name, and the date that its report is as of."""

    name: str
    as_of: str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two reports; `hints` are guesses for a reader and no part of the document."""

    format_version: str = field(default=FORMAT_VERSION, kw_only=True)
    kind: Literal["diff"] = field(default="diff", kw_only=True)
    old: Side
    new: Side
    summary: dict[ChangeKind, int]
    changes: tuple[Change, ...]
    hints: Annotated[tuple[Hint, ...], Field(exclude=True)] = ()


@dataclass(frozen=True, slots=True)
class Pairing:
    """The asks of two reports: matched ones with the section of each, those gone, and those new."""

    matched: tuple[tuple[tuple[str, AskReport], tuple[str, AskReport]], ...]
    gone: tuple[AskReport, ...]
    new: tuple[AskReport, ...]


def compare(old: Report, new: Report, old_name: str = "old", new_name: str = "new") -> Changes:
    """What changed from `old` to `new`, both whole reports. Order in the file is no change."""
    pairing = match_asks(old, new)
    changes = sorted(_changes(old, new, pairing), key=lambda change: KINDS.index(change.kind))
    return build_changes(changes, Side(old_name, old.as_of), Side(new_name, new.as_of), hints(pairing))


def build_changes(changes: Iterable[Change], old: Side, new: Side, hints: tuple[Hint, ...] = ()) -> Changes:
    """The document of some changes, with their counts in the reader's order."""
    changes = tuple(changes)
    return Changes(old, new, count_kinds(changes), changes, hints)


def count_kinds(changes: Iterable[Change]) -> dict[ChangeKind, int]:
    """How many changes there are of each kind, in the reader's order."""
    counts = Counter(change.kind for change in changes)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


def match_asks(old: Report, new: Report) -> Pairing:
    """The asks that are the same: by id, then by the former ids of either side; never by position or title."""
    before = {ask.id: (section.id, ask) for section in old.sections for ask in section.asks}
    after = {ask.id: (section.id, ask) for section in new.sections for ask in section.asks}
    partner = {name: name for name in after if name in before}
    if len(partner) < max(len(before), len(after)):
        partner |= _renames(before, after, partner)
    taken = set(partner.values())
    return Pairing(
        matched=tuple([(before[partner[name]], placed) for name, placed in after.items() if name in partner]),
        gone=tuple([ask for name, (_, ask) in before.items() if name not in taken]),
        new=tuple([ask for name, (_, ask) in after.items() if name not in partner]),
    )


Placed = dict[str, tuple[str, AskReport]]


def _renames(before: Placed, after: Placed, same: dict[str, str]) -> dict[str, str]:
    """New id → old id of the asks whose former ids on either side say that they are one."""
    gone = {name: placed[1] for name, placed in before.items() if name not in same}
    come = {name: placed[1] for name, placed in after.items() if name not in same}
    claims = [(name, former) for name, ask in sorted(come.items()) for former in ask.formerly if former in gone]
    claims += [(former, name) for name, ask in sorted(gone.items()) for former in ask.formerly if former in come]
    partner: dict[str, str] = {}
    for new_name, old_name in claims:
        if new_name not in partner and old_name not in partner.values():
            partner[new_name] = old_name
    return partner


def _changes(old: Report, new: Report, pairing: Pairing) -> Iterator[Change]:
    for (old_section, before), (new_section, after) in pairing.matched:
        if before != after:
            yield from _ask_changes(before, after)
        if old_section != new_section:
            yield Change("ask-moved", after.id, after.title, from_=old_section, to=new_section)
    retired = {stone.id for stone in new.retired}
    for ask in pairing.gone:
        kind: ChangeKind = "ask-retired" if ask.id in retired else "ask-removed"
        yield Change(kind, ask.id, ask.title, from_=ask.status, from_scope=ask.scope, because=ask.deciding)
    for ask in pairing.new:
        yield Change("ask-added", ask.id, ask.title, to=ask.status, to_scope=ask.scope, because=ask.deciding)
    yield from _source_changes(old.sources, new.sources)
    yield from _entry_changes("section", old.sections, new.sections, ("title",))
    yield from _platform_changes(old, new, pairing)


def _ask_changes(before: AskReport, after: AskReport) -> Iterator[Change]:
    if (before.status, before.scope) != (after.status, after.scope):
        yield Change(
            "status-changed",
            after.id,
            after.title,
            from_=before.status,
            to=after.status,
            from_scope=before.scope,
            to_scope=after.scope,
            because=moving_statements(before, after),
        )
    if before.id != after.id:
        yield Change("ask-renamed", after.id, after.title, from_=before.id, to=after.id)
    if before.title != after.title:
        yield Change("ask-reworded", after.id, after.title, from_=before.title, to=after.title)
    names: tuple[str, ...] = ("kind", "asked_in", "directed_to")
    if {before.id, *before.formerly} != {after.id, *after.formerly}:
        names = (*names, "formerly")
    if fields := _field_changes(before, after, names):
        yield Change("ask-changed", after.id, after.title, fields=fields)
    yield from _finding_changes(before, after)


def moving_statements(before: AskReport, after: AskReport) -> tuple[str, ...]:
    """The statements whose findings decide on either side and were added, removed, changed or overtaken."""
    old, new = ({finding.statement: finding for finding in ask.findings} for ask in (before, after))
    decisive = {*before.deciding, *after.deciding}
    return tuple(sorted(name for name in decisive if _claim(old.get(name)) != _claim(new.get(name))))


def _claim(finding: FindingReport | None) -> tuple[object, ...] | None:
    return (finding.status, finding.level, finding.scope, finding.in_force) if finding else None


def _finding_changes(before: AskReport, after: AskReport) -> Iterator[Change]:
    old, new = ({finding.statement: finding for finding in ask.findings} for ask in (before, after))
    for name, finding in new.items():
        if name not in old:
            yield Change("finding-added", after.id, after.title, name, to=finding.status)
        elif fields := _field_changes(old[name], finding, ("status", "level", "scope")):
            yield Change("finding-changed", after.id, after.title, name, fields=fields)
    for name, finding in old.items():
        if name not in new:
            yield Change("finding-removed", after.id, after.title, name, from_=finding.status)


def _source_changes(old: Sequence[SourceReport], new: Sequence[SourceReport]) -> Iterator[Change]:
    fields = tuple(name for name in SourceReport.__slots__ if name not in ("id", "statements"))
    yield from _entry_changes("source", old, new, fields)
    before = {source.id: source for source in old}
    for source in new:
        if source.id in before and source != before[source.id]:
            told = ("locator", "pin", "note", "value", "figure")
            yield from _entry_changes(
                "statement", before[source.id].statements, source.statements, told, prefix=f"{source.id}/"
            )


Entry = TypeVar("Entry", SourceReport, SectionReport, StatementReport)


def _entry_changes(
    what: Literal["source", "section", "statement"],
    old: Sequence[Entry],
    new: Sequence[Entry],
    fields: tuple[str, ...],
    prefix: str = "",
) -> Iterator[Change]:
    """What was added, removed and changed among entries that are matched by id."""
    before, after = ({entry.id: entry for entry in entries} for entries in (old, new))
    added, removed, changed = KINDS_OF[what]
    for name, entry in after.items():
        if name not in before:
            yield Change(added, prefix + name, _title(entry))
        elif differing := _field_changes(before[name], entry, fields):
            yield Change(changed, prefix + name, _title(entry), fields=differing)
    for name, entry in before.items():
        if name not in after:
            yield Change(removed, prefix + name, _title(entry))


KINDS_OF: dict[str, tuple[ChangeKind, ChangeKind, ChangeKind]] = {
    "source": ("source-added", "source-removed", "source-changed"),
    "section": ("section-added", "section-removed", "section-changed"),
    "statement": ("statement-added", "statement-removed", "statement-changed"),
}


def _title(entry: SourceReport | SectionReport | StatementReport) -> str:
    return entry.pin if isinstance(entry, StatementReport) else entry.title


def _platform_changes(old: Report, new: Report, pairing: Pairing) -> Iterator[Change]:
    fields = _field_changes(old.platform, new.platform, ("id", "title", "organization", "directed_to"))
    passing = {ask.id for ask in (*pairing.gone, *pairing.new)}  # their tombstones are told with them
    stones = [{stone.id: stone for stone in report.retired if stone.id not in passing} for report in (old, new)]
    if stones[0] != stones[1]:
        before, after = (sorted(side.values(), key=lambda stone: stone.id) for side in stones)
        fields = (*fields, FieldChange("retired", tuple(before), tuple(after)))
    if fields:
        yield Change("platform-changed", new.platform.id, new.platform.title, fields=fields)


def _field_changes(before: object, after: object, names: Iterable[str]) -> tuple[FieldChange, ...]:
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
    return tuple(FieldChange(name, old, new) for name, old, new in pairs if not _same(old, new))


def _same(old: object, new: object) -> bool:
    """Equal; lists in the file are sets, so their order is no change."""
    if isinstance(old, tuple) and isinstance(new, tuple):
        return set(old) == set(new)
    return old == new


def hints(pairing: Pairing) -> tuple[Hint, ...]:
    """Which of the asks gone may be which of the new ones, by a bullet in common or the words of the titles."""
    if max(len(pairing.gone), len(pairing.new)) > MOST_COMPARED:
        return ()
    found, taken = [], set()
    for old in pairing.gone:
        scored = [(_likeness(old, new), new.id) for new in pairing.new if new.id not in taken]
        score, best = max(scored, default=(0.0, ""))
        if score >= ALIKE_TITLES:
            found.append(Hint(old.id, best))
            taken.add(best)
    return tuple(found)


def _likeness(old: AskReport, new: AskReport) -> float:
    """The share of words that two titles have in common, and a half more for a bullet in common."""
    words = [set(ask.title.casefold().split()) for ask in (old, new)]
    shared = len(words[0] & words[1]) / max(1, len(words[0] | words[1]))
    return shared + (0.25 if set(old.asked_in) & set(new.asked_in) else 0.0)


def only(changes: Changes, kinds: Sequence[str] = (), asks: Sequence[str] = ()) -> Changes:
    """The changes of some kinds, or of some asks by their present or former id; empty lets all through."""
    kept = [
        change
        for change in changes.changes
        if (not kinds or change.kind in kinds) and (not asks or _concerns(change, asks))
    ]
    return build_changes(kept, changes.old, changes.new, () if kinds or asks else changes.hints)


def _concerns(change: Change, asks: Sequence[str]) -> bool:
    about_asks = change.kind.startswith(("status", "ask", "finding"))
    return about_asks and (change.id in asks or (change.kind == "ask-renamed" and change.from_ in asks))
