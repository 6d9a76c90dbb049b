"""Two reports → Agreement: how far two codings of a platform say the same, and in which cells they do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from .changes import ChangeKind, Changes, Side, compare
from .model import FORMAT_VERSION, FindingStatus, Id, Level, Scope, Status
from .report import AskReport, FindingReport, Report


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a coder took a source to say of an ask."""

    status: FindingStatus
    level: Level | None
    scope: Scope | None


Value = tuple[Claimed, ...]  # a set, sorted
Findings = tuple[FindingReport, ...]
Coder = Literal["first", "second"]
ONLY_IN: dict[ChangeKind, Coder] = {"ask-removed": "first", "ask-retired": "first", "ask-added": "second",
                                    "source-removed": "first", "source-added": "second"}  # fmt: skip
Nominal = TypeVar("Nominal", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cell:
    """What each coder took a source to say of an ask, empty where none did; `findings` are no part of the document."""

    ask: Id
    source: Id
    first: Value
    second: Value
    title: Annotated[str, Field(exclude=True)] = ""
    findings: Annotated[tuple[Findings, Findings], Field(exclude=True)] = ((), ())


@dataclass(frozen=True, slots=True)
class Cells:
    """Of the cells that either coder filled, how many are alike; `alpha` is over those that neither filled too."""

    filled: int
    alike: int
    alpha: float | None


@dataclass(frozen=True, slots=True)
class Statuses:
    """Of the asks in both files, how many have the same derived status; `differing` has both of each other one."""

    asks: int
    alike: int
    alpha: float | None
    differing: dict[Id, tuple[Status, Status]]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far two codings agree. `alpha` is Krippendorff's, for nominal values; None where it is not defined."""

    format_version: str = field(default=FORMAT_VERSION, kw_only=True)
    kind: Literal["agreement"] = field(default="agreement", kw_only=True)
    first: Side
    second: Side
    cells: Cells
    statuses: Statuses
    differing: tuple[Cell, ...]
    unmatched: dict[Literal["asks", "sources"], dict[Id, Coder]]

    @property
    def is_complete(self) -> bool:
        """Whether the codings say the same of the same asks by the same sources."""
        return not (self.differing or self.statuses.differing or any(self.unmatched.values()))


def agree(first: Report, second: Report, first_name: str = "first", second_name: str = "second") -> Agreement:
    """How far two whole reports agree on the asks and sources that are the same for `compare`."""
    changes = compare(first, second, first_name, second_name)
    asks = changes.pairing.matched
    only_asks, only_sources = _unmatched(changes, "ask-"), _unmatched(changes, "source-")
    sources = [source.id for source in second.sources if source.role != "asks" and source.id not in only_sources]
    cells = [cell for one, other in asks for cell in _filled_cells(one, other, sources)]
    values = Counter((cell.first, cell.second) for cell in cells)
    values[(), ()] += len(asks) * len(sources) - len(cells)
    differing = tuple(cell for cell in cells if cell.first != cell.second)
    counts = Cells(len(cells), len(cells) - len(differing), alpha(values))
    unmatched: dict[Literal["asks", "sources"], dict[Id, Coder]] = {"asks": only_asks, "sources": only_sources}
    return Agreement(changes.old, changes.new, counts, _statuses(asks), differing, unmatched)


def _unmatched(changes: Changes, kind: str) -> dict[Id, Coder]:
    """What only one side has, of the kind of entry with which a kind of change begins."""
    return {it.id: ONLY_IN[it.kind] for it in changes.changes if it.kind in ONLY_IN and it.kind.startswith(kind)}


def alpha(pairs: Mapping[tuple[Nominal, Nominal], int]) -> float | None:
    """Krippendorff's alpha for the nominal values that two coders gave, from how often each pair of values came.

    None where there are not two different values, so that no disagreement could be expected.
    """
    values: Counter[Nominal] = Counter()
    for pair, count in pairs.items():
        for value in pair:
            values[value] += count
    total = values.total()
    expected = total**2 - sum(count**2 for count in values.values())
    observed = 2 * sum(count for (one, other), count in pairs.items() if one != other)
    return 1 - observed * (total - 1) / expected if expected else None


def _filled_cells(one: AskReport, other: AskReport, sources: Iterable[str]) -> Iterator[Cell]:
    """The cells of an ask in which either coder has a finding."""
    filled = {finding.source for ask in (one, other) for finding in ask.findings}
    for source in sources:
        if source in filled:
            first, second = (tuple([it for it in ask.findings if it.source == source]) for ask in (one, other))
            yield Cell(one.id, source, _value(first), _value(second), one.title, (first, second))


def _value(findings: Findings) -> Value:
    claims = {Claimed(finding.status, finding.level, finding.scope) for finding in findings}
    return tuple(sorted(claims, key=repr))


def _statuses(asks: Collection[tuple[AskReport, AskReport]]) -> Statuses:
    differing = {one.id: (one.status, other.status) for one, other in asks if one.status != other.status}
    pairs = Counter((one.status, other.status) for one, other in asks)
    return Statuses(len(asks), len(asks) - len(differing), alpha(pairs), differing)
