"""The status rule held against the rule as the codebook states it, its laws, and timelines."""

from __future__ import annotations

from itertools import permutations
from random import Random
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.model import STATUSES, Finding, FindingStatus, Platform, Source, last_day
from tracker.render.svg import templates
from tracker.render.text import COLORS
from tracker.render.words import MEANINGS
from tracker.report import build_report, with_timelines
from tracker.shipped import shipped
from tracker.status import (
    AGAINST,
    FOR,
    STRONGEST_FIRST,
    Derivation,
    circle,
    derive,
    is_known,
    weigh,
)

CLAIMS = ("funded", "met", "partly", "cut", "unmet")
LEVELS = ("federal", "state", "unstated", None)
NAMES = ("a", "b", "c", "d")
DATES = ("2023", "2024-06", "2025-02-03", "unknown")
DAYS = (None, "2022", "2023-12-31", "2024-06-30", "2025-02-03")


def source(name: str, *supersedes: str, **more: Any) -> Source:
    told = {"id": name, "role": "evidence", "title": name, "genre": "g", "issued": "2025", "supersedes": supersedes}
    return Source.model_validate(told | more)


def finding(statement: str, status: str, level: str | None = "federal", scope: str | None = "direct") -> Finding:
    return Finding.model_validate({"statement": statement, "status": status, "level": level, "scope": scope})


def test_no_word_of_a_status_is_forgotten() -> None:
    """Where one is added, what it does, means and looks like is said too."""
    claims = set(get_args(FindingStatus))
    assert claims == FOR | AGAINST | {"mentioned"} == set(STRONGEST_FIRST) | {"mentioned"}
    assert set(STATUSES) == claims - {"mentioned"} | {"mixed", "unaddressed"}
    looks = vars(templates().get_template("looks.html").module)["looks"]
    assert set(STATUSES) == MEANINGS.keys() == looks.keys() == COLORS.keys() & set(STATUSES)
    assert all(f"`{status}`" in shipped("codebook.md") for status in STATUSES)


# --- The rule, said again ---


def verdict(claims: set[str]) -> str:
    """Step 4, as a table from the strongest word down."""
    if not claims:
        return "unaddressed"
    if claims & {"cut", "unmet"} and claims - {"cut", "unmet"}:
        return "mixed"
    return next(word for word in ("cut", "unmet", "partly", "met", "funded") if word in claims)


def by_the_rule(  # noqa: C901  # one step after another
    findings: list[Finding], level: str, sources: list[Source], as_of: str | None
) -> Derivation:
    """What the four steps give, finding by finding, as they are worded."""
    of = {entry.id: entry for entry in sources}

    def came(day: str) -> bool:
        return as_of is None or (day != "unknown" and str(last_day(day)) <= str(last_day(as_of)))

    def is_reached(older: str, newer: str) -> bool:
        return any(older == link or is_reached(older, link) for link in of[newer].supersedes)

    def before_others(it: Finding) -> str:
        name, _, number = it.statement.partition("/")
        if it.status == "mentioned":
            return "mention"
        if of[name].role != "evidence":
            return "context"
        if not came(of[name].issued):
            return "not yet known"
        taken_back = of[name].statements[int(number[1:])].withdrawn
        return "withdrawn" if taken_back and (taken_back == "unknown" or came(taken_back)) else ""

    counted = [it for it in findings if not before_others(it)]

    def part(it: Finding) -> str:
        name = it.statement.partition("/")[0]
        if said := before_others(it):
            return said
        newer = {other.statement.partition("/")[0] for other in counted if other.level == it.level} - {name}
        if any(is_reached(name, other) for other in newer):
            return "overtaken"
        if it.level != level:
            return "elsewhere" if it.level in ("federal", "state") else "unstated"
        return "decides"

    parts = [part(it) for it in findings]
    deciding = [it for it, played in zip(findings, parts, strict=True) if played == "decides"]
    if any(it.scope == "direct" for it in deciding):
        deciding = [it for it in deciding if it.scope == "direct"]
        parts = [
            "outweighed" if played == "decides" and it not in deciding else played
            for it, played in zip(findings, parts, strict=True)
        ]
    scope = None if not deciding else "direct" if deciding[0].scope == "direct" else "general"
    return Derivation(verdict({it.status for it in deciding}), scope, tuple(parts))  # type: ignore[arg-type]


STATEMENTS = st.lists(st.sampled_from([None, None, None, "2024", "unknown"]), min_size=3, max_size=3).map(
    lambda dates: [{"id": f"s{n}", "locator": "par. 1", "pin": "p", "withdrawn": day} for n, day in enumerate(dates)]
)
SOURCES = st.tuples(
    *[
        st.builds(
            lambda name, role, issued, supersedes, statements: source(
                name, *supersedes, role=role, issued=issued, statements=statements
            ),
            st.just(name),
            st.sampled_from(["evidence", "evidence", "evidence", "context"]),
            st.sampled_from(DATES),
            st.sets(st.sampled_from(NAMES[:n]), max_size=2) if n else st.just(set()),
            STATEMENTS,
        )
        for n, name in enumerate(NAMES)
    ]
).map(list)
FINDINGS = st.lists(
    st.builds(
        finding,
        st.builds("{}/s{}".format, st.sampled_from(NAMES), st.integers(0, 2)),
        st.sampled_from((*CLAIMS, "mentioned")),
        st.sampled_from(("federal", *LEVELS)),
        st.sampled_from(("direct", "general", None)),
    ),
    max_size=8,
    unique_by=lambda it: it.statement,
)


