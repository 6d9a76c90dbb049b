"""What is handed on from a report: CSV for analysts, the chart, and marks on what changed since an older one."""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256
from pathlib import Path

import pytest

from tracker.changes import Cause, Change, is_news

from .command import SMALL_TEXT, git, run

DESIGN = (
    "platform,as_of,section,ask,title,kind,directed_to,status,scope,source,statement,finding,level,finding_scope,"
    "in_force,locator,pin,note,value,part,finding_note,section_title,asked_value,source_title,source_genre,"
    "source_publisher,source_issued,source_url,selection,source_author,source_role,made_from,sha256,revision"
)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


class TestCsv:
    def test_its_columns_are_those_of_the_design(self, folder: Path) -> None:
        out = run("report", "small.yaml", "--format", "csv", cwd=folder)[1]
        assert out.splitlines()[0].replace('"', "") == DESIGN

    def test_each_row_says_what_the_report_says(self, folder: Path) -> None:
        text = SMALL_TEXT.replace("pin: more money}", "pin: more money, value: twelve millions}").replace(
            "{statement: survey-2023/grants, status: cut, level: federal, scope: general}",
            "{statement: survey-2023/grants, status: cut, level: federal, scope: general, note: Convention 1.}",
            1,
        )
        options = ("-", "--directed-to", "federal", "--section", "money", "--section", "rules")
        rows = rows_of(run("report", *options, "--format", "csv", cwd=folder, input=text)[1])
        report = json.loads(run("report", *options, "--format", "json", cwd=folder, input=text)[1])
        asks = [ask for section in report["sections"] for ask in section["asks"]]
        assert [(row["ask"], row["statement"], row["part"]) for row in rows] == [
            (ask["id"], finding.get("statement", ""), finding.get("part", ""))
            for ask in asks
            for finding in ask["findings"] or [{}]
        ]
        assert {row["in_force"] for row in rows} == {"true", "false"}
        assert {row["selection"] for row in rows} == {"section money or rules; directed_to federal"}
        first, last = rows[0], rows[-1]
        assert (first["part"], first["finding_note"], first["asked_value"]) == (
            "overtaken",
            "Convention 1.",
            "twelve millions",
        )
        assert [first[name] for name in DESIGN.split(",") if name.startswith(("source_", "section_"))] == [
            *("Money", "Survey of towns", "survey of 12 towns", "League Press", "2023"),
            *("https://example.org/survey?a=1&b=2", "The League", "evidence"),
        ]
        assert (first["made_from"], first["sha256"]) == ("'-", sha256(text.encode()).hexdigest())
        assert (last["ask"], last["part"], last["in_force"], last["section_title"]) == (
            *("quiet-nights", "", "false", "Rules"),
        )


class TestSince:
    @pytest.fixture
    def repository(self, folder: Path) -> Path:
        """The small platform with a commit, and after it a status that new evidence moved and one that was recoded."""
        git("init", "-q", cwd=folder)
        (folder / "small.yaml").rename(folder / "platform.yaml")
        git("add", ".", cwd=folder)
        git("commit", "-qm", "Begin", cwd=folder)
        text = SMALL_TEXT.replace(
            "  - id: almanac\n    role: context",
            "  - id: gazette\n    role: evidence\n    title: Gazette\n    genre: gazette\n    issued: 2025\n"
            "    statements:\n      - {id: quiet, locator: par. 1, pin: the nights are quiet}\n"
            "  - id: almanac\n    role: context",
        )
        text = text.replace(
            "        status: unaddressed\n",
            "        status: met\n        findings:\n"
            "          - {statement: gazette/quiet, status: met, level: federal, scope: direct}\n",
        )
        text = text.replace("status: unmet\n        findings", "status: met\n        findings")
        text = text.replace(
            "column/broken, status: unmet, level: federal", "column/broken, status: met, level: federal"
        )
        (folder / "platform.yaml").write_text(text, encoding="utf-8")
        return folder

    @pytest.mark.parametrize("since", ["HEAD", "./old.json", "HEAD:platform.yaml"])
    def test_news_and_corrections_are_told_apart(self, repository: Path, since: str) -> None:
        run("report", "HEAD", "-o", "old.json", cwd=repository)
        code, page, err = run("report", "--since", since, "--format", "html", cwd=repository)
        assert (code, err) == (0, "")
        assert "New: <strong>1 ask</strong>. Coded anew: <strong>1</strong>. Came or went: <strong>0</strong>." in page
        assert f"What changed since {since.removeprefix('./')}</h2>" in page
        assert "the newest evidence was of 2024-06.</p>" in page
        assert f"; compared with <bdi>{since.removeprefix('./')}</bdi>, SHA-256 " in page
        assert page.count('<b class="since news">new: was unaddressed</b>') == 3
        assert page.count('<b class="since">coded anew: was unmet</b>') == 3

    def test_what_a_selection_leaves_out_is_not_counted(self, repository: Path) -> None:
        page = run("report", "--since", "HEAD", "--format", "html", "--status", "cut", cwd=repository)[1]
        assert "New: <strong>0 asks</strong>. Coded anew: <strong>0</strong>." in page


@pytest.mark.parametrize(
    ("causes", "expected"),
    [
        (("new-evidence",), True),
        (("new-evidence", "recoded"), True),
        (("evidence-withdrawn",), True),
        (("date",), True),
        (("late-coding",), False),
        (("recoded", "evidence-removed"), False),
        (("ask-changed",), False),
    ],
)
def test_news_is_what_happened_and_not_what_was_coded_otherwise(causes: tuple[Cause, ...], expected: bool) -> None:
    assert is_news(Change("status-changed", "ask", causes=causes)) == expected
    assert not is_news(Change("ask-changed", "ask"))


@pytest.mark.parametrize(
    ("options", "shown"),
    [
        ("--directed-to state", ["road-grants"]),
        ("--directed-to state --directed-to local", ["road-grants"]),
        ("--directed-to federal --status cut", ["flood-grants"]),
    ],
)
def test_asks_are_selected_by_addressee(folder: Path, options: str, shown: list[str]) -> None:
    out = run("report", "small.yaml", "--format", "csv", *options.split(), cwd=folder)[1]
    assert list(dict.fromkeys(row["ask"] for row in rows_of(out))) == shown


def test_the_suffix_picks_the_chart_and_it_is_the_same_each_time(folder: Path) -> None:
    for name in ("one.svg", "two.svg"):
        assert run("report", "small.yaml", "-o", name, cwd=folder) == (0, "", "")
    one = (folder / "one.svg").read_bytes()
    assert one == (folder / "two.svg").read_bytes()
    assert one == run("report", "small.yaml", "--format", "svg", cwd=folder)[1].encode()
    assert b"Made from small.yaml, SHA-256 " in one
