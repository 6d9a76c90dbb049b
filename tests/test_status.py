"""The status rule: its whole table, its laws, and what `show` says of it."""

from __future__ import annotations

from itertools import combinations, permutations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.model import Claim, Finding, Level, Source
from tracker.status import Derivation, Evidence, derive, is_known, oldest_first, weigh

CLAIMS = ("funded", "met", "cut", "unmet")
LEVELS = ("federal", "state", "local", "unstated")


def source(name: str, role: str = "evidence", issued: str = "2025", supersedes: tuple[str, ...] = ()) -> Source:
    return Source.model_validate(
        {"id": name, "role": role, "title": name, "genre": "survey", "issued": issued, "supersedes": supersedes}
    )


def finding(statement: str, status: str, level: str | None = "federal", scope: str | None = "direct") -> Finding:
    return Finding.model_validate({"statement": statement, "status": status, "level": level, "scope": scope})


EVIDENCE = weigh([source("a"), source("b"), source("c"), source("context", role="context")])


def status_of(*findings: Finding, level: str = "federal") -> str:
    return derive(findings, level, EVIDENCE).status  # type: ignore[arg-type]


THE_TABLE = {
    frozenset[str](): "unaddressed",
    frozenset({"funded"}): "funded",
    frozenset({"met"}): "met",
    frozenset({"cut"}): "cut",
    frozenset({"unmet"}): "unmet",
    frozenset({"funded", "met"}): "met",
    frozenset({"cut", "unmet"}): "cut",
    frozenset({"funded", "cut"}): "mixed",
    frozenset({"funded", "unmet"}): "mixed",
    frozenset({"met", "cut"}): "mixed",
    frozenset({"met", "unmet"}): "mixed",
    frozenset({"funded", "met", "cut"}): "mixed",
    frozenset({"funded", "met", "unmet"}): "mixed",
    frozenset({"funded", "cut", "unmet"}): "mixed",
    frozenset({"met", "cut", "unmet"}): "mixed",
    frozenset(CLAIMS): "mixed",
}


def test_the_whole_table() -> None:
    every = [frozenset(some) for size in range(5) for some in combinations(CLAIMS, size)]
    derived = {
        some: status_of(*(finding(f"a/s{number}", claim) for number, claim in enumerate(sorted(some))))
        for some in every
    }
    assert derived == THE_TABLE


def test_a_direct_finding_outweighs_the_general_ones() -> None:
    general = finding("a/one", "cut", scope="general")
    direct = finding("b/two", "funded")
    assert derive([general, direct], "federal", EVIDENCE) == Derivation(
        "funded", "direct", frozenset({"a/one", "b/two"}), ("b/two",), ()
    )


def test_general_findings_decide_where_nothing_is_direct_and_the_status_says_so() -> None:
    findings = [finding("a/one", "cut", scope="general"), finding("b/two", "unmet", scope="general")]
    assert derive(findings, "federal", EVIDENCE) == Derivation(
        "cut", "general", frozenset({"a/one", "b/two"}), ("a/one", "b/two"), ()
    )


def test_other_levels_are_told_elsewhere_and_decide_nothing() -> None:
    findings = [
        finding("a/one", "funded", level="local"),
        finding("b/two", "funded", level="local", scope="general"),
        finding("b/three", "cut", level="unstated"),
        finding("c/four", "unmet", level="state"),
    ]
    elsewhere: tuple[tuple[Claim, Level], ...] = (("cut", "unstated"), ("funded", "local"), ("unmet", "state"))
    in_force = frozenset({"a/one", "b/two", "b/three", "c/four"})
    assert derive(findings, "federal", EVIDENCE) == Derivation("unaddressed", None, in_force, (), elsewhere)
    assert derive(findings, "state", EVIDENCE) == Derivation(
        "unmet", "direct", in_force, ("c/four",), (("cut", "unstated"), ("funded", "local"))
    )


