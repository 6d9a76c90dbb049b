"""Two reports → Changes: what changed, matched by id and former ids, and on what evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal, TypeVar, get_args

from pydantic import Field

from .model import FORMAT_VERSION, Header, Scope, Tombstone
from .report import NOT_COUNTED, AskReport, FindingReport, Report, SectionReport, SourceReport, StatementReport

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
Triple = tuple[ChangeKind, ChangeKind, ChangeKind]
FINDING_KINDS: Triple = ("finding-added", "finding-changed", "finding-removed")
SOURCE_KINDS: Triple = ("source-added", "source-changed", "source-removed")
STATEMENT_KINDS: Triple = ("statement-added", "statement-changed", "statement-removed")
SECTION_KINDS: Triple = ("section-added", "section-changed", "section-removed")
CLAIM = ("status", "level", "scope")
STATEMENT_FIELDS = ("locator", "pin", "note", "value", "figure")
ALIKE = 0.5  # the likeness from which a new ask may be one that is gone
MOST_UNMATCHED = 200  # asks gone or come beyond which hints of a rename would be noise


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field with its value before and after; None where it was unset."""

    name: str
    from_: Annotated[Any, Field(alias="from")] = None
    to: Any = None


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `id` is an ask's, except for sources, source/statements, sections and the platform.

    `from_` and `to` are statuses, or ids of a renamed ask, sections of a moved one, titles of a reworded one. `because`
    are the statements that moved a status, empty where none did, and those that decide the status of an ask that came
    or went. `fields` are those of a `...-changed` and of a finding; of an ask that came or went, what its tombstone or
    `formerly` tells; for a status, what the statements of `because` say.
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

    def concerns(self, asks: Collection[str]) -> bool:
        """Whether it is about one of these asks."""
        return self.id in asks and self.kind.startswith(("status", "ask", "finding"))


@dataclass(frozen=True, slots=True)
class Hint:
    """An ask that vanished and one that appeared and may be the same."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Side:
    """What was compared: the operand's name, and the date that its report is as of."""

    name: str
    as_of: str | None = None


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
    sides = Side(old_name, old.as_of), Side(new_name, new.as_of)
    return Changes(*sides, count_kinds(changes), tuple(changes), _hints(pairing, new))


def only(changes: Changes, kinds: Collection[str], asks: Collection[str]) -> Changes:
    """The changes of some kinds and of some asks; empty lets all through."""
    kept = tuple(
        change
        for change in changes.changes
        if (not kinds or change.kind in kinds) and (not asks or change.concerns(asks))
    )
    return replace(changes, summary=count_kinds(kept), changes=kept, hints=())


def linked(ids: Iterable[str], same: Collection[set[str]]) -> set[str]:
    """The ids, and all that sets of ids of one ask link with them, directly or through others."""
    names, grown = set(ids), -1
    while grown < len(names):
        grown = len(names)
        names.update(*[bound for bound in same if not names.isdisjoint(bound)])
    return names


def count_kinds(changes: Iterable[Change]) -> dict[ChangeKind, int]:
    """How many changes there are of each kind, in the reader's order."""
    counts = Counter(change.kind for change in changes)
    return {kind: counts[kind] for kind in KINDS if counts[kind]}


Named = TypeVar("Named")


def _by_name(entries: Collection[tuple[str, Named]]) -> dict[str, Named]:
    """The entries by name; one that repeats a name, which `check` forbids, is kept apart."""
    by_name = dict(entries)
    if len(by_name) == len(entries):
        return by_name
    seen: Counter[str] = Counter()
    for name, entry in entries:
        seen[name] += 1
        by_name[name if seen[name] == 1 else f"{name} ({seen[name]})"] = entry
    return by_name


Placed = dict[str, tuple[str, AskReport]]


def _placed(report: Report) -> Placed:
    return _by_name([(ask.id, (section.id, ask)) for section in report.sections for ask in section.asks])


def match_asks(old: Report, new: Report) -> Pairing:
    """The asks that are the same: by id, then by the former ids of either side; never by position or title."""
    before, after = _placed(old), _placed(new)
    partner = {name: name for name in after if name in before}
    if len(partner) < max(len(before), len(after)):
        partner |= _renames(before, after)
    taken = set(partner.values())
    return Pairing(
        matched=tuple([(before[partner[name]], placed) for name, placed in after.items() if name in partner]),
        gone=tuple([ask for name, (_, ask) in before.items() if name not in taken]),
        new=tuple([ask for name, (_, ask) in after.items() if name not in partner]),
    )


def _renames(before: Placed, after: Placed) -> dict[str, str]:
    """New id → old id of the asks whose former ids on either side say that they are one."""
    gone = {name: ask for name, (_, ask) in before.items() if name not in after}
    come = {name: ask for name, (_, ask) in after.items() if name not in before}
    claims = {(name, former) for name, ask in come.items() for former in ask.formerly}
    claims |= {(former, name) for name, ask in gone.items() for former in ask.formerly if former in come}
    partner: dict[str, str] = {}
    for new_name, old_name in sorted(claims, key=sorted):  # the same from either side
        if new_name not in partner and old_name in gone:
            partner[new_name] = old_name
            del gone[old_name]
    return partner


