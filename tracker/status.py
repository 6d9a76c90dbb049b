"""The status rule: what the findings of an ask make of it. `codebook.md` states the rule in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from graphlib import CycleError, TopologicalSorter
from typing import Literal, NamedTuple

from .model import UNSTATED, Finding, Scope, Source, Status, last_day, source_of

Part = Literal[
    "decides", "outweighed", "elsewhere", "unstated", "overtaken", "withdrawn", "not yet known", "context", "mention"
]
FOR, AGAINST = frozenset({"funded", "met", "partly"}), frozenset({"cut", "unmet"})
STRONGEST_FIRST: tuple[Status, ...] = ("cut", "unmet", "partly", "met", "funded")  # of claims that agree
IN_FORCE: tuple[Part, ...] = ("decides", "outweighed", "elsewhere", "unstated")


class Evidence(NamedTuple):
    """What each source can do in the rule at a date, which others it supersedes, and what was taken back."""

    part: dict[str, Part]  # of the claims of each source of evidence, before they are held against one another
    supersedes: Mapping[str, Collection[str]]  # directly; of no source where there is a circle, which `check` refuses
    withdrawn: frozenset[str]  # references of statements


class Derivation(NamedTuple):
    """What the rule gives for one ask, with the part that each of its findings plays, in their order."""

    status: Status
    scope: Scope | None
    parts: tuple[Part, ...]


UNADDRESSED = Derivation("unaddressed", None, ())


def is_known(issued: str, as_of: str | None) -> bool:
    """Whether a source so dated was out on the day `as_of` (a date of last_day's forms); without a day, all are."""
    if as_of is None:
        return True
    return (out := last_day(issued)) is not None and out <= (last_day(as_of) or date.max)


def weigh(sources: Iterable[Source], as_of: str | None = None) -> Evidence:
    """What the sources can do on the day `as_of`, as `derive` needs it."""
    sources = tuple(sources)
    part: dict[str, Part] = {
        source.id: "decides" if is_known(source.issued, as_of) else "not yet known"
        for source in sources
        if source.role == "evidence"
    }
    supersedes = {source.id: source.supersedes for source in sources if source.supersedes}
    dated = ((f"{source.id}/{it.id}", it.withdrawn) for source in sources for it in source.statements if it.withdrawn)
    withdrawn = frozenset(statement for statement, day in dated if day == "unknown" or is_known(day, as_of))
    return Evidence(part, {} if circle(supersedes) else supersedes, withdrawn)


def overtaken(newer: str, supersedes: Mapping[str, Collection[str]]) -> set[str]:
    """All that a source supersedes, directly or through others."""
    found: set[str] = set()
    left = {newer}
    while left:
        left = {older for name in left for older in supersedes.get(name, ())} - found
        found |= left
    return found


def circle(supersedes: Mapping[str, Iterable[str]]) -> list[str]:
    """A circle of sources, each superseded by the next, the first again at the end; empty where there is none."""
    try:
        TopologicalSorter(supersedes).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def derive(findings: Sequence[Finding], level: str, evidence: Evidence) -> Derivation:
    """The status of an ask that is directed to `level`, from its findings in any order."""
    if not findings:
        return UNADDRESSED
    parts = [_part(finding, level, evidence) for finding in findings]
    if evidence.supersedes and len(parts) > 1:
        _overtake(findings, parts, evidence.supersedes)
    deciding = [n for n, part in enumerate(parts) if part == "decides"]
    if not deciding:
        return Derivation("unaddressed", None, tuple(parts))
    direct = [n for n in deciding if findings[n].scope == "direct"]
    for n in {*deciding}.difference(direct) if direct else ():
        parts[n] = "outweighed"
    status = verdict({findings[n].status for n in direct or deciding})
    return Derivation(status, "direct" if direct else "general", tuple(parts))


def _part(finding: Finding, level: str, evidence: Evidence) -> Part:
    """What a finding does, if no other is held against it."""
    if finding.status == "mentioned":
        return "mention"
    part = evidence.part.get(source_of(finding.statement), "context")
    if part != "decides":
        return part
    if finding.statement in evidence.withdrawn:
        return "withdrawn"
    if finding.level == level:
        return "decides"
    return "elsewhere" if finding.level and finding.level != UNSTATED else "unstated"


def _overtake(findings: Sequence[Finding], parts: list[Part], supersedes: Mapping[str, Collection[str]]) -> None:
    """Marks what a newer source that speaks of the same level overtakes."""
    in_force = [(n, source_of(it.statement)) for n, it in enumerate(findings) if parts[n] in IN_FORCE]
    for newer, name in in_force:
        if name in supersedes:
            older = overtaken(name, supersedes)
            for n, source in in_force:
                if source in older and findings[n].level == findings[newer].level:
                    parts[n] = "overtaken"


def verdict(claims: Collection[str]) -> Status:
    """What claims at one level come to, if none of them weighs more than another."""
    if not (FOR.isdisjoint(claims) or AGAINST.isdisjoint(claims)):
        return "mixed"
    return next((status for status in STRONGEST_FIRST if status in claims), "unaddressed")