def test_context_and_mentions_are_not_in_force() -> None:
    findings = [finding("context/one", "cut"), finding("a/two", "mentioned", None, None)]
    assert derive(findings, "federal", EVIDENCE) == Derivation("unaddressed", None, frozenset(), (), ())


def test_an_unfinished_finding_counts_as_general_and_stands_elsewhere_without_a_level() -> None:
    assert derive([finding("a/one", "cut", scope=None)], "federal", EVIDENCE).scope == "general"
    assert derive([finding("a/one", "cut", level=None)], "federal", EVIDENCE).elsewhere == (("cut", "unstated"),)


class TestSupersession:
    sources = (
        source("old", issued="2023"),
        source("middle", issued="2024", supersedes=("old",)),
        source("new", issued="2025", supersedes=("middle",)),
        source("other", issued="2025"),
    )
    evidence = weigh(sources)

    def status(self, *findings: Finding) -> str:
        return derive(findings, "federal", self.evidence).status

    def test_a_newer_source_overtakes_an_older_one_also_through_others(self) -> None:
        old, middle, new = finding("old/x", "cut"), finding("middle/x", "unmet"), finding("new/x", "funded")
        assert self.status(old) == "cut"
        assert self.status(old, middle) == "unmet"
        assert self.status(old, new) == "funded"
        assert derive([old, middle, new], "federal", self.evidence) == Derivation(
            "funded", "direct", frozenset({"new/x"}), ("new/x",), ()
        )

    def test_only_at_the_same_level_and_not_by_a_mere_mention(self) -> None:
        old = finding("old/x", "cut")
        assert self.status(old, finding("new/x", "funded", level="local")) == "cut"
        assert self.status(old, finding("new/x", "mentioned", None, None)) == "cut"
        assert self.status(old, finding("other/x", "funded")) == "mixed"

    def test_a_general_finding_of_a_newer_source_overtakes_a_direct_one(self) -> None:
        derived = derive(
            [finding("old/x", "cut"), finding("new/x", "unmet", scope="general")], "federal", self.evidence
        )
        assert (derived.status, derived.scope) == ("unmet", "general")

    def test_a_source_not_yet_known_overtakes_nothing(self) -> None:
        evidence = weigh(self.sources, as_of="2024-12-31")
        assert evidence.counted == {"middle", "old"}
        assert derive([finding("old/x", "cut"), finding("new/x", "funded")], "federal", evidence) == Derivation(
            "cut", "direct", frozenset({"old/x"}), ("old/x",), ()
        )

    def test_a_known_source_overtakes_through_one_that_is_not_known(self) -> None:
        undated = (self.sources[0], source("middle", issued="unknown", supersedes=("old",)), self.sources[2])
        evidence = weigh(undated, as_of="2026")
        assert derive([finding("old/x", "cut"), finding("new/x", "funded")], "federal", evidence).status == "funded"

    def test_a_circle_ends(self) -> None:
        evidence = weigh([source("a", supersedes=("b",)), source("b", supersedes=("a",))])
        assert derive([finding("a/x", "cut"), finding("b/x", "funded")], "federal", evidence).status == "unaddressed"
        assert derive([finding("a/x", "cut"), finding("a/y", "cut")], "federal", evidence).status == "cut"

    def test_in_a_circle_the_order_of_the_file_is_nothing(self) -> None:
        sources = [source("a", supersedes=("b",)), source("b", supersedes=("a", "c")), source("c")]
        claims = [finding("a/x", "funded"), finding("c/x", "cut")]
        derived = {derive(claims, "federal", weigh(order)).status for order in permutations(sources)}
        assert derived == {"funded"}

    def test_a_source_of_context_overtakes_nothing(self) -> None:
        evidence = weigh([source("old"), source("context", role="context", supersedes=("old",))])
        assert derive([finding("old/x", "cut"), finding("context/x", "funded")], "federal", evidence).status == "cut"

    def test_a_chain_of_10_000_sources_stays_in_bounds(self) -> None:
        chain = [source(f"s{n}", supersedes=(f"s{n - 1}",) if n else ()) for n in range(10_000)]
        claims = [finding(f"s{n}/x", "funded" if n == 9_999 else "cut") for n in range(10_000)]
        assert derive(claims, "federal", weigh(chain)).deciding == ("s9999/x",)

    def test_what_is_superseded_comes_first(self) -> None:
        links = {"c": ("b", "a"), "b": ("a",), "d": ("gone", "d"), "a": ()}
        assert list(oldest_first(links)) == ["a", "b", "c", "gone", "d"]