def _changes(old: Report, new: Report, pairing: Pairing) -> Iterator[Change]:
    default = (old.platform.directed_to, new.platform.directed_to)
    for (old_section, before), (new_section, after) in pairing.matched:
        if before != after:
            yield from _ask_changes(before, after, default)
        if old_section != new_section:
            yield Change("ask-moved", after.id, after.title, from_=old_section, to=new_section)
    yield from _comings_and_goings(old, new, pairing)
    yield from _source_changes(old.sources, new.sources)
    yield from _entry_changes(SECTION_KINDS, old.sections, new.sections, ("title",))
    yield from _platform_changes(old, new, pairing)


def _comings_and_goings(old: Report, new: Report, pairing: Pairing) -> Iterator[Change]:
    """The asks that came or went, with the tombstone that tells why."""
    before, after = _departures(old), _departures(new)
    told = [name for name in Tombstone.model_fields if name not in ("id", "title")]
    for ask in pairing.gone:
        kind: ChangeKind = "ask-retired" if ask.id in after else "ask-removed"
        parted = _field_changes(before.get(ask.id), after.get(ask.id), told)
        fields = (*_retitled(ask, after.get(ask.id)), *parted) or None
        yield Change(
            kind, ask.id, ask.title, from_=ask.status, from_scope=ask.scope, because=ask.deciding, fields=fields
        )
    for ask in pairing.new:
        parted = _field_changes(before.get(ask.id), after.get(ask.id), told)
        fields = (*_retitled(before.get(ask.id), ask), *_field_changes(None, ask, ("formerly",)), *parted) or None
        yield Change(
            "ask-added", ask.id, ask.title, to=ask.status, to_scope=ask.scope, because=ask.deciding, fields=fields
        )


def _retitled(before: AskReport | Tombstone | None, after: AskReport | Tombstone | None) -> tuple[FieldChange, ...]:
    """The title, where an ask's and its tombstone's differ."""
    return _field_changes(before, after, ("title",)) if before and after and before.title and after.title else ()


def _departures(report: Report) -> dict[str, Tombstone]:
    """Of each id that is no ask's any more: its tombstone, or one that says only into which ask it went."""
    merged = {
        former: Tombstone.model_construct(id=former, title="", reason="", replaced_by=(ask.id,))
        for ask in report.asks
        for former in ask.formerly
    }
    return merged | _stones(report)


def _stones(report: Report) -> dict[str, Tombstone]:
    return {stone.id: stone for stone in report.retired}


def _ask_changes(before: AskReport, after: AskReport, default: tuple[str, str]) -> Iterator[Change]:
    old, new = (_by_name([(finding.statement, finding) for finding in ask.findings]) for ask in (before, after))
    if (before.status, before.scope) != (after.status, after.scope):
        moved_by = _evidence(before, after, old, new)
        yield Change(
            "status-changed",
            after.id,
            after.title,
            from_=before.status,
            to=after.status,
            from_scope=before.scope,
            to_scope=after.scope,
            because=tuple([said.name for said in moved_by]),
            fields=moved_by,
        )
    if before.id != after.id:
        yield Change("ask-renamed", after.id, after.title, from_=before.id, to=after.id)
    if before.title != after.title:
        yield Change("ask-reworded", after.id, after.title, from_=before.title, to=after.title)
    if fields := _field_changes(before, after, _told_fields(before, after, default)):
        yield Change("ask-changed", after.id, after.title, fields=fields)
    for kind, name, fields in _compared(FINDING_KINDS, old, new, CLAIM):
        yield Change(kind, after.id, after.title, name, fields=fields)


def _told_fields(before: AskReport, after: AskReport, default: tuple[str, str]) -> Iterator[str]:
    """The other fields of an ask, without what the platform's own change or a renaming tells already."""
    yield from ("kind", "asked_in")
    if (before.directed_to, after.directed_to) != default:
        yield "directed_to"
    ids = {before.id, after.id}
    if set(before.formerly) - ids != set(after.formerly) - ids:
        yield "formerly"


Findings = dict[str, FindingReport]


def _evidence(before: AskReport, after: AskReport, old: Findings, new: Findings) -> tuple[FieldChange, ...]:
    """What the statements said and say that moved the status: those that decide or decided, and what overtook them."""
    decisive = {*before.deciding, *after.deciding}
    overtaken = {side[name].level for side in (old, new) for name in decisive if _claim(side.get(name)) == NOT_COUNTED}
    if overtaken:
        decisive |= {claim.statement for claim in (*before.findings, *after.findings) if claim.level in overtaken}
    said = [FieldChange(name, _claim(old.get(name)), _claim(new.get(name))) for name in sorted(decisive)]
    return tuple(change for change in said if change.from_ != change.to)


