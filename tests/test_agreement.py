"""`agree`: the statistic against its reference, the counts by brute force, and whole outputs.

`OUTPUTS_UPDATE=1 pytest tests/test_agreement.py` writes the present outputs into `tests/agreements/`; read the
difference.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import jsonschema
import krippendorff
import numpy
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from tests.command import SMALL_TEXT, run
from tests.edits import Data, Editor, as_platform, platform, shuffle
from tracker.agreement import Agreement, agree, alpha
from tracker.changes import match_asks
from tracker.report import AskReport, Report, build_report

OUTPUTS = Path(__file__).parent / "agreements"
CASES = {
    "text": "agree first.yaml second.yaml",
    "color": "agree first.yaml second.yaml --color always",
    "markdown": "agree first.yaml second.yaml --format markdown",
    "json": "agree first.yaml second.yaml --format json",
    "same": "agree first.yaml first.yaml",
    "empty": "agree empty.yaml empty.yaml --format markdown",
    "empty-json": "agree empty.yaml empty.yaml --format json",
}


def reference(pairs: list[tuple[str, str]]) -> float | None:
    """The alpha of the `krippendorff` package, which raises for fewer than two values."""
    if len({value for pair in pairs for value in pair}) < 2:
        return None
    ratings = numpy.array(pairs, dtype="U99").T
    return float(krippendorff.alpha(ratings, level_of_measurement="nominal"))


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.sampled_from("abcde")), max_size=40))
def test_alpha_is_that_of_the_reference(pairs: list[tuple[str, str]]) -> None:
    assert alpha(Counter(pairs)) == pytest.approx(reference(pairs))


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        # Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), A and B.
        ("0100000010", "1110010000", 0.095),
        ("aabbdcccedda", "babbbcccEddd".lower(), 0.692),
    ],
)
def test_alpha_is_the_published_one(one: str, other: str, published: float) -> None:
    assert alpha(Counter(zip(one, other, strict=True))) == pytest.approx(published, abs=0.0005)


def test_one_flip_among_mostly_unaddressed_asks_moves_alpha_far() -> None:
    alike = Counter({("unaddressed", "unaddressed"): 34, ("cut", "cut"): 2, ("unmet", "unmet"): 2})
    flipped = alike - Counter([("cut", "cut")]) + Counter([("cut", "unaddressed")])
    assert alpha(alike) == 1
    assert alpha(flipped) == pytest.approx(0.85, abs=0.005)


def coded_twice(seed: int) -> tuple[Report, Report]:
    """A random platform and an edited one, as reports."""
    random = Random(seed)
    first = platform(random)
    second, _ = Editor(first, random).edit()
    return build_report(as_platform(first)), build_report(as_platform(second))


def said_in(ask: AskReport, source: str) -> str:
    return str(sorted({f"{it.status} {it.level} {it.scope}" for it in ask.findings if it.source == source}))


def table(first: Report, second: Report) -> dict[tuple[str, str], tuple[str, str]]:
    """Every cell of both, with what each coder put into it as text, worked out the long way."""
    renamed = {former: source.id for source in second.sources for former in source.formerly}
    cells = {}
    for one, other in match_asks(first, second).matched:
        for source in (source.id for source in first.sources if source.role != "asks"):
            now = source if source in second.source_by_id else renamed.get(source)
            if now in second.source_by_id:
                cells[one.id, now] = said_in(one, source), said_in(other, now)
    return cells


@pytest.mark.parametrize("seed", range(60))
def test_the_counts_are_those_of_all_cells(seed: int) -> None:
    first, second = coded_twice(seed)
    found, cells = agree(first, second), table(first, second)
    filled = {cell: pair for cell, pair in cells.items() if pair != ("[]", "[]")}
    assert (found.cells.filled, found.cells.alike) == (len(filled), sum(a == b for a, b in filled.values()))
    assert found.cells.alpha == pytest.approx(reference(list(cells.values())))
    assert {(cell.ask, cell.source) for cell in found.differing} == {it for it, (a, b) in filled.items() if a != b}
    matched = match_asks(first, second).matched
    statuses: list[tuple[str, str]] = [(one.status, other.status) for one, other in matched]
    assert (found.statuses.asks, found.statuses.alike) == (len(statuses), sum(a == b for a, b in statuses))
    assert found.statuses.alpha == pytest.approx(reference(statuses))
    assert len(found.statuses.differing) == len(statuses) - found.statuses.alike


@pytest.mark.parametrize("seed", range(20))
def test_agreement_has_no_direction_and_no_order(seed: int) -> None:
    first, second = coded_twice(seed)
    there, back = agree(first, second), agree(second, first)
    assert (there.cells, there.statuses.alpha) == (back.cells, back.statuses.alpha)
    assert counted(there) == [(asks, source, other, one) for asks, source, one, other in counted(back)]
    data = platform(Random(seed))
    same = agree(build_report(as_platform(data)), build_report(as_platform(shuffle(data, Random(1)))))
    assert same.is_complete
    assert same.cells.filled == same.cells.alike
    assert same.cells.alpha in (None, 1)


def counted(agreement: Agreement) -> list[Any]:
    """The cells that differ, by what stays of the ids of an ask and a source that are renamed on the other side."""
    cells = [
        (cell.ask.removesuffix("-b"), re.sub(r"^(column)-\d+$", r"\1", cell.source), cell.first, cell.second)
        for cell in agreement.differing
    ]
    return sorted(cells, key=lambda cell: cell[:2])


def recoded() -> Data:
    """The small platform as another coder might have it, with what no two codings should differ in besides."""
    data: Data = yaml.load(SMALL_TEXT, yaml.BaseLoader)
    asks = {ask["id"]: ask for section in data["sections"] for ask in section["asks"]}
    sources = {source["id"]: source for source in data["sources"]}
    sources["survey-2024"]["statements"].append({"id": "said-otherwise", "locator": "par. 3", "pin": "`back` <b>"})
    asks["fire-grants"]["findings"][1]["statement"] = "survey-2024/said-otherwise"  # other words, the same cell
    asks["flood-grants"]["findings"][0]["scope"] = "direct"
    asks["open-meetings"].update(status="unaddressed", findings=asks["open-meetings"]["findings"][2:])
    sober = {"statement": "survey-2024/said-otherwise", "status": "unmet", "level": "federal", "scope": "direct"}
    asks["quiet-nights"].update(status="unmet", findings=[sober])
    asks["road-grants"].update(id="lane-grants", formerly=["road-grants"])
    asks["road-grants"]["findings"][1]["statement"] = "opinions/broken"
    sources["column"].update(id="opinions", formerly=["column"])
    asks["building-law"]["id"] = "house-law"
    data["sources"].append({**sources.pop("almanac"), "id": "yearbook"})
    data["sources"] = [source for source in data["sources"] if source["id"] != "almanac"]
    asks["open-meetings"]["findings"][1]["statement"] = "yearbook/fires"
    asks["flood-grants"]["findings"][0]["note"] = "Floods are named, two lines below."
    return data


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("codings")
    (made / "first.yaml").write_text(SMALL_TEXT)
    (made / "second.yaml").write_text(yaml.safe_dump(recoded(), sort_keys=False))
    assert run("init", "empty.yaml", "--blind", "first.yaml", cwd=made)[0] == 0
    return made


@pytest.mark.parametrize("name", CASES)
def test_the_whole_output(name: str, folder: Path) -> None:
    code, out, err = run(*CASES[name].split(), cwd=folder)
    kept = OUTPUTS / f"{name}.txt"
    if os.environ.get("OUTPUTS_UPDATE"):
        kept.write_text(out, encoding="utf-8")
    assert out == kept.read_text(encoding="utf-8")
    assert (code, err) == (0 if name.startswith(("same", "empty")) else 1, "")


@pytest.mark.parametrize("name", ["json", "empty-json"])
def test_the_document_is_what_its_schema_says(name: str, folder: Path) -> None:
    schema = json.loads(run("schema", "agreement", cwd=folder)[1])
    document = json.loads((OUTPUTS / f"{name}.txt").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(document, schema)
    assert set(document) == set(schema["properties"])


def test_no_text_of_a_file_becomes_markup() -> None:
    html = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render((OUTPUTS / "markdown.txt").read_text())
    assert not any(tag in html for tag in ("<a ", "<b>", "<table>"))
    assert "“`back` &lt;b&gt;”" in html


def test_saved_reports_and_revisions_agree_as_their_files_do(folder: Path) -> None:
    run("report", "second.yaml", "-o", "second.json", cwd=folder)
    code, out, err = run("agree", "first.yaml", "second.json", cwd=folder)
    assert (code, err) == (1, "")
    assert out.replace("second.json", "second.yaml") == (OUTPUTS / "text.txt").read_text(encoding="utf-8")