@pytest.mark.parametrize(
    ("issued", "as_of", "known"),
    [
        ("2025", None, True),
        ("unknown", None, True),
        ("unknown", "2030", False),
        ("2025", "2025", True),
        ("2025", "2025-12-30", False),
        ("2025", "2025-12-31", True),
        ("2025-02", "2025-02-27", False),
        ("2025-02", "2025-02-28", True),
        ("2024-02", "2024-02-28", False),
        ("2025-06-15", "2025-06-14", False),
        ("2025-06-15", "2025-06", True),
        ("2025-06-15", "2025-06-15", True),
    ],
)
def test_a_date_counts_from_its_last_possible_day(issued: str, as_of: str | None, known: bool) -> None:
    assert is_known(issued, as_of) is known


findings_of_all_kinds = st.lists(
    st.builds(
        finding,
        st.builds("{}/s{}".format, st.sampled_from(["a", "b", "c", "context"]), st.integers(0, 999)),
        st.sampled_from(CLAIMS),
        st.sampled_from(LEVELS),
        st.sampled_from(["direct", "general"]),
    ),
    max_size=8,
    unique_by=lambda it: it.statement,
)
any_evidence = st.sampled_from(
    [EVIDENCE, weigh([source("a", supersedes=("b",)), source("b", supersedes=("c",)), source("c")])]
)


@given(findings_of_all_kinds, any_evidence, st.randoms())
def test_the_order_of_findings_does_not_matter(findings: list[Finding], evidence: Evidence, random: Random) -> None:
    shuffled = random.sample(findings, len(findings))
    one, other = (derive(some, "federal", evidence) for some in (findings, shuffled))
    assert (one.status, one.scope, one.in_force, one.elsewhere) == (
        other.status,
        other.scope,
        other.in_force,
        other.elsewhere,
    )
    assert sorted(one.deciding) == sorted(other.deciding)


@given(findings_of_all_kinds, any_evidence, st.sampled_from(["a", "b", "c", "context"]))
def test_a_mention_never_changes_anything(findings: list[Finding], evidence: Evidence, name: str) -> None:
    mention = finding(f"{name}/mention", "mentioned", None, None)
    assert derive([*findings, mention], "federal", evidence) == derive(findings, "federal", evidence)


@given(findings_of_all_kinds, any_evidence, st.sampled_from(CLAIMS), st.sampled_from(LEVELS[1:]))
def test_a_finding_at_another_level_never_changes_the_status(
    findings: list[Finding],
    evidence: Evidence,
    status: str,
    level: str,
) -> None:
    one = derive(findings, "federal", evidence)
    other = derive([*findings, finding("a/elsewhere", status, level)], "federal", evidence)
    assert (one.status, one.scope, one.deciding) == (other.status, other.scope, other.deciding)


@given(findings_of_all_kinds, any_evidence)
def test_what_decides_is_in_force_and_points_the_way_of_the_status(findings: list[Finding], evidence: Evidence) -> None:
    derived = derive(findings, "federal", evidence)
    assert set(derived.deciding) <= derived.in_force
    claims = {it.status for it in findings if it.statement in derived.deciding}
    assert derived.status == THE_TABLE[frozenset(claims)]
    assert (derived.scope is None) == (not derived.deciding)


def test_every_status_can_be_reached() -> None:
    reached = {status_of(finding("a/x", one), finding("b/y", other)) for one, other in product(CLAIMS, repeat=2)}
    assert reached | {status_of()} == {"funded", "met", "cut", "unmet", "mixed", "unaddressed"}
