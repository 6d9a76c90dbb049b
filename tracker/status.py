"""The status rule: what the findings of an ask make of it. The README states the rule in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from .model import Claim, Finding, Level, Scope, Source, Status, last_day


class Evidence(NamedTuple):
    """Which sources count at a date, and which of the others they overtake.

    Sets of sources are numbers with a bit for each: a chain of 10,000 editions has 50 million pairs of newer and older.
    """

    counted: frozenset[str]  # ids of the known sources of role evidence
    overtakes: dict[str, int]  # the bits of all that such a source supersedes, directly or through others
    bit: dict[str, int]  # of each source, where any supersedes another


class Derivation(NamedTuple):
    """What the rule gives for one ask. Findings are named by their statement."""

    status: Status
    scope: Scope | None
    in_force: frozenset[str]  # claims of known evidence that nothing overtakes
    deciding: tuple[str, ...]
    elsewhere: tuple[tuple[Claim, Level], ...]


UNADDRESSED = Derivation("unaddressed", None, frozenset(), (), ())


def is_known(issued: str, as_of: str | None) -> bool:
    """Whether a source so dated was out on the day `as_of` (a date of last_day's forms); without a day, all are."""
    if as_of is None:
        return True
    return (out := last_day(issued)) is not None and out <= (last_day(as_of) or date.max)


def weigh(sources: Iterable[Source], as_of: str | None = None) -> Evidence:
    """Which sources count on the day `as_of`, as `derive` needs it."""
    sources = tuple(sources)
    counted = frozenset(source.id for source in sources if source.role == "evidence" and is_known(source.issued, as_of))
    supersedes = {source.id: source.supersedes for source in sources if source.supersedes}
    bit = {source.id: 1 << n for n, source in enumerate(sources)} if supersedes else {}
    reached = dict.fromkeys(oldest_first(supersedes), 0)  # so that one pass reaches all, where there is no circle
    before = None
    while before != reached:  # and a second pass sees that; `check` refuses a circle, but `diff` and `log` go on
        before = reached.copy()
        for name in reached:
            for older in supersedes.get(name, ()):
                reached[name] |= bit.get(older, 0) | reached[older]
    return Evidence(counted, {name: reached[name] & ~bit[name] for name in supersedes if name in counted}, bit)


def oldest_first(supersedes: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """Every source that is named, after all that it supersedes; a link that closes a circle is passed over."""
    seen: set[str] = set()
    for start in supersedes:
        trail = [] if start in seen else [(start, iter(supersedes[start]))]
        seen.add(start)
        while trail:
            name, links = trail[-1]
            older = next((link for link in links if link not in seen), None)
            if older is None:
                trail.pop()
                yield name
            else:
                seen.add(older)
                trail.append((older, iter(supersedes.get(older, ()))))


def derive(findings: Collection[Finding], level: Level, evidence: Evidence) -> Derivation:
    """The status of an ask that is directed to `level`, from its findings in any order."""
    claims = [(finding, finding.source) for finding in findings if finding.status != "mentioned"]
    if not claims:
        return UNADDRESSED
    if evidence.overtakes and len(claims) > 1:
        older: dict[str | None, int] = {}
        for finding, source in claims:
            older[finding.level] = older.get(finding.level, 0) | evidence.overtakes.get(source, 0)
        claims = [
            (finding, source) for finding, source in claims if not older[finding.level] & evidence.bit.get(source, 0)
        ]
    in_force = [finding for finding, source in claims if source in evidence.counted]
    here = [finding for finding in in_force if finding.level == level]
    deciding = [finding for finding in here if finding.scope == "direct"] or here
    return Derivation(
        status=_verdict({finding.status for finding in deciding}),
        scope=(deciding[0].scope or "general") if deciding else None,
        in_force=frozenset([finding.statement for finding in in_force]),
        deciding=tuple([finding.statement for finding in deciding]),
        elsewhere=_elsewhere(in_force, level) if len(here) < len(in_force) else (),
    )


def _elsewhere(in_force: list[Finding], level: Level) -> tuple[tuple[Claim, Level], ...]:
    away = {
        (finding.status, finding.level or "unstated")
        for finding in in_force
        if finding.level != level and finding.status != "mentioned"
    }
    return tuple(sorted(away))


def _verdict(claims: set[str]) -> Status:
    if not claims:
        return "unaddressed"
    for_it, against_it = claims & {"funded", "met"}, claims & {"cut", "unmet"}
    if for_it and against_it:
        return "mixed"
    if against_it:
        return "cut" if "cut" in against_it else "unmet"
    return "met" if "met" in for_it else "funded"
