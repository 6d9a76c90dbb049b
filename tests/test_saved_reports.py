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


def test_a_filtered_report_is_nothing_to_check_against(folder: Path) -> None:
    run("report", "small.yaml", "--section", "rules", "-o", "part.json", cwd=folder)
    told = "tracker: part.json: a filtered report cannot be checked against; save the whole one\n"
    assert run("check", "small.yaml", "--against", "./part.json", cwd=folder)[::2] == (
        2,
        told.replace(": part", ": ./part"),
    )


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


def test_the_counts_of_a_saved_report_are_counted_anew(folder: Path) -> None:
    whole = run("report", "small.yaml", cwd=folder)
    saved(folder, lambda report: report["summary"].update(asks=0, by_status={}, elsewhere={"![x](http://e/p)": 3}))
    assert run("report", "saved.json", cwd=folder) == whole


def test_a_finding_whose_source_is_gone_is_told_without_it(folder: Path) -> None:
    saved(folder, lambda report: report["sources"].pop(4))
    for command in ("report saved.json -v", "report saved.json --format markdown", "report saved.json --format html"):
        assert run(*command.split(), cwd=folder)[::2] == (0, "")


def test_a_saved_report_is_no_platform_to_check(folder: Path) -> None:
    saved(folder, lambda report: None)
    refused = (2, "", "tracker: saved.json: a saved report, and no platform file\n")
    assert run("check", "saved.json", cwd=folder) == refused


def test_a_filtered_report_names_what_it_leaves_out(folder: Path) -> None:
    run("report", "small.yaml", "--section", "rules", "-o", "part.json", cwd=folder)
    code, out, _ = run("show", "survey-2023/grants", "part.json", cwd=folder)
    assert code == 0
    assert "  fire-grants (left out of this report)" in out.splitlines()
