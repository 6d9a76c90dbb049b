"""What changed between two reports: each kind of change, and the laws that hold for any two platforms."""

from __future__ import annotations

import copy
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.changes import CAUSES, KINDS, Change, Changes, FieldChange, Side, compare, match_asks, only
from tracker.facts import in_words
from tracker.history import build_log
from tracker.loading import report_on
from tracker.render.documents import render_json
from tracker.report import Report, build_report
from tracker.revisions import Content, Revision

from .command import run_here
from .edits import Data, Editor, as_platform, platform, shuffle
from .repository import Repository
from .test_remedies import applied

SEEDS = st.integers(0, 2**32)


def reported(data: Data, as_of: str | None = None) -> Report:
    return build_report(as_platform(data), as_of)


def told(old: Data, new: Data) -> tuple[Change, ...]:
    return compare(reported(old), reported(new)).changes


def plain(changes: Iterable[Change]) -> list[str]:
    """The changes in an order of their own, with their lists in order, and without what repeats the reports."""
    return sorted(repr(_orderless(change)) for change in changes)


def _orderless(change: Change) -> Change:
    fields = [replace(field, from_=_sorted(field.from_), to=_sorted(field.to)) for field in change.fields or ()]
    because = None if change.because is None else tuple(sorted(change.because))
    return replace(change, because=because, fields=tuple(fields) or None, finding=None, asks=None)


def _sorted(value: object) -> object:
    return tuple(sorted(value)) if isinstance(value, tuple) else value


def asks(data: Data) -> list[Data]:
    return [ask for section in data["sections"] for ask in section["asks"]]


def unlike(random: Random) -> tuple[Data, Data]:
    """Two platforms of the same ids that have nothing else to do with each other, with former ids at random."""
    pair = platform(random), platform(random)
    for data in pair:
        for ask in asks(data):
            ask["id"] += random.choice(("", "-b"))
            ask["formerly"] = [f"ask-{random.randrange(10)}{random.choice(('', '-b'))}" for _ in range(2)]
        data["retired"] += [{"id": f"ask-{n}", "title": "t", "reason": "r"} for n in random.sample(range(10), k=3)]
    return pair


def turned(there: tuple[Change, ...], old: Data, new: Data) -> list[Change]:
    """Each change as it is told from the other side."""
    old_ids = {change.id: change.from_ or "" for change in there if change.kind == "ask-renamed"}
    stones = {stone["id"] for stone in old["retired"]} | {name for ask in asks(old) for name in ask.get("formerly", ())}
    sources = {name: source["id"] for source in new["sources"] for name in source.get("formerly", ())}
    return [_turned(change, old_ids, stones, {new: old for old, new in sources.items()}) for change in there]


def _turned(change: Change, old_ids: dict[str, str], stones: set[str], sources: dict[str, str]) -> Change:
    what, _, became = change.kind.rpartition("-")
    kind = f"{what}-{ {'added': 'removed', 'removed': 'added', 'retired': 'added'}.get(became, became) }"
    if change.kind == "ask-added" and change.id in stones:
        kind = "ask-retired"

    def former(reference: str) -> str:
        source, slash, statement = reference.partition("/")
        return f"{sources.get(source, source)}{slash}{statement}"

    name = old_ids.get(change.id, change.id) if change.concerns([change.id]) else former(change.id)
    fields = [FieldChange(former(field.name), field.to, field.from_) for field in change.fields or ()]
    return bare(
        replace(
            change,
            kind=kind,  # type: ignore[arg-type]
            id=name,
            statement=change.statement and former(change.statement),
            from_=change.to,
            to=change.from_,
            from_scope=change.to_scope,
            to_scope=change.from_scope,
            because=change.because and tuple(map(former, change.because)),
            fields=tuple(sorted(fields, key=lambda field: field.name)),
        )
    )


def bare(change: Change) -> Change:
    """The change without what only one side can tell: the new title, and what an ask that came was called before."""
    passes = change.kind in ("ask-added", "ask-removed", "ask-retired")
    fields = tuple(field for field in change.fields or () if not (passes and field.name == "formerly"))
    causes = tuple(sorted({CAUSE_ROUND.get(cause, cause) for cause in change.causes or ()}))
    return replace(change, title="", fields=tuple(sorted(fields, key=lambda field: field.name)), causes=causes)  # type: ignore[arg-type]


CAUSE_ROUND = {"new-evidence": "evidence came or went", "late-coding": "evidence came or went",
               "evidence-removed": "evidence came or went", "evidence-withdrawn": "recoded"}  # fmt: skip


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
    for change in found:
        assert (change.kind == "status-changed") == bool(change.causes)
        if change.kind.startswith("finding"):
            assert change.finding
            assert change.finding.statement == change.statement


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
    assert told(data, _respaced(shuffle(data, random))) == ()


