"""Two reports → Changes: what changed, matched by id and former ids, on what evidence, and from what cause."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal, NamedTuple, cast, get_args

from pydantic import Field

from .messages import same_text
from .model import FORMAT_VERSION, Ask, Entry, Finding, Header, MadeFrom, Scope, Section, Source, Statement, Tombstone
from .report import AskReport, FindingReport, Report, newest_evidence

ChangeKind = Literal[
    "status-changed",
    "ask-added", "ask-retired", "ask-removed", "ask-renamed", "ask-moved", "ask-reworded", "ask-changed",
    "finding-added", "finding-removed", "finding-changed",
    "source-added", "source-removed", "source-changed",
    "statement-added", "statement-removed", "statement-changed",
    "section-added", "section-removed", "section-changed",
    "platform-changed",
]  # fmt: skip
KINDS: tuple[ChangeKind, ...] = get_args(ChangeKind)  # in the order in which a reader wants them
Cause = Literal[
    "new-evidence", "late-coding", "recoded", "evidence-removed", "evidence-withdrawn", "ask-changed", "date"
]
CAUSES: tuple[Cause, ...] = get_args(Cause)


def _own(of: type[Entry], *apart: str) -> tuple[str, ...]:
    """The fields of a class of the model, but for those that a change of another kind tells of."""
    return tuple(name for name in of.model_fields if name not in apart)


FIELDS = {
    "ask": _own(Ask, "id", "title", "status", "findings", "directed_to", "formerly"),
    "finding": _own(Finding, "statement"),
    "source": _own(Source, "statements"),
    "statement": _own(Statement, "id"),
    "section": _own(Section, "id", "asks"),
    "tombstone": _own(Tombstone, "id", "title"),
    "platform": _own(Header),
}
LINKS = ("asks", "findings", "statement", "source", "asked_in", "deciding", "supersedes")  # that lead to ids of sources
WHOLE = ("finding", "statement")  # entries that hold no others, of which most are equal: they are compared as they are
ALIKE = 0.5  # the likeness from which a new ask may be one that is gone
MOST_HINTED = 200  # asks gone, and asks come, that are held against each other: more hints would be noise


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
    or went. `fields` are those that changed, and of what came or went those that it has; of an ask that came or went,
    what its tombstone or `formerly` tells; for a status, what the statements of `because` say. `finding` is the finding
    as it is now, or was last; `asks` are those that a statement makes or bears on.
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
    causes: tuple[Cause, ...] | None = None
    finding: FindingReport | None = None
    asks: tuple[str, ...] | None = None

    @property
    def changed(self) -> dict[str, FieldChange]:
        """Its fields by name."""
        return {field.name: field for field in self.fields or ()}

    def concerns(self, asks: Collection[str]) -> bool:
        """Whether it is about one of these asks, or about a statement that makes or bears on one."""
        is_its_own = self.id in asks and self.kind.startswith(("status", "ask", "finding"))
        return is_its_own or any(name in asks for name in self.asks or ())


@dataclass(frozen=True, slots=True)
class Side:
    """What was compared: the operand's name, the date of its report, its origin, and its newest evidence."""

    name: str
    as_of: str | None = None
    made_from: MadeFrom | None = None
    newest: Annotated[str | None, Field(exclude=True)] = None


