"""Many platforms are one table: DuckDB reads a glob of CSV reports as the README says, and counts as they do."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import duckdb
import pytest

from .benchmarks import generate
from .command import run

SHIPPED = Path(__file__).parents[1] / "platform.yaml"
COUNTS = """
SELECT platform, status, count(DISTINCT ask) AS asks
FROM read_csv('*.csv', delim = ',', quote = '"', header = true, all_varchar = true, union_by_name = true)
GROUP BY ALL ORDER BY ALL
"""  # as in the README
TABLE = COUNTS[COUNTS.index("read_csv") : COUNTS.index("GROUP")]
HOSTILE = r"""
format: 1
platform: {id: hostile, title: "=1+1", organization: "NULL", directed_to: federal}
sources:
  - id: platform
    role: asks
    title: "a;b|c\td"
    genre: platform
    issued: unknown
    statements: [{id: bullet, locator: par. 1, pin: "'"}]
  - id: survey
    role: evidence
    title: Umfrage, „zwölf“ Städte
    genre: survey
    issued: 2025
    statements:
      - {id: formula, locator: par. 2, pin: '=HYPERLINK("http://example.org","x")', note: '+1;-2|@3', value: "1.10"}
      - {id: quotes, locator: par. 3, pin: '"quoted", "twice"', note: "two\nlines,\r\nthree", value: "007"}
      - {id: letters, locator: par. 4, pin: Zürich 市長 🏙, note: "\\ and \"", value: "2025-01-02"}
sections:
  - id: all
    title: All
    asks:
      - {id: "1", title: "@SUM(A1)", kind: funding, asked_in: [platform/bullet], status: cut, findings: [
          {statement: survey/formula, status: cut, level: federal, scope: direct},
          {statement: survey/quotes, status: mentioned}, {statement: survey/letters, status: mentioned}]}
      - {id: "2", title: "true", kind: law, asked_in: [platform/bullet], status: unaddressed}
      - {id: "3", title: "NULL", kind: law, asked_in: [platform/bullet], status: unaddressed}
      - {id: "4", title: "'\",\n;\"'", kind: law, asked_in: [platform/bullet], status: met, findings: [
          {statement: survey/letters, status: met, level: federal, scope: direct}]}
"""


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the CSV and the JSON report of each of four platforms."""
    folder = tmp_path_factory.mktemp("reports")
    platforms = {
        "shipped": SHIPPED.read_text(encoding="utf-8"),
        "generated": generate.text(generate.platform(25)),
        "larger": generate.text(generate.platform(300)),
        "hostile": HOSTILE,
    }
    for name, text in platforms.items():
        for suffix in ("csv", "json"):
            assert run("report", "-", "-o", f"{name}.{suffix}", cwd=folder, input=text) == (0, "", "")
    return folder


def query(folder: Path, sql: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    monkeypatch.chdir(folder)
    return duckdb.execute(sql).fetchall()


def test_counts_are_those_of_the_reports(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [json.loads(path.read_text(encoding="utf-8")) for path in reports.glob("*.json")]
    expected = [
        (report["platform"]["id"], status, count)
        for report in told
        for status, count in report["summary"]["by_status"].items()
        if count
    ]
    assert query(reports, COUNTS, monkeypatch) == sorted(expected)


def test_every_cell_is_the_text_of_the_reports(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = []
    for path in reports.glob("*.csv"):
        with open(path, encoding="utf-8-sig", newline="") as file:
            expected += [tuple(cell or None for cell in row) for row in list(csv.reader(file))[1:]]
    loaded = query(reports, f"SELECT * FROM {TABLE}", monkeypatch)
    assert sorted(loaded, key=str) == sorted(expected, key=str)


def test_a_hostile_platform_alone(reports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sql = f"SELECT any_value(title) FROM {TABLE.replace('*', 'hostile')} GROUP BY ask ORDER BY ask"
    assert query(reports, sql, monkeypatch) == [("'@SUM(A1)",), ("true",), ("NULL",), ("'\", ;\"'",)]