def _respaced(data: Data) -> Data:
    """The data with other spaces in its texts."""
    return json.loads(json.dumps(data).replace(" grants", "\\u00a0 grants").replace(' homes"', '\\thomes \\n"'))  # type: ignore[no-any-return]


@given(SEEDS)
@settings(deadline=None)
def test_every_ask_is_matched_or_added_or_gone_once(seed: int) -> None:
    random = Random(seed)
    pair = unlike(random)
    old, new = map(reported, pair)
    pairing = match_asks(old, new)
    before = [*(ask for ask, _ in pairing.matched), *pairing.gone]
    after = [*(ask for _, ask in pairing.matched), *pairing.new]
    assert sorted(map(id, before)) == sorted(map(id, old.asks))
    assert sorted(map(id, after)) == sorted(map(id, new.asks))


@given(SEEDS)
@settings(deadline=None)
def test_turned_round_every_change_is_turned_round(seed: int) -> None:
    random = Random(seed)
    old = platform(random)
    for one, other in ((old, Editor(old, random).edit()[0]), unlike(random)):
        assert plain(map(bare, told(other, one))) == plain(turned(told(one, other), one, other))


@given(SEEDS)
@settings(deadline=None)
def test_a_change_that_only_adds_a_source_is_new_evidence(seed: int) -> None:
    random = Random(seed)
    new, old = platform(random), {}
    for ask in asks(new):
        for finding in ask["findings"]:
            finding["statement"] = finding["statement"].replace("column/", "budget/")
    added = next(source for source in new["sources"] if source["id"] == "column")
    added.update(id="budget", supersedes=random.choice(([], ["survey"])))
    old = copy.deepcopy(new)
    old["sources"] = [source for source in old["sources"] if source["id"] != "budget"]
    with_findings, without = copy.deepcopy(old), old
    for ask in asks(without):
        ask["findings"] = [it for it in ask["findings"] if not it["statement"].startswith("budget/")]
    for before in (without, with_findings):  # the findings may have come earlier, in a file with errors
        for causes in (change.causes for change in told(before, new) if change.kind == "status-changed"):
            assert causes == ("new-evidence",)
        for causes in (change.causes for change in told(new, before) if change.kind == "status-changed"):
            assert causes == ("evidence-removed",)


@given(SEEDS)
@settings(deadline=None)
def test_saved_reports_differ_as_their_platforms_do(seed: int) -> None:
    random = Random(seed)
    old = platform(random)
    reports = [reported(old), reported(Editor(old, random).edit()[0])]
    saved = [report_on(Content("saved", render_json(report).encode()))[0] for report in reports]
    assert saved == reports
    assert compare(saved[0], saved[1]) == compare(*reports)  # type: ignore[arg-type]


def test_on_a_real_history_each_status_change_bears_the_cause_that_the_editor_knows(tmp_path: Path) -> None:
    random, repository = Random(7), Repository(tmp_path)
    data = platform(random)
    repository.commit("0", {"platform.yaml": json.dumps(data)})
    known: dict[str, list[tuple[Any, ...]]] = {}
    for serial in range(1, 61):
        data, changes = Editor(data, random, serial).edit()
        known[f"{serial}"] = sorted(
            (change.id, change.from_, change.to, *(change.causes or ()))
            for change in changes
            if change.kind == "status-changed"
        )
        repository.commit(f"{serial}", {"platform.yaml": json.dumps(data)})
    code, out, _ = run_here("log", "--format", "json", cwd=tmp_path)
    log = {entry["subject"]: entry["changes"] for entry in json.loads(out)["entries"]}
    found = {
        subject: sorted(
            (change["id"], change["from"], change["to"], *change["causes"])
            for change in log.get(subject, ())
            if change["kind"] == "status-changed"
        )
        for subject in known
    }
    assert (code, found) == (0, known)
    causes = [cause for changes in known.values() for _, _, _, *causes in changes for cause in causes]
    assert len(causes) > 60
    assert {*causes} == {*CAUSES} - {"date"}


# --- Each kind of change ---

KEPT = Path(__file__).parent / "changes.txt"  # edits of `changes.yaml`, and what is told of each
BASE_TEXT = KEPT.with_suffix(".yaml").read_text(encoding="utf-8")
BASE: Data = yaml.load(BASE_TEXT, yaml.BaseLoader)
PAID = {"statement": "survey-2026/paid", "status": "funded", "level": "federal", "scope": "direct"}
Edit = Callable[[Data], Any]


def grants(data: Data) -> Data:
    return data["sections"][0]["asks"][0]  # type: ignore[no-any-return]


def aid(data: Data) -> Data:
    return data["sections"][0]["asks"][1]  # type: ignore[no-any-return]


def cut(data: Data) -> Data:
    return grants(data)["findings"][0]  # type: ignore[no-any-return]