class Pairing(NamedTuple):
    """The asks of two reports: those that both have, old and new, those gone, and those new."""

    matched: tuple[tuple[AskReport, AskReport], ...] = ()
    gone: tuple[AskReport, ...] = ()
    new: tuple[AskReport, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed between two reports.

    `hints`, the ids of asks that vanished, each with that of a new one that may be the same, and `pairing` are no part
    of the document.
    """

    format_version: str = field(default=FORMAT_VERSION, kw_only=True)
    kind: Literal["diff"] = field(default="diff", kw_only=True)
    old: Side
    new: Side
    summary: dict[ChangeKind, int]
    changes: tuple[Change, ...]
    hints: Annotated[dict[str, str], Field(exclude=True)] = field(default_factory=dict)
    pairing: Annotated[Pairing, Field(exclude=True)] = field(default=Pairing(), repr=False)


def compare(old: Report, new: Report, old_name: str = "old", new_name: str = "new") -> Changes:
    """What changed from `old` to `new`, both whole reports. Order in the file is no change."""
    renamed = {before: after for after, before in _renames(old.source_by_id, new.source_by_id).items()}
    if renamed:
        old = _with_sources_renamed(old, renamed)
    pairing = match_asks(old, new)
    changes = sorted(_changes(old, new, pairing, renamed), key=lambda change: KINDS.index(change.kind))
    named = ((old_name, old), (new_name, new))
    before, after = (Side(name, side.as_of, side.made_from, newest_evidence(side)) for name, side in named)
    return Changes(before, after, Counter(it.kind for it in changes), tuple(changes), _hints(changes, pairing), pairing)


def only(changes: Changes, kinds: Collection[str], asks: Collection[str]) -> Changes:
    """The changes of some kinds and of some asks; empty lets all through."""
    kept = [it for it in changes.changes if (not kinds or it.kind in kinds) and (not asks or it.concerns(asks))]
    return replace(changes, summary=Counter(it.kind for it in kept), changes=tuple(kept), hints={})


NEWS: frozenset[Cause] = frozenset({"new-evidence", "evidence-withdrawn", "date"})


def is_news(change: Change) -> bool:
    """Whether a status moved by what happened; one that was coded anew, late or for another ask was corrected."""
    return change.kind == "status-changed" and not NEWS.isdisjoint(change.causes or ())


def linked(ids: Iterable[str], same: Collection[set[str]]) -> set[str]:
    """The ids, and all that sets of ids of one ask link with them, directly or through others."""
    names, grown = set(ids), -1
    while grown < len(names):
        grown = len(names)
        names.update(*[bound for bound in same if not names.isdisjoint(bound)])
    return names


# --- What is the same on both sides ---


def match_asks(old: Report, new: Report) -> Pairing:
    """The asks that are the same: by id, then by the former ids of either side; never by position or title."""
    before, after = old.ask_by_id, new.ask_by_id
    partner = {name: name for name in after if name in before} | _renames(before, after)
    taken = set(partner.values())
    return Pairing(
        matched=tuple([(before[partner[name]], ask) for name, ask in after.items() if name in partner]),
        gone=tuple([ask for name, ask in before.items() if name not in taken]),
        new=tuple([ask for name, ask in after.items() if name not in partner]),
    )


def _renames(before: Mapping[str, Ask | Source], after: Mapping[str, Ask | Source]) -> dict[str, str]:
    """New id → old id of what the former ids on either side say to be one."""
    gone = {name: entry.formerly for name, entry in before.items() if name not in after}
    come = {name: entry.formerly for name, entry in after.items() if name not in before}
    claims = {(name, former) for name, ids in come.items() for former in ids if former in gone}
    claims |= {(former, name) for name, ids in gone.items() for former in ids if former in come}
    return dict(_first_claims(sorted(claims, key=sorted)))  # the same from either side


def _first_claims(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """The pairs in turn, but for those of which one was in an earlier pair."""
    taken: set[str] = set()
    for pair in pairs:
        if taken.isdisjoint(pair):
            taken.update(pair)
            yield pair


def _with_sources_renamed(report: Report, renamed: Mapping[str, str]) -> Report:
    """The report as it would be if its sources had their new ids already; their entries themselves keep the old one."""

    def renaming(held: Any) -> Any:
        if isinstance(held, str):
            source, slash, statement = held.partition("/")
            return f"{renamed.get(source, source)}{slash}{statement}"
        if isinstance(held, tuple):
            return tuple(map(renaming, held))
        return held.model_copy(update={name: renaming(getattr(held, name)) for name in LINKS if hasattr(held, name)})

    return replace(report, **{name: renaming(getattr(report, name)) for name in ("sections", "sources", "retired")})


# --- What changed ---

Findings = Mapping[str, FindingReport]
Known = tuple[Collection[str], Collection[str]]  # sources, of the old side and of the new


def _changes(old: Report, new: Report, pairing: Pairing, renamed: Mapping[str, str]) -> Iterator[Change]:
    sources = {renamed.get(source.id, source.id): source for source in old.sources}, new.source_by_id
    was_in, is_in = ({ask.id: section.id for section in side.sections for ask in section.asks} for side in (old, new))
    for before, after in pairing.matched:
        if before != after:
            yield from _ask_changes(before, after, (old, new), sources)
        if was_in[before.id] != is_in[after.id]:
            yield Change("ask-moved", after.id, after.title, from_=was_in[before.id], to=is_in[after.id])
    yield from _comings_and_goings(old, new, pairing)
    yield from _entry_changes("source", *sources)
    for name, source in sources[1].items():
        if (past := sources[0].get(name)) and past != source:
            said, says = ({f"{source.id}/{it.id}": it for it in side.statements} for side in (past, source))
            yield from _entry_changes("statement", said, says)
    yield from _entry_changes("section", *({it.id: it for it in report.sections} for report in (old, new)))
    yield from _platform_changes(old, new, pairing)


def _comings_and_goings(old: Report, new: Report, pairing: Pairing) -> Iterator[Change]:
    """The asks that came or went, with the tombstone that tells why."""
    was, now = departures(old), departures(new)
    for it in pairing.gone:
        kind: ChangeKind = "ask-retired" if it.id in now else "ask-removed"
        told = field_changes(was.get(it.id), now.get(it.id), FIELDS["tombstone"])
        yield Change(kind, it.id, it.title, from_=it.status, from_scope=it.scope, because=it.deciding, fields=told)
    for it in pairing.new:
        told = field_changes(None, it, ("formerly",))
        told += field_changes(was.get(it.id), now.get(it.id), FIELDS["tombstone"])
        if replaced := tuple(stone.id for stone in new.retired if it.id in stone.replaced_by):
            told += (FieldChange("replaces", None, replaced),)
        yield Change("ask-added", it.id, it.title, to=it.status, to_scope=it.scope, because=it.deciding, fields=told)


def departures(report: Report) -> dict[str, Tombstone]:
    """Of each id that is no ask's any more: its tombstone, or one that says only into which ask it went."""
    merged = {former: Tombstone.model_construct(id=former, title="", reason="", replaced_by=(ask.id,))
              for ask in report.asks for former in ask.formerly}  # fmt: skip
    return merged | {stone.id: stone for stone in report.retired}


def _ask_changes(before: AskReport, after: AskReport, sides: tuple[Report, Report], known: Known) -> Iterator[Change]:
    """The changes of an ask; `known` are the sources that each side has."""
    said, says = ({finding.statement: finding for finding in ask.findings} for ask in (before, after))
    if (before.status, before.scope) != (after.status, after.scope):
        moved_by = _evidence(before, after, said, says)
        found = {_cause(said.get(moved.name), says.get(moved.name), known) for moved in moved_by}
        found |= {"ask-changed"} if before.directed_to != after.directed_to else set()
        causes = tuple(cause for cause in CAUSES if cause in found)
        yield Change(
            "status-changed",
            after.id,
            after.title,
            from_=before.status,
            to=after.status,
            from_scope=before.scope,
            to_scope=after.scope,
            causes=causes or ("date" if sides[0].as_of != sides[1].as_of else "recoded",),
            because=tuple([moved.name for moved in moved_by]),
            fields=moved_by,
        )
    if before.id != after.id:
        yield Change("ask-renamed", after.id, after.title, from_=before.id, to=after.id)
    if not same(before.title, after.title):
        yield Change("ask-reworded", after.id, after.title, from_=before.title, to=after.title)
    apart = _told_apart(before, after, tuple(side.platform.directed_to for side in sides))
    if fields := field_changes(before, after, (*FIELDS["ask"], *apart)):
        yield Change("ask-changed", after.id, after.title, fields=fields)
    for change in _entry_changes("finding", said, says):
        finding = says.get(change.id) or said[change.id]
        yield replace(change, id=after.id, title=after.title, statement=change.id, finding=finding)


def _told_apart(before: AskReport, after: AskReport, default: tuple[str, ...]) -> Iterator[str]:
    """The fields of an ask that the platform's own change, or a renaming, does not tell already."""
    if (before.directed_to, after.directed_to) != default:
        yield "directed_to"
    ids = {before.id, after.id}
    if set(before.formerly) - ids != set(after.formerly) - ids:
        yield "formerly"


# --- What moved a status ---

NOT_COUNTED = "not counted"


def _evidence(before: AskReport, after: AskReport, said: Findings, says: Findings) -> tuple[FieldChange, ...]:
    """What the statements said and say that moved the status: those that decide or decided, and what overtook them."""
    decisive = {*before.deciding, *after.deciding}
    claims = [side[name] for side in (said, says) for name in decisive if name in side]
    overtaken = {claim.level for claim in claims if claim.part == "overtaken"}
    if overtaken:
        decisive |= {claim.statement for claim in (*before.findings, *after.findings) if claim.level in overtaken}
    fields = [FieldChange(name, _claim(said.get(name)), _claim(says.get(name))) for name in sorted(decisive)]
    return tuple(field for field in fields if field.from_ != field.to)


def _claim(finding: FindingReport | None) -> str | None:
    if finding is None:
        return None
    return finding.claim if finding.in_force or finding.part == "mention" else f"{NOT_COUNTED}: {finding.part}"


def _cause(said: FindingReport | None, says: FindingReport | None, known: Known) -> Cause | None:
    """What a finding's change comes of; None where it comes of another finding, or of what its source is."""
    if says is None or says.source not in known[1]:
        return "evidence-removed"
    if said is None or said.source not in known[0]:
        return "late-coding" if says.source in known[0] else "new-evidence"
    if said.claim != says.claim:
        return "recoded"
    parts = (said.part, says.part)
    if "withdrawn" in parts:
        return "evidence-withdrawn" if says.part == "withdrawn" else "recoded"
    return "date" if "not yet known" in parts else None


# --- Entries and fields ---


def _entry_changes(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """What was added, changed and removed among findings, sources, statements or sections by name."""
    for name in dict.fromkeys((*new, *old)):
        before, after = old.get(name), new.get(name)
        if kind in WHOLE and before == after:
            continue
        how = "added" if before is None else "removed" if after is None else "changed"
        if (fields := field_changes(before, after, FIELDS[kind])) or how != "changed":
            entry = new.get(name) or old[name]
            title, asks = entry.pin if kind in WHOLE else entry.title, entry.asks if kind == "statement" else None
            yield Change(cast(ChangeKind, f"{kind}-{how}"), name, title, fields=fields, asks=asks)


def _platform_changes(old: Report, new: Report, pairing: Pairing) -> Iterator[Change]:
    fields = field_changes(old.platform, new.platform, FIELDS["platform"])
    before, after = ({stone.id: stone for stone in report.retired} for report in (old, new))
    come_or_gone = {ask.id for ask in (*pairing.gone, *pairing.new)}  # their tombstones are told with them
    for name in sorted({*before, *after} - come_or_gone):
        if field_changes(before.get(name), after.get(name), Tombstone.model_fields):
            fields += (FieldChange(f"retired/{name}", before.get(name), after.get(name)),)
    if fields:
        yield Change("platform-changed", new.platform.id, new.platform.title, fields=fields)


def field_changes(before: Entry | None, after: Entry | None, names: Iterable[str]) -> tuple[FieldChange, ...]:
    """The fields that differ. Lists in the file are sets, so their order is no change, and an empty one is unset."""
    old, new = (vars(entry) if entry else {} for entry in (before, after))
    pairs = ((name, old.get(name) or None, new.get(name) or None) for name in names)
    return tuple([FieldChange(name, was, now) for name, was, now in pairs if was != now and not same(was, now)])


def same(old: object, new: object) -> bool:
    """Whether two values of a field mean the same: a text but for spaces and composition, a list but for its order."""
    if isinstance(old, str) and isinstance(new, str):
        return same_text(old, new)
    return isinstance(old, tuple) and isinstance(new, tuple) and set(old) == set(new)


# --- What may be the same ask ---
def _hints(changes: Iterable[Change], pairing: Pairing) -> dict[str, str]:
    """Of the asks that went with no word of why, which new one each may be."""
    removed = {change.id for change in changes if change.kind == "ask-removed"}
    gone = [ask for ask in pairing.gone if ask.id in removed]
    come = pairing.new[:MOST_HINTED]
    scored = [(_likeness(old, new), old.id, new.id) for old in gone[:MOST_HINTED] for new in come]
    return {old: new for score, old, new in sorted(scored) if score >= ALIKE}  # the likeliest last


def _likeness(old: AskReport, new: AskReport) -> float:
    """The share of words that two titles have in common, and a quarter more for a bullet in common."""
    before, after = ({*ask.title.casefold().split()} for ask in (old, new))
    shared = len(before & after) / max(1, len(before | after))
    return shared + (0.25 if set(old.asked_in) & set(new.asked_in) else 0.0)
