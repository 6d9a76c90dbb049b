"""Saved reports: what reads one as the file that it was made of, and what refuses one that is damaged or a part."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command import run

Saved = dict[str, Any]


def saved(folder: Path, edit: Callable[[Saved], object]) -> None:
    """The small platform's report as `saved.json`, with an edit made to it."""
    report: Saved = json.loads(run("report", "small.yaml", "--format", "json", cwd=folder)[1])
    edit(report)
    (folder / "saved.json").write_text(json.dumps(report))


DAMAGES: dict[str, Callable[[Saved], object]] = {
    "a date that is none": lambda report: report.update(as_of="garbage"),
    "a source's date": lambda report: report["sources"][1].update(issued="soon"),
    "an id with an escape": lambda report: report["sources"][1].update(id="sur\x1b[31mvey"),
    "a locator that is none": lambda report: report["sections"][0]["asks"][0]["findings"][0].update(locator="par. <b>"),
    "an id that is a path": lambda report: report["sections"][0].update(id="../../etc/passwd"),
    "a title that is a number": lambda report: report["sections"][0].update(title=1),
    "sections that are text": lambda report: report.update(sections="none"),
    "another kind": lambda report: report.update(kind="x" * 100_000),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_report_is_one_short_line(folder: Path, damage: str) -> None:
    saved(folder, DAMAGES[damage])
    for command in ("report {}", "report {} --format html", "show money {}", "diff {} small.yaml"):
        code, out, err = run(*command.format("saved.json").split(), cwd=folder)
        assert (code, out) == (2, "")
        assert err.startswith("tracker: saved.json: a ")
        assert err.count("\n") == 1
        assert len(err) < 200


@pytest.mark.parametrize("then", ["", ', "x": ' + "6" * 5000 + "}", ', "x": ' + "[" * 10**6])
def test_a_report_that_is_no_json_is_still_called_a_report(folder: Path, then: str) -> None:
    saved(folder, lambda report: None)
    whole = (folder / "saved.json").read_text()
    (folder / "saved.json").write_text(whole.rstrip()[:-1] + then)
    for command in ("report", "show money"):
        told = run(*command.split(), "saved.json", cwd=folder)
        assert told == (2, "", "tracker: saved.json: a damaged report; save it anew\n")


def test_byte_order_marks_before_a_report_are_nothing(folder: Path) -> None:
    saved(folder, lambda report: None)
    (folder / "saved.json").write_bytes(b"\xef\xbb\xbf" * 2 + (folder / "saved.json").read_bytes())
    assert run("report", "saved.json", cwd=folder) == run("report", "small.yaml", cwd=folder)


def test_the_counts_of_a_saved_report_are_counted_anew(folder: Path) -> None:
    whole = run("report", "small.yaml", cwd=folder)
    saved(folder, lambda report: report["summary"].update(asks=0, by_status={}, elsewhere={"![x](http://e/p)": 3}))
    assert run("report", "saved.json", cwd=folder) == whole


LOSSES: dict[str, Callable[[Saved], object]] = {
    "a source": lambda report: report["sources"].pop(4),
    "levels": lambda report: [finding.update(level=None) for section in report["sections"] for ask in section["asks"]
                              for finding in ask["findings"]],
}  # fmt: skip


@pytest.mark.parametrize("loss", LOSSES)
def test_what_a_report_has_lost_is_told_without_it(folder: Path, loss: str) -> None:
    saved(folder, LOSSES[loss])
    for command in ("report saved.json -v", "report saved.json --format markdown", "report saved.json --format html"):
        assert run(*command.split(), cwd=folder)[::2] == (0, "")