def overtake(data: Data) -> Any:
    return grants(data)["findings"].append(PAID)


def edited(edit: Edit, of: Data = BASE) -> Data:
    data = copy.deepcopy(of)
    edit(data)
    return data


def line(change: Change) -> str:
    """The change in one line: what happened to what, by which causes and evidence, field by field, under which asks."""
    words = f"{change.kind} {change.statement or change.id}"
    if change.from_ or change.to:
        words += f": {_end(change.from_, change.from_scope)} -> {_end(change.to, change.to_scope)}"
    words += f" by {', '.join(change.causes)}" if change.causes else ""
    words += f" because {', '.join(change.because) or 'of nothing'}" if change.because is not None else ""
    words += "".join(f"; {field.name}: {_value(field.from_)} -> {_value(field.to)}" for field in change.fields or ())
    return words + (f" under {', '.join(change.asks)}" if change.asks else "")


def _end(status: str | None, scope: str | None) -> str:
    return f"{status} ({scope})" if scope else f"{status}" if status else "-"


def _value(value: object) -> str:
    return "-" if value is None else in_words(value)


def test_each_kind_of_change() -> None:
    """What each edit changes, a line a change, is kept in `changes.txt`; OUTPUTS_UPDATE=1 writes what it is now."""
    kept = KEPT.read_text(encoding="utf-8")
    text, found = "", list[Change]()
    for example in kept.split("=== ")[1:]:
        edits = example.partition("--- told\n")[0]
        changes = told(BASE, yaml.load(applied(BASE_TEXT, edits.partition("\n")[2]), yaml.BaseLoader))
        text += f"=== {edits}--- told\n" + "".join(f"{line(it)}\n" for it in changes)
        found += changes
    if os.environ.get("OUTPUTS_UPDATE"):
        KEPT.write_text(text, encoding="utf-8")
    assert text == kept
    assert {change.kind for change in found} == {*KINDS}
    assert {cause for it in found for cause in it.causes or ()} == {*CAUSES} - {"date"}


def test_another_day_is_a_cause() -> None:
    data = edited(overtake)
    before = reported(data, "2025")
    (status,) = compare(before, reported(data, "2026")).changes
    assert line(status) == (
        "status-changed grants: cut (general) -> funded (direct) by date because survey-2026/paid, survey/cut; "
        "survey-2026/paid: not counted: not yet known -> funded, federal, direct; "
        "survey/cut: cut, federal, general -> not counted: overtaken"
    )
    recoded = edited(lambda data: (overtake(data), data["sources"][2].update(supersedes=[]), cut(data).update(
        status="unmet")))  # fmt: skip
    assert compare(before, reported(recoded, "2026")).changes[0].causes == ("recoded", "date")
    withdrawn = edited(lambda data: data["sources"][1]["statements"][0].update(withdrawn="2026"))
    (status,) = compare(reported(withdrawn, "2025"), reported(withdrawn, "2026")).changes
    assert status.causes == ("evidence-withdrawn",)
    assert [change.kind for change in compare(reported(BASE, "2023"), reported(BASE, "2024")).changes] == [
        "ask-added", "ask-added"
    ]  # fmt: skip


def test_composition_is_no_change() -> None:
    composed, taken_apart, other = (
        {**BASE, "platform": {**BASE["platform"], "title": title}} for title in ("Caf\u00e9", "Cafe\u0301", "Cafe")
    )
    assert told(composed, taken_apart) == ()
    assert told(composed, other) != ()


def test_what_overtook_is_told_though_it_does_not_decide() -> None:
    """A general finding overtakes a direct one, and a third, direct, decides alone."""
    old = edited(lambda data: (
        data["sources"].append({**data["sources"][0], "id": "op-ed", "role": "evidence"}),
        grants(data).update(findings=[
            {**PAID, "statement": "op-ed/one"},
            {"statement": "survey/cut", "status": "cut", "level": "federal", "scope": "direct"},
        ]),
    ))  # fmt: skip
    new = edited(lambda data: grants(data)["findings"].append({**PAID, "scope": "general"}), old)
    status = told(old, new)[0]
    assert (status.from_, status.to) == ("mixed", "funded")
    assert status.because == ("survey-2026/paid", "survey/cut")
    grants(new)["findings"].append({**PAID, "statement": "op-ed/two", "level": "local"})
    assert told(old, new)[0].because == ("survey-2026/paid", "survey/cut")


# --- Matching, selection ---


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
    found = compare(reported(BASE), reported(edited(overtake), "2026"), "HEAD", "file")
    counts = {"status-changed": 1, "finding-added": 1}
    sides = Side("HEAD", newest="2026"), Side("file", "2026", newest="2026")
    assert found == Changes(*sides, counts, found.changes, pairing=found.pairing)  # type: ignore[arg-type]