@given(FINDINGS, SOURCES, st.sampled_from(DAYS), st.randoms())
@settings(max_examples=600, deadline=None)
def test_the_rule_is_the_one_that_is_stated(
    findings: list[Finding], sources: list[Source], as_of: str | None, random: Random
) -> None:
    expected = by_the_rule(findings, "federal", sources, as_of)
    assert derive(findings, "federal", weigh(sources, as_of)) == expected
    order = random.sample(range(len(findings)), len(findings))
    turned = derive([findings[n] for n in order], "federal", weigh(random.sample(sources, len(sources)), as_of))
    assert turned == expected._replace(parts=tuple(expected.parts[n] for n in order))


# --- Its table, its examples, its bounds ---


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (["a/s0 cut federal general", "b/s0 funded federal direct"], "funded direct: outweighed, decides"),
        (["a/s0 cut federal general", "b/s0 unmet federal general"], "cut general: decides, decides"),
        (["a/s0 funded state direct", "b/s0 cut unstated direct"], "unaddressed None: elsewhere, unstated"),
        (["old/s0 cut federal direct", "new/s0 unmet federal general"], "unmet general: overtaken, decides"),
        (["old/s0 cut federal direct", "new/s0 funded state direct"], "cut direct: decides, elsewhere"),
        (["old/s0 cut federal direct", "new/s0 mentioned"], "cut direct: decides, mention"),
        (["old/s0 cut federal direct", "almanac/s0 funded federal direct"], "cut direct: decides, context"),
        (["a/s0 cut federal"], "cut general: decides"),  # unfinished, so what claims less is taken
        (["a/s0 cut"], "unaddressed None: unstated"),
    ],
)
def test_examples(told: list[str], expected: str) -> None:
    sources = [*map(source, "ab"), source("old"), source("middle", "old"), source("new", "middle")]
    evidence = weigh([*sources, source("almanac", "old", role="context")])
    claims = [finding(*[*words.split(), None, None][:4]) for words in told]  # type: ignore[arg-type]
    derived = derive(claims, "federal", evidence)
    assert f"{derived.status} {derived.scope}: {', '.join(derived.parts)}" == expected


def test_in_a_circle_nothing_is_superseded() -> None:
    sources = [source("a", "b"), source("b", "a", "c"), source("c")]
    claims = [finding("a/x", "funded"), finding("c/x", "cut")]
    assert {derive(claims, "federal", weigh(order)).status for order in permutations(sources)} == {"mixed"}
    assert circle({it.id: it.supersedes for it in sources}) in (["a", "b", "a"], ["b", "a", "b"])


def test_of_a_chain_of_10_000_sources_the_newest_decides() -> None:
    evidence = weigh([source(f"s{n}", *[f"s{n - 1}"] * (n > 0)) for n in range(10_000)])
    derived = derive(
        [finding(f"s{n}/x", "funded" if n == 9_999 else "cut") for n in range(10_000)], "federal", evidence
    )
    assert (derived.status, derived.parts) == ("funded", ("overtaken",) * 9_999 + ("decides",))


@pytest.mark.parametrize(
    ("issued", "last_unknown", "known"),
    [
        ("2025", "2025-12-30", "2025-12-31"),
        ("2025", "2025-11", "2025"),
        ("2025-02", "2025-02-27", "2025-02-28"),
        ("2024-02", "2024-02-28", "2024-02-29"),
        ("2025-06-15", "2025-06-14", "2025-06-15"),
        ("2025-06-15", "2025-05", "2025-06"),
        ("unknown", "9999", None),
    ],
)
def test_a_date_counts_from_its_last_possible_day(issued: str, last_unknown: str, known: str | None) -> None:
    assert [is_known(issued, day) for day in (last_unknown, known, None)] == [False, True, True]


# --- Days: timelines, and asks that were not made yet ---


def a_platform(sources: list[Source], *findings: list[Finding], issued: str = "2022", **ask: Any) -> Platform:
    """A platform with an ask for each list of findings."""
    bullets = source("bullets", role="asks", issued=issued, statements=[{"id": "x", "locator": "par. 1", "pin": "p"}])
    asks = [
        {"id": f"ask-{n}", "title": "t", "kind": "funding", "asked_in": ["bullets/x"], "status": "unaddressed",
         "findings": [it.model_dump(exclude_none=True) for it in claims], **ask}
        for n, claims in enumerate(findings)
    ]  # fmt: skip
    header = {"id": "p", "title": "t", "organization": "o", "directed_to": "federal"}
    written = [it.model_dump(exclude_none=True) for it in (bullets, *sources)]
    sections = [{"id": "all", "title": "All", "asks": asks}]
    return Platform.model_validate({"format": "1", "platform": header, "sources": written, "sections": sections})


