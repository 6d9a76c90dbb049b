"""The status rule: what the findings of an ask make of it. The README states the rule in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from .model import Finding, Level, Scope, Source, Status, last_day


class Evidence(NamedTuple):
    """Which sources count at a date, and which of the known ones overtake which."""

    deciding: frozenset[str]  # ids of the known sources of role evidence
    known: frozenset[str]
    supersedes: dict[str, tuple[str, ...]]  # of the sources that supersede any
    overtaken: dict[str, set[str]]  # filled as it is asked for: what a source supersedes, also through others


class Derivation(NamedTuple):
    """What the rule gives for one ask. Findings are named by their statement."""

    status: Status
    scope: Scope | None
    in_force: frozenset[str]  # claims of known evidence that nothing overtakes
    deciding: tuple[str, ...]
    elsewhere: tuple[tuple[Status, Level], ...]


UNADDRESSED = Derivation("unaddressed", None, frozenset(), (), ())


def is_known(issued: str, as_of: str | None) -> bool:
    """Whether a source so dated was out on the day `as_of` (a date of last_day's forms); without a day, all are."""
    if as_of is None:
        return True
    return (out := last_day(issued)) is not None and out <= _day(as_of)


@lru_cache(maxsize=8)
def _day(as_of: str) -> date:
    return last_day(as_of) or date.max


def weigh(sources: Iterable[Source], as_of: str | None = None) -> Evidence:
    """Which sources count on the day `as_of`, as `derive` needs it."""
    sources = tuple(sources)
    known = frozenset(source.id for source in sources if is_known(source.issued, as_of))
    return Evidence(
        deciding=frozenset(source.id for source in sources if source.role == "evidence" and source.id in known),
        known=known,
        supersedes={source.id: source.supersedes for source in sources if source.supersedes},
        overtaken={},
    )


def overtaken_by(newer: str, evidence: Evidence) -> set[str]:
    """All that a source supersedes if it is known, directly or through others."""
    if newer not in evidence.supersedes or newer not in evidence.known:
        return set()
    if newer not in evidence.overtaken:
        reached: set[str] = set()
        waiting = list(evidence.supersedes[newer])
        while waiting:
            if (source := waiting.pop()) not in reached:
                reached.add(source)
                waiting.extend(evidence.supersedes.get(source, ()))
        evidence.overtaken[newer] = reached - {newer}
    return evidence.overtaken[newer]


def derive(findings: Collection[Finding], level: Level, evidence: Evidence) -> Derivation:
    """The status of an ask that is directed to `level`, from its findings in any order."""
    claims = [(finding, finding.source) for finding in findings if finding.status != "mentioned"]
    if not claims:
        return UNADDRESSED
    if evidence.supersedes and len(claims) > 1:
        older = {(finding.level, name) for finding, source in claims for name in overtaken_by(source, evidence)}
        claims = [(finding, source) for finding, source in claims if (finding.level, source) not in older]
    in_force = [finding for finding, source in claims if source in evidence.deciding]
    here = [finding for finding in in_force if finding.level == level]
    deciding = [finding for finding in here if finding.scope == "direct"] or here
    return Derivation(
        status=_verdict({finding.status for finding in deciding}),
        scope=(deciding[0].scope or "general") if deciding else None,
        in_force=frozenset([finding.statement for finding in in_force]),
        deciding=tuple([finding.statement for finding in deciding]),
        elsewhere=_elsewhere(in_force, level) if len(here) < len(in_force) else (),
    )


def _elsewhere(in_force: list[Finding], level: Level) -> tuple[tuple[Status, Level], ...]:
    away = {(finding.status, finding.level or "unstated") for finding in in_force if finding.level != level}
    return tuple(sorted(away))  # type: ignore[arg-type]  # a claim's status is never `mentioned`


def _verdict(claims: set[str]) -> Status:
    if not claims:
        return "unaddressed"
    for_it, against_it = claims & {"funded", "met"}, claims & {"cut", "unmet"}
    if for_it and against_it:
        return "mixed"
    if against_it:
        return "cut" if "cut" in against_it else "unmet"
    return "met" if "met" in for_it else "funded"