def _claim(finding: FindingReport | None) -> str | None:
    if finding is None:
        return None
    if finding.status != "mentioned" and not finding.in_force:
        return NOT_COUNTED
    return finding.claim


def _source_changes(old: Sequence[SourceReport], new: Sequence[SourceReport]) -> Iterator[Change]:
    fields = [name for name in SourceReport.__slots__ if name not in ("id", "statements")]
    yield from _entry_changes(SOURCE_KINDS, old, new, fields)
    before, after = (_by_name([(source.id, source) for source in sources]) for sources in (old, new))
    for name, source in after.items():
        if name in before and source != before[name]:
            sides = before[name].statements, source.statements
            yield from _entry_changes(STATEMENT_KINDS, *sides, STATEMENT_FIELDS, f"{source.id}/")


Listed = TypeVar("Listed", SourceReport, SectionReport, StatementReport)


def _entry_changes(
    kinds: Triple, old: Iterable[Listed], new: Iterable[Listed], names: Collection[str], prefix: str = ""
) -> Iterator[Change]:
    """What was added, changed and removed among entries that are matched by id."""
    before, after = (_by_name([(entry.id, entry) for entry in entries]) for entries in (old, new))
    for kind, name, fields in _compared(kinds, before, after, names):
        entry = after.get(name) or before[name]
        title = entry.pin if isinstance(entry, StatementReport) else entry.title
        yield Change(kind, prefix + entry.id, title, fields=fields if kind == kinds[1] else None)


def _compared(
    kinds: Triple, old: Mapping[str, Named], new: Mapping[str, Named], names: Collection[str]
) -> Iterator[tuple[ChangeKind, str, tuple[FieldChange, ...]]]:
    """The kind, name and fields of what was added, changed or removed."""
    added, changed, removed = kinds
    for name, entry in new.items():
        if name not in old:
            yield added, name, _field_changes(None, entry, names)
        elif fields := _field_changes(old[name], entry, names):
            yield changed, name, fields
    for name, entry in old.items():
        if name not in new:
            yield removed, name, _field_changes(entry, None, names)


def _platform_changes(old: Report, new: Report, pairing: Pairing) -> Iterator[Change]:
    fields = _field_changes(old.platform, new.platform, Header.model_fields)
    before, after = _stones(old), _stones(new)
    come_or_gone = {ask.id for ask in (*pairing.gone, *pairing.new)}  # their tombstones are told with them
    for name in sorted({*before, *after} - come_or_gone):
        if _field_changes(before.get(name), after.get(name), Tombstone.model_fields):
            fields += (FieldChange(f"retired/{name}", before.get(name), after.get(name)),)
    if fields:
        yield Change("platform-changed", new.platform.id, new.platform.title, fields=fields)


def _field_changes(before: object, after: object, names: Iterable[str]) -> tuple[FieldChange, ...]:
    """The fields that differ. Lists in the file are sets, so their order is no change, and an empty one is unset."""
    pairs = ((name, _set(before, name), _set(after, name)) for name in names)
    return tuple([FieldChange(name, old, new) for name, old, new in pairs if old != new and not _same_set(old, new)])


def _set(entry: object | None, name: str) -> Any:
    """What a field of an entry is set to, None where there is no entry."""
    return None if entry is None else getattr(entry, name) or None


def _same_set(old: object, new: object) -> bool:
    return isinstance(old, tuple) and isinstance(new, tuple) and set(old) == set(new)


def _hints(pairing: Pairing, new: Report) -> tuple[Hint, ...]:
    """Which of the asks that went with no word of why may be which new one, the likeliest pairs first."""
    explained = _departures(new)
    gone = [ask for ask in pairing.gone if ask.id not in explained]
    if max(len(gone), len(pairing.new)) > MOST_UNMATCHED:
        return ()
    words = {id(ask): set(ask.title.casefold().split()) for ask in (*gone, *pairing.new)}
    scored = [(_likeness(old, come, words), old.id, come.id) for old in gone for come in pairing.new]
    found: dict[str, str] = {}
    for score, old_name, new_name in sorted(scored, key=lambda pair: (-pair[0], *pair[1:])):
        if score >= ALIKE and old_name not in found and new_name not in found.values():
            found[old_name] = new_name
    return tuple(Hint(old_name, new_name) for old_name, new_name in found.items())


def _likeness(old: AskReport, new: AskReport, words: dict[int, set[str]]) -> float:
    """The share of words that two titles have in common, and a quarter more for a bullet in common."""
    before, after = words[id(old)], words[id(new)]
    shared = len(before & after) / max(1, len(before | after))
    return shared + (0.25 if set(old.asked_in) & set(new.asked_in) else 0.0)