@given(FINDINGS, FINDINGS, SOURCES, st.sampled_from(DAYS))
@settings(deadline=None)
def test_a_timeline_tells_the_status_at_every_day(
    one: list[Finding], other: list[Finding], sources: list[Source], as_of: str | None
) -> None:
    platform = a_platform(sources, one, other, issued="2020")
    report = with_timelines(build_report(platform, as_of))
    days = {day for ask in report.asks for day in [step.as_of for step in ask.timeline]}
    assert {count.as_of for count in report.summary.over_time} == days
    for count in report.summary.over_time:
        on_that_day = build_report(platform, count.as_of)
        assert count.by_status == on_that_day.summary.by_status
        for ask, then in zip(report.asks, on_that_day.asks, strict=True):
            steps = {step.as_of: (step.status, step.scope) for step in ask.timeline}
            assert steps.get(count.as_of, (then.status, then.scope)) == (then.status, then.scope)
    for ask in report.asks:
        last = [(step.status, step.scope) for step in ask.timeline] or [("unaddressed", None)]
        assert last[-1] == (ask.status, ask.scope)
        assert [step.as_of for step in ask.timeline if step.as_of] == sorted({it.as_of for it in ask.timeline} - {None})  # type: ignore[type-var]


def test_a_timeline_has_the_days_of_evidence_and_of_its_withdrawal() -> None:
    taken_back = {"id": "s0", "locator": "par. 1", "pin": "p", "withdrawn": "2024-03"}
    told = {"id": "s0", "locator": "par. 1", "pin": "p"}
    sources = [
        source("survey", issued="2023", statements=[taken_back]),
        source("budget", issued="2024-06-01", statements=[told]),
        source("op-ed", issued="unknown", statements=[told]),
        source("almanac", issued="2021", role="context", statements=[told]),
    ]
    claims = [
        finding("survey/s0", "cut"),
        finding("budget/s0", "partly", scope="general"),
        finding("op-ed/s0", "cut", scope="general"),
        finding("almanac/s0", "funded"),
    ]
    platform = a_platform(sources, claims, [finding("budget/s0", "mentioned", None, None)])

    def timeline(as_of: str | None) -> list[str]:
        ask = with_timelines(build_report(platform, as_of)).asks[0]
        return [f"{step.as_of} {step.status} {step.scope}" for step in ask.timeline]

    days = ["2023-12-31 cut direct", "2024-03-31 unaddressed None", "2024-06-01 partly general"]
    assert timeline(None) == [*days, "None mixed general"]
    assert timeline("2024-05") == days[:2]
    assert timeline("2022") == []
    assert with_timelines(build_report(platform)).asks[1].timeline == ()  # a mention decides nothing
    counts = with_timelines(build_report(platform)).summary.over_time
    assert [(count.as_of, {status: n for status, n in count.by_status.items() if n}) for count in counts] == [
        ("2023-12-31", {"cut": 1, "unaddressed": 1}),
        ("2024-03-31", {"unaddressed": 2}),
        ("2024-06-01", {"partly": 1, "unaddressed": 1}),
        (None, {"mixed": 1, "unaddressed": 1}),
    ]
    parts = [it.part for it in build_report(platform, "2024-04").asks[0].findings]
    assert parts == ["withdrawn", "not yet known", "not yet known", "context"]
    assert build_report(platform, "2024-03-30").asks[0].status == "cut"


def test_what_was_taken_back_on_an_unknown_day_never_counts() -> None:
    taken_back = {"id": "s0", "locator": "par. 1", "pin": "p", "withdrawn": "unknown"}
    platform = a_platform([source("a", statements=[taken_back])], [finding("a/s0", "cut")])
    assert [build_report(platform, day).asks[0].findings[0].part for day in (None, "2026")] == ["withdrawn"] * 2


@pytest.mark.parametrize(
    ("issued", "as_of", "asks"),
    [("2024", "2024-12-30", 0), ("2024", "2024-12-31", 1), ("unknown", "1999", 1), ("2024", None, 1)],
)
def test_what_was_not_asked_yet_is_left_out_and_counted(issued: str, as_of: str | None, asks: int) -> None:
    report = build_report(a_platform([], [], issued=issued), as_of)
    assert (len(report.asks), report.summary.asks, report.not_yet_asked) == (asks, asks, 1 - asks)


def test_one_bullet_that_was_out_is_enough_to_have_asked() -> None:
    early = source("early", role="asks", issued="2020", statements=[{"id": "x", "locator": "par. 1", "pin": "p"}])
    platform = a_platform([early], [], issued="2024", asked_in=["bullets/x", "early/x"])
    assert build_report(platform, "2021").not_yet_asked == 0
