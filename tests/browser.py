"""Reports to make pages of, and the browser to open them in."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tracker.document import read
from tracker.report import Report, build_report, with_timelines

REQUIRED = os.environ.get("TRACKER_REQUIRE_BROWSER") == "1"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
HOSTILE = {
    "script": "<script>alert(1)</script>",
    "ends-script": "</script></style></title><img src=x onerror=alert(1)>",
    "quotes": "\" onmouseover='alert(1)' x=\"`",
    "template": "{{ report }} {% raw %} {# #} &amp; &lt;b&gt;",
    "override": "paid \u202edednuf\u202c to \u2066you\u2069 \u200fnow",
    "zero-width": "fun\u200bded\ufeff and\u00ad so on",
    "arabic": "تمويل الشرطة المحلية (2025)",
    "emoji": "Fund 👮🏽‍♀️ and 🚒",
    "terminal": "\x1b]0;owned\x07\x1b[31mred",
    "endless": "x" * 10_000,
}


def report_of(platform: dict[str, Any], as_of: str | None = None) -> Report:
    """The report on a platform that is given as plain data; JSON is YAML."""
    document = read(json.dumps(platform, ensure_ascii=False).encode(), "sample")
    assert document.platform, document.problems
    return with_timelines(build_report(document.platform, as_of))


def finding(statement: str, status: str, level: str = "federal", scope: str = "direct") -> dict[str, str]:
    if status == "mentioned":
        return {"statement": statement, "status": status}
    return {"statement": statement, "status": status, "level": level, "scope": scope}


def ask(name: str, title: str, status: str, *findings: dict[str, str], **more: Any) -> dict[str, Any]:
    told = {"id": name, "title": title, "kind": "funding", "asked_in": ["bullets/all"], "status": status}
    return {**told, "findings": list(findings), **more}


def source(name: str, role: str, genre: str, *statements: str, **more: Any) -> dict[str, Any]:
    """A source whose n-th statement stands at its n-th paragraph."""
    told = [
        {
            "id": statement,
            "locator": f"par. {n}",
            "pin": f"the words on {statement}",
            "note": f"It tells of {statement}",
        }
        for n, statement in enumerate(statements, 1)
    ]
    return {
        "id": name,
        "role": role,
        "title": f"The {name}",
        "genre": genre,
        "issued": "2025",
        "statements": told,
        **more,
    }


def sample() -> dict[str, Any]:
    """A platform in which everything occurs: each status, general words, other levels, old ids, a tombstone."""
    article = source("article", "context", "article", "crime-falls", "cameras", "listening", issued="unknown")
    article["statements"][0]["figure"] = {
        "what": "Homicides",
        "value": "-17%",
        "place": "30 cities",
        "credits": "mayors",
    }
    survey = source("survey", "evidence", "survey of 60 mayors", "grants-cut", "bill", "called-for", author="An Author",
                    publisher="A Paper", url="https://example.org/survey", archived="http://archive.example/s",
                    accessed="2025-11-02", sha256="ab" * 32, supersedes=["old-survey"])  # fmt: skip
    survey["statements"][0]["value"] = "30% of the mayors"
    survey["statements"][2]["figure"] = {"what": "Homicides", "value": "-19%", "place": "67 cities", "period": "2025"}
    first = [
        ask("police-grants", "Police grants", "cut", finding("survey/grants-cut", "cut", scope="general")),
        ask("fire-grants", "Fire grants", "cut", finding("survey/grants-cut", "cut", scope="general"),
            finding("op-ed/own-money", "funded", "local"), finding("article/cameras", "mentioned"),
            formerly=["fire-money"]),
        ask("body-cameras", "Body cameras", "funded", finding("op-ed/own-money", "funded")),
        ask("training", "Training", "mixed", finding("survey/called-for", "unmet"),
            finding("op-ed/own-money", "funded")),
    ]  # fmt: skip
    second = [
        ask("red-flag", "Red-flag law", "met", finding("survey/bill", "met"), kind="law"),
        ask(
            "state-law", "State law", "unmet", finding("survey/bill", "unmet", "state"), kind="law", directed_to="state"
        ),
        ask("commission", "A commission", "unaddressed", kind="practice"),
    ]
    retired = [{"id": "buybacks", "title": "Gun buybacks", "reason": "Left the platform", "replaced_by": ["red-flag"]}]
    return {
        "format": "1",
        "platform": {"id": "sample", "title": "A sample platform", "organization": "Mayors", "directed_to": "federal"},
        "sources": [
            source("bullets", "asks", "platform", "all", issued="unknown"),
            survey,
            source("op-ed", "evidence", "op-ed by one mayor", "own-money", "youth", issued="2024-05"),
            source("old-survey", "evidence", "survey", issued="2023"),
            article,
        ],
        "sections": [
            {"id": "money", "title": "Money", "asks": first},
            {"id": "laws", "title": "Laws", "asks": second},
        ],
        "retired": retired,
    }


def hostile() -> dict[str, Any]:
    """The sample with text in every field that a page could take for something else."""
    platform = sample()
    platform["platform"]["title"] = HOSTILE["ends-script"]
    platform["platform"]["organization"] = HOSTILE["override"]
    platform["sections"][0]["title"] = HOSTILE["script"]
    platform["sections"][1]["asks"] += [ask(name, title, "unaddressed") for name, title in HOSTILE.items()]
    for entry in platform["sources"]:
        entry.update(title=HOSTILE["quotes"], genre=HOSTILE["terminal"], author=HOSTILE["ends-script"])
        for statement in entry["statements"]:
            statement.update(pin=HOSTILE["script"], note=HOSTILE["override"], value=HOSTILE["ends-script"])
    platform["retired"][0].update(title=HOSTILE["script"], reason=HOSTILE["endless"])
    return platform


def years() -> dict[str, Any]:
    """A platform of 20 asks and 12 sources over three years, with sums asked and given, and a statement withdrawn."""
    bullets = source("bullets", "asks", "platform", *(f"bullet-{n}" for n in range(20)), issued="2022-06")
    asks = [_year_ask(n) for n in range(20)]
    for n, (statement, told) in enumerate(zip(bullets["statements"], asks, strict=True)):
        if told["kind"] == "funding":
            is_funded = any(found["status"] == "funded" for found in told["findings"])
            statement["value"] = "$20 million a year" if is_funded else f"${(n + 1) * 50} million a year"
    method = "Two coders read each source; they agreed on 51 of 58 cells."
    header = {"id": "years", "title": "What the cities ask of Washington", "organization": "Conference of Cities"}
    return {
        "format": "1",
        "platform": {**header, "directed_to": "federal", "method": method},
        "sources": [bullets, *(_year_source(n) for n in range(12))],
        "sections": [
            {"id": f"part-{n}", "title": f"Part {n + 1} of the platform", "asks": asks[n * 5 : n * 5 + 5]}
            for n in range(4)
        ],
    }


def _year_source(n: int) -> dict[str, Any]:
    genre = ("budget", "survey of 40 mayors", "op-ed by one mayor")[n % 3]
    made = source(f"source-{n}", "evidence", genre, "programs", "grants", "law",
                  issued=f"{2023 + n // 4}-{1 + n % 4 * 3:02}", title=f"The {genre}, issue {n + 1}",
                  publisher=f"Institute {'ABCD'[n % 4]}", url=f"https://example.org/{n}",
                  archived=f"https://archive.example/{n}")  # fmt: skip
    made["statements"][0]["value"] = f"${20 + 10 * n} million"
    made["supersedes"] = [f"source-{n - 3}"] if n in (5, 8) else []
    if n == 3:
        made["statements"][1]["withdrawn"] = "2025-02-01"
    return made


def _year_ask(n: int) -> dict[str, Any]:
    """The n-th ask, of which up to six sources speak; the seventh and the sixteenth were cut, the one not for long."""
    is_law = n % 5 == 4
    said = (("law", "met"), ("law", "unmet"), ("law", "partly")) if is_law else (
        ("programs", "partly"), ("grants", "cut"), ("law", "unmet"), ("programs", "funded"))  # fmt: skip
    found: dict[str, dict[str, str]] = {}
    for m in range(0 if n % 3 == 2 else n % 6 + 1):
        statement, status = said[(n // 4 + m // 3) % len(said)]
        level = ("federal", "federal", "local", "federal")[(n + m) % 4]
        reference = f"source-{(n * 2 + m * 3) % 12}/{statement}"
        found.setdefault(reference, finding(reference, status, level, ("direct", "general")[m % 2]))
    if n in (6, 15):
        found = {"cut": finding(f"source-{n // 2}/grants", "cut"), "": finding("source-11/programs", "mentioned")}
    title = f"{'Pass a law for' if is_law else 'Give more money to'} the cause {n + 1}"
    return ask(f"ask-{n}", title, "unaddressed", *found.values(), kind="law" if is_law else "funding",
               asked_in=[f"bullets/bullet-{n}"], directed_to="state" if n == 7 else "federal")  # fmt: skip


def year_before() -> dict[str, Any]:
    """The same before the last source came, with one ask coded otherwise and one not asked yet."""
    platform = years()
    platform["sources"].pop()
    for section in platform["sections"]:
        for told in section["asks"]:
            told["findings"] = [said for said in told["findings"] if not said["statement"].startswith("source-11/")]
    for said in platform["sections"][0]["asks"][1]["findings"]:
        said["status"] = "unmet"
    platform["sections"][3]["asks"].pop()
    return platform


def many(number: int) -> dict[str, Any]:
    """A platform of that many asks, each with two findings, in sections of a hundred."""
    platform = sample()
    statements = [f"told-{n}" for n in range(number // 10)]
    platform["sources"][1:3] = [
        source("survey", "evidence", "survey of 60 mayors", *statements),
        source("op-ed", "evidence", "op-ed by one mayor", *statements),
    ]
    asks = [
        ask(f"ask-{n}", f"Maintain and increase the program of the number {n}", "cut",
            finding(f"survey/{statements[n // 10]}", "cut", scope=("direct", "general")[n % 2]),
            finding(f"op-ed/{statements[n // 10]}", "funded", "local"))
        for n in range(number)
    ]  # fmt: skip
    platform["sections"] = [
        {"id": f"section-{n}", "title": f"Section {n}", "asks": asks[n * 100 : (n + 1) * 100]}
        for n in range(number // 100)
    ]
    return {**platform, "retired": []}


def chromium() -> str:
    """The path of the system's Chromium; without one the test is skipped, or fails where a browser is required."""
    return CHROMIUM or _missing("no chromium, chromium-browser or google-chrome on the PATH")


def axe() -> str:
    """The text of axe-core, which `npm pack axe-core` fetches."""
    root, cache = Path(__file__).parent.parent / "node_modules", Path.home() / ".cache"
    places = [os.environ.get("AXE_CORE"), root / "axe-core" / "axe.min.js", cache / "axe-core" / "axe.min.js",
              cache / "axe.min.js"]  # fmt: skip
    found = next((Path(place) for place in places if place and Path(place).is_file()), None)
    if found is None:
        return _missing("no axe.min.js: set AXE_CORE to its path, or `npm install axe-core`")
    return found.read_text(encoding="utf-8")


def _missing(reason: str) -> str:
    if REQUIRED:
        pytest.fail(f"TRACKER_REQUIRE_BROWSER=1, but {reason}")
    pytest.skip(reason)
