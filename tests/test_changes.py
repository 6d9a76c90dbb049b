"""What changed between two reports: each kind of change, and the laws that hold for any two platforms."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.changes import KINDS, Change, Changes, FieldChange, Hint, Side, compare, match_asks, only
from tracker.history import build_log
from tracker.loading import report_on
from tracker.model import Figure, Tombstone
from tracker.render.documents import render_json
from tracker.report import Report, build_report
from tracker.revisions import Content, Revision

from .edits import Data, Editor, as_platform, platform, shuffle

SEEDS = st.integers(0, 2**32)


def reported(data: Data) -> Report:
    return build_report(as_platform(data))


def told(old: Data, new: Data) -> tuple[Change, ...]:
    return compare(reported(old), reported(new)).changes


def plain(changes: Iterable[Change]) -> list[str]:
    """The changes in an order of their own, with their lists in order."""
    return sorted(repr(_orderless(change)) for change in changes)


def _orderless(change: Change) -> Change:
    fields = [replace(field, from_=_sorted(field.from_), to=_sorted(field.to)) for field in change.fields or ()]
    because = None if change.because is None else tuple(sorted(change.because))
    return replace(change, because=because, fields=tuple(fields) or None)


def _sorted(value: object) -> object:
    return tuple(sorted(value)) if isinstance(value, tuple) else value


def unlike(random: Random) -> tuple[Data, Data]:
    """Two platforms of the same ids that have nothing else to do with each other, with former ids at random."""
    pair = platform(random), platform(random)
    for data in pair:
        for ask in asks(data):
            ask["id"] += random.choice(("", "-b"))
            ask["formerly"] = [f"ask-{random.randrange(10)}{random.choice(('', '-b'))}" for _ in range(2)]
        data["retired"] += [{"id": f"ask-{n}", "title": "t", "reason": "r"} for n in random.sample(range(10), k=3)]
    return pair


def asks(data: Data) -> list[Data]:
    return [ask for section in data["sections"] for ask in section["asks"]]


def turned(there: tuple[Change, ...], old: Data) -> list[Change]:
    """Each change as it is told from the other side."""
    old_ids = {change.id: change.from_ or "" for change in there if change.kind == "ask-renamed"}
    stones = {stone["id"] for stone in old["retired"]} | {name for ask in asks(old) for name in ask.get("formerly", ())}
    return [_turned(change, old_ids, stones) for change in there]


def _turned(change: Change, old_ids: dict[str, str], stones: set[str]) -> Change:
    what, _, became = change.kind.rpartition("-")
    kind = f"{what}-{ {'added': 'removed', 'removed': 'added', 'retired': 'added'}.get(became, became) }"
    if change.kind == "ask-added" and change.id in stones:
        kind = "ask-retired"
    return bare(
        replace(
            change,
            kind=kind,  # type: ignore[arg-type]
            id=old_ids.get(change.id, change.id) if change.concerns([change.id]) else change.id,
            from_=change.to,
            to=change.from_,
            from_scope=change.to_scope,
            to_scope=change.from_scope,
            fields=tuple(FieldChange(field.name, field.to, field.from_) for field in change.fields or ()),
        )
    )


def bare(change: Change) -> Change:
    """The change without what only one side can tell: the new title, and what an ask that came was called before."""
    passes = change.kind in ("ask-added", "ask-removed", "ask-retired")
    fields = tuple(field for field in change.fields or () if not (passes and field.name == "formerly"))
    return replace(change, title="", fields=fields)


# --- Laws ---


@given(SEEDS)
@settings(max_examples=300, deadline=None)
def test_the_changes_are_those_that_an_editor_made(seed: int) -> None:
    random = Random(seed)
    old = platform(random)
    new, expected = Editor(old, random).edit()
    found = told(old, new)
    assert plain(found) == plain(expected)
    assert [change.kind for change in found] == [change.kind for change in expected]


@given(SEEDS)
@settings(deadline=None)
def test_over_a_whole_history_the_changes_are_those_that_editors_made(seed: int) -> None:
    random = Random(seed)
    edited: list[tuple[Data, list[Change]]] = [(platform(random), [])]
    for serial in range(4):
        edited.append(Editor(edited[-1][0], random, serial).edit())
    revisions: list[Revision] = []
    contents = []
    for number, (data, _) in enumerate(edited):
        for text in (*random.sample(("", "format: [", "\tx"), k=random.randrange(3)), json.dumps(data)):
            contents.append(text.encode())
            revisions.append(Revision(f"{len(revisions)}", f"{number}", "", f"{len(revisions)}"))
    log = build_log(revisions, contents)
    told_by_day = {entry.date: plain(entry.changes) for entry in log.entries}
    assert told_by_day == {f"{n}": plain(changes) for n, (_, changes) in enumerate(edited)} | {"0": told_by_day["0"]}
    assert len(log.skipped) == len(revisions) - len(edited)


@given(SEEDS)
@settings(deadline=None)
def test_a_platform_does_not_differ_from_itself_in_any_order(seed: int) -> None:
    random = Random(seed)
    data = platform(random)
    assert told(data, data) == ()
    assert told(data, shuffle(data, random)) == ()


@given(SEEDS)
@settings(deadline=None)
def test_every_ask_is_matched_or_added_or_gone_once(seed: int) -> None:
    random = Random(seed)
    pair = unlike(random)
    for data in pair:  # and so are those that bear an id twice
        data["sections"][0]["asks"] += [copy.deepcopy(ask) for ask in asks(data) if random.random() < 0.3]
    old, new = map(reported, pair)
    pairing = match_asks(old, new)
    before = [*(ask for (_, ask), _ in pairing.matched), *pairing.gone]
    after = [*(ask for _, (_, ask) in pairing.matched), *pairing.new]
    assert sorted(map(id, before)) == sorted(map(id, old.asks))
    assert sorted(map(id, after)) == sorted(map(id, new.asks))


@given(SEEDS)
@settings(deadline=None)
def test_turned_round_every_change_is_turned_round(seed: int) -> None:
    random = Random(seed)
    old = platform(random)
    for one, other in ((old, Editor(old, random).edit()[0]), unlike(random)):
        assert plain(map(bare, told(other, one))) == plain(turned(told(one, other), one))


@given(SEEDS)
@settings(deadline=None)
def test_saved_reports_differ_as_their_platforms_do(seed: int) -> None:
    random = Random(seed)
    old = platform(random)
    reports = [reported(old), reported(Editor(old, random).edit()[0])]
    saved = [report_on(Content("saved", render_json(report).encode())).report for report in reports]
    assert saved == reports
    assert compare(saved[0], saved[1]) == compare(*reports)  # type: ignore[arg-type]


# --- Each kind of change ---

BASE: Data = {
    "format": "1",
    "platform": {"id": "p", "title": "Platform", "organization": "Org", "directed_to": "federal"},
    "sources": [
        {
            "id": "bullets",
            "role": "asks",
            "title": "Bullets",
            "genre": "platform",
            "issued": "2024",
            "statements": [{"id": "one", "locator": "par. 1", "pin": "a bullet"}],
        },
        {
            "id": "survey",
            "role": "evidence",
            "title": "Survey",
            "genre": "survey",
            "issued": "2025",
            "statements": [
                {"id": "cut", "locator": "par. 1", "pin": "was cut"},
                {"id": "paid", "locator": "par. 2", "pin": "was paid"},
            ],
        },
        {
            "id": "survey-2026",
            "role": "evidence",
            "title": "Next survey",
            "genre": "survey",
            "issued": "2026",
            "supersedes": ["survey"],
            "statements": [{"id": "paid", "locator": "par. 1", "pin": "paid again"}],
        },
    ],
    "sections": [
        {
            "id": "money",
            "title": "Money",
            "asks": [
                {
                    "id": "grants",
                    "title": "Keep grants",
                    "kind": "funding",
                    "asked_in": ["bullets/one"],
                    "status": "cut",
                    "findings": [{"statement": "survey/cut", "status": "cut", "level": "federal", "scope": "general"}],
                },
                {
                    "id": "aid",
                    "title": "Increase aid for fire departments",
                    "kind": "funding",
                    "asked_in": ["bullets/one"],
                    "status": "unaddressed",
                },
            ],
        },
        {"id": "rules", "title": "Rules", "asks": []},
    ],
    "retired": [{"id": "gone", "title": "Gone", "reason": "Done"}],
}
CUT = "cut, federal, general"
PAID = {"statement": "survey-2026/paid", "status": "funded", "level": "federal", "scope": "direct"}
SAYS_PAID = tuple(FieldChange(name, None, PAID[name]) for name in ("status", "level", "scope"))
SAID_CUT = (FieldChange("status", "cut"), FieldChange("level", "federal"), FieldChange("scope", "general"))
Edit = Callable[[Data], Any]


def grants(data: Data) -> Data:
    return data["sections"][0]["asks"][0]  # type: ignore[no-any-return]


def aid(data: Data) -> Data:
    return data["sections"][0]["asks"][1]  # type: ignore[no-any-return]


def overtake(data: Data) -> Any:
    return grants(data)["findings"].append(PAID)


def ask_changed(name: str, old: object, new: object) -> Change:
    return Change("ask-changed", "grants", "Keep grants", fields=(FieldChange(name, old, new),))


def status_changed(to: str, scope: str | None, *said: FieldChange) -> Change:
    names = tuple(field.name for field in said)
    told: Data = {"from_": "cut", "to": to, "from_scope": "general", "to_scope": scope}
    return Change("status-changed", "grants", "Keep grants", because=names, fields=said, **told)


def finding(kind: Any, statement: str, *fields: FieldChange) -> Change:
    return Change(kind, "grants", "Keep grants", statement, fields=fields)


def platform_changed(*fields: FieldChange) -> Change:
    return Change("platform-changed", "p", "Platform", fields=fields)


MOVED_SECTION: Edit = lambda data: data["sections"][1]["asks"].append(data["sections"][0]["asks"].pop())  # noqa: E731
EXAMPLES: dict[str, tuple[Edit, tuple[Change, ...]]] = {
    "a status by a finding that overtakes": (
        overtake,
        (
            status_changed(
                "funded",
                "direct",
                FieldChange("survey-2026/paid", None, "funded, federal, direct"),
                FieldChange("survey/cut", CUT, "not counted"),
            ),
            finding("finding-added", "survey-2026/paid", *SAYS_PAID),
        ),
    ),
    "a status by a finding that left": (
        lambda data: grants(data).update(findings=[]),
        (
            status_changed("unaddressed", None, FieldChange("survey/cut", CUT)),
            finding("finding-removed", "survey/cut", *SAID_CUT),
        ),
    ),
    "a status by a finding that is direct now": (
        lambda data: grants(data)["findings"][0].update(scope="direct"),
        (
            status_changed("cut", "direct", FieldChange("survey/cut", CUT, "cut, federal, direct")),
            finding("finding-changed", "survey/cut", FieldChange("scope", "general", "direct")),
        ),
    ),
    "a status by a source that decides no more": (
        lambda data: data["sources"][1].update(role="context"),
        (
            status_changed("unaddressed", None, FieldChange("survey/cut", CUT, "not counted")),
            Change("source-changed", "survey", "Survey", fields=(FieldChange("role", "evidence", "context"),)),
        ),
    ),
    "a status by no evidence": (
        lambda data: grants(data).update(directed_to="state"),
        (status_changed("unaddressed", None), ask_changed("directed_to", "federal", "state")),
    ),
    "a status by the platform's own change, told once": (
        lambda data: data["platform"].update(directed_to="state"),
        (
            status_changed("unaddressed", None),
            platform_changed(FieldChange("directed_to", "federal", "state")),
        ),
    ),
    "an ask added, with its evidence and former id": (
        lambda data: data["sections"][1]["asks"].append({**grants(BASE), "id": "new", "formerly": ["older"]}),
        (
            Change(
                "ask-added",
                "new",
                "Keep grants",
                None,
                None,
                "cut",
                None,
                "general",
                ("survey/cut",),
                (FieldChange("formerly", None, ("older",)),),
            ),
        ),
    ),
    "an ask retired, with the reason": (
        lambda data: (
            data["sections"][0]["asks"].pop(0),
            data["retired"].append({"id": "grants", "title": "Grants", "reason": "Won", "replaced_by": ["aid"]}),
        ),
        (
            Change(
                "ask-retired",
                "grants",
                "Keep grants",
                None,
                "cut",
                None,
                "general",
                None,
                ("survey/cut",),
                (
                    FieldChange("title", "Keep grants", "Grants"),
                    FieldChange("reason", None, "Won"),
                    FieldChange("replaced_by", None, ("aid",)),
                ),
            ),
        ),
    ),
    "an ask removed": (
        lambda data: data["sections"][0]["asks"].pop(),
        (Change("ask-removed", "aid", "Increase aid for fire departments", from_="unaddressed", because=()),),
    ),
    "an ask that came back from retirement": (
        lambda data: (aid(data).update(id="gone"), data["retired"].clear()),
        (
            Change(
                "ask-added",
                "gone",
                aid(BASE)["title"],
                to="unaddressed",
                because=(),
                fields=(FieldChange("title", "Gone", aid(BASE)["title"]), FieldChange("reason", "Done")),
            ),
            Change("ask-removed", "aid", aid(BASE)["title"], from_="unaddressed", because=()),
        ),
    ),
    "an ask renamed": (
        lambda data: grants(data).update(id="cops", formerly=["grants"]),
        (Change("ask-renamed", "cops", "Keep grants", from_="grants", to="cops"),),
    ),
    "an ask moved": (
        MOVED_SECTION,
        (Change("ask-moved", "aid", "Increase aid for fire departments", from_="money", to="rules"),),
    ),
    "an ask reworded": (
        lambda data: grants(data).update(title="Double grants"),
        (Change("ask-reworded", "grants", "Double grants", from_="Keep grants", to="Double grants"),),
    ),
    "an ask of another kind": (
        lambda data: grants(data).update(kind="practice"),
        (ask_changed("kind", "funding", "practice"),),
    ),
    "an ask asked elsewhere": (
        lambda data: grants(data).update(asked_in=["bullets/two", "bullets/one"]),
        (ask_changed("asked_in", ("bullets/one",), ("bullets/two", "bullets/one")),),
    ),
    "an ask that tells a former id later": (
        lambda data: grants(data).update(formerly=["older"]),
        (ask_changed("formerly", None, ("older",)),),
    ),
    "a source added": (
        lambda data: data["sources"].append({**BASE["sources"][0], "id": "new", "title": "New"}),
        (Change("source-added", "new", "New"),),
    ),
    "a source removed": (
        lambda data: data["sources"].pop(),
        (Change("source-removed", "survey-2026", "Next survey"),),
    ),
    "a source changed": (
        lambda data: data["sources"][2].update(title="Last survey", url="https://example.org", supersedes=[]),
        (
            Change(
                "source-changed",
                "survey-2026",
                "Last survey",
                fields=(
                    FieldChange("title", "Next survey", "Last survey"),
                    FieldChange("url", None, "https://example.org"),
                    FieldChange("supersedes", ("survey",)),
                ),
            ),
        ),
    ),
    "a statement added": (
        lambda data: data["sources"][0]["statements"].append({"id": "two", "locator": "par. 2", "pin": "another"}),
        (Change("statement-added", "bullets/two", "another"),),
    ),
    "a statement removed, under a finding": (
        lambda data: data["sources"][1]["statements"].pop(0),
        (Change("statement-removed", "survey/cut", "was cut"),),
    ),
    "a statement changed, under a finding": (
        lambda data: data["sources"][1]["statements"][0].update(pin="is cut", figure={"what": "Money", "value": "-1"}),
        (
            Change(
                "statement-changed",
                "survey/cut",
                "is cut",
                fields=(
                    FieldChange("pin", "was cut", "is cut"),
                    FieldChange(
                        "figure", None, Figure(what="Money", value="-1", place=None, period=None, credits=None)
                    ),
                ),
            ),
        ),
    ),
    "a section added": (
        lambda data: data["sections"].append({"id": "new", "title": "New", "asks": []}),
        (Change("section-added", "new", "New"),),
    ),
    "a section removed": (lambda data: data["sections"].pop(), (Change("section-removed", "rules", "Rules"),)),
    "a section changed": (
        lambda data: data["sections"][1].update(title="Laws"),
        (Change("section-changed", "rules", "Laws", fields=(FieldChange("title", "Rules", "Laws"),)),),
    ),
    "the platform": (
        lambda data: data["platform"].update(organization="League"),
        (platform_changed(FieldChange("organization", "Org", "League")),),
    ),
    "a tombstone": (
        lambda data: data["retired"][0].update(reason="Won"),
        (
            platform_changed(
                FieldChange(
                    "retired/gone",
                    Tombstone(id="gone", title="Gone", reason="Done", replaced_by=()),
                    Tombstone(id="gone", title="Gone", reason="Won", replaced_by=()),
                )
            ),
        ),
    ),
    "what only the file says": (lambda data: grants(data).update(status="met"), ()),
}


def edited(edit: Edit) -> Data:
    data = copy.deepcopy(BASE)
    edit(data)
    return data


@pytest.mark.parametrize("name", EXAMPLES)
def test_each_kind_of_change(name: str) -> None:
    edit, expected = EXAMPLES[name]
    assert told(BASE, edited(edit)) == expected


def test_every_kind_has_its_example() -> None:
    assert {change.kind for _, changes in EXAMPLES.values() for change in changes} == {*KINDS}


def test_what_overtook_is_told_though_it_does_not_decide() -> None:
    """A general finding overtakes a direct one, and a third, direct, decides alone."""
    old = edited(lambda data: (
        data["sources"].append({**data["sources"][0], "id": "op-ed", "role": "evidence"}),
        grants(data).update(findings=[
            {**PAID, "statement": "op-ed/one"},
            {"statement": "survey/cut", "status": "cut", "level": "federal", "scope": "direct"},
        ]),
    ))  # fmt: skip
    new = copy.deepcopy(old)
    grants(new)["findings"].append({**PAID, "scope": "general"})
    status = told(old, new)[0]
    assert (status.from_, status.to) == ("mixed", "funded")
    assert status.because == ("survey-2026/paid", "survey/cut")
    grants(new)["findings"].append({**PAID, "statement": "op-ed/two", "level": "local"})
    assert told(old, new)[0].because == ("survey-2026/paid", "survey/cut")


# --- Matching, hints, selection ---


def names(data: Data, **ids: str) -> Data:
    """The data with its asks renamed, without a word on it."""
    data = copy.deepcopy(data)
    for ask in asks(data):
        ask["id"] = ids.get(ask["id"], ask["id"])
    return data


def kinds(old: Data, new: Data) -> list[str]:
    return [change.kind for change in told(old, new)]


def test_a_rename_is_found_from_either_side() -> None:
    new = names(BASE, grants="cops")
    assert kinds(BASE, new) == ["ask-added", "ask-removed"]
    grants(new)["formerly"] = ["grants"]
    assert kinds(BASE, new) == kinds(new, BASE) == ["ask-renamed"]


def test_an_id_goes_before_a_former_id() -> None:
    new = names(BASE, aid="help")
    aid(new)["formerly"] = ["grants"]
    assert kinds(BASE, new) == ["ask-added", "ask-removed"]


def test_a_title_is_no_match_but_a_hint() -> None:
    new = names(BASE, aid="fire-aid")
    aid(new)["title"] = "Increase the aid for fire departments"
    assert compare(reported(BASE), reported(new)).hints == (Hint("aid", "fire-aid"),)


def test_the_likeliest_pair_is_hinted_first_and_each_ask_once() -> None:
    old, new = names(BASE, aid="a", grants="b"), names(BASE, aid="c", grants="d")
    grants(old)["title"], grants(new)["title"] = "Increase aid for fire trucks", "Increase aid for fire trucks"
    assert compare(reported(old), reported(new)).hints == (Hint("a", "c"), Hint("b", "d"))


def test_an_ask_is_hinted_once_though_two_are_like_it() -> None:
    one, two = names(BASE, aid="a"), names(BASE, aid="c")
    two["sections"][1]["asks"].append({**aid(two), "id": "d", "title": "Increase aid for fire trucks"})
    assert compare(reported(one), reported(two)).hints == (Hint("a", "c"),)
    assert compare(reported(two), reported(one)).hints == (Hint("c", "a"),)


def test_an_ask_of_other_words_is_no_hint() -> None:
    new = names(BASE, aid="trucks")
    aid(new)["title"] = "Ban bump stocks"
    assert compare(reported(BASE), reported(new)).hints == ()


def test_what_is_retired_is_no_hint() -> None:
    new = names(BASE, aid="fire-aid")
    new["retired"].append({"id": "aid", "title": "Aid", "reason": "Won"})
    assert compare(reported(BASE), reported(new)).hints == ()


def test_so_many_came_and_went_that_hints_would_be_noise() -> None:
    old, new = copy.deepcopy(BASE), copy.deepcopy(BASE)
    for data, prefix in ((old, "a"), (new, "b")):
        data["sections"][1]["asks"] = [{**aid(BASE), "id": f"{prefix}-{n}"} for n in range(201)]
    assert compare(reported(old), reported(new)).hints == ()


def test_only_some_kinds_and_asks() -> None:
    new = edited(lambda data: (overtake(data), aid(data).update(title="Aid"), data["platform"].update(title="P")))
    found = compare(reported(BASE), reported(new))
    assert [change.kind for change in only(found, ["ask-reworded", "platform-changed"], ()).changes] == [
        "ask-reworded", "platform-changed",
    ]  # fmt: skip
    of_ask = only(found, (), ["grants"])
    assert of_ask.summary == {"status-changed": 1, "finding-added": 1}
    assert [change.id for change in of_ask.changes] == ["grants", "grants"]
    assert only(found, ["ask-reworded"], ["grants"]).changes == ()


def test_the_document_counts_and_names_its_sides() -> None:
    found = compare(reported(BASE), build_report(as_platform(edited(overtake)), "2026"), "HEAD", "file")
    assert found == Changes(
        Side("HEAD"), Side("file", "2026"), {"status-changed": 1, "finding-added": 1}, found.changes
    )
