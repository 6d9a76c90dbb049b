"""`check` as a user meets it: whole outputs, formats, options, and edits that go wrong."""

# ruff: noqa: E501  # outputs stand as they are printed

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.command import git, run, run_here
from tracker.loading import load_content
from tracker.model import FORMAT_VERSION
from tracker.places import PlacedProblem, RelatedPlace, place_problems
from tracker.revisions import Content

ROOT = Path(__file__).parent.parent
SHIPPED = (ROOT / "platform.yaml").read_text(encoding="utf-8")
SOURCES = ROOT.parent / "shared" / "sources"
CLEAN = """\
format: 1
platform: {id: mayors, title: Public Safety, organization: Mayors, directed_to: federal}
sources:
  - id: platform
    role: asks
    title: Our platform
    genre: platform
    issued: 2024
    statements:
      - {id: grants, locator: par. 7, pin: increase the grants}
  - id: survey
    role: evidence
    title: A survey
    genre: survey
    issued: 2025
    statements:
      - {id: cuts, locator: par. 10, pin: were cut}
      - {id: aid, locator: par. 11, pin: more aid}
sections:
  - id: policing
    title: Policing
    asks:
      - id: hiring-grants
        title: Increase hiring grants
        kind: funding
        asked_in: [platform/grants]
        status: cut
        findings:
          - {statement: survey/cuts, status: cut, level: federal, scope: general}
"""
COUNT_OF_NONE = "0 errors, 0 warnings in 1 file\n"


def edited(*swaps: tuple[str, str], text: str = CLEAN) -> str:
    """The text with each of the words changed, all of which it has once."""
    for old, new in swaps:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def check(text: str | bytes, folder: Path, *options: str, name: str = "platform.yaml") -> tuple[int, str]:
    """The exit code and stdout of `check` on a file of this text."""
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    code, stdout, stderr = run_here("check", name, *options, cwd=folder)
    assert stderr == ""
    return code, stdout


def shown(text: str | bytes, folder: Path, *options: str) -> str:
    """What `check` prints of a file with errors, without the closing count."""
    code, stdout = check(text, folder, *options)
    assert code == 1
    return stdout.rpartition("\n\n")[0] + "\n"


THREE = edited(
    ("directed_to: federal", "directed_to: nation"),
    ("id: survey\n", "id: Survey of 2025\n"),
    ("        kind: funding\n", ""),
    ("status: cut\n", "status: cut\n        titles: Grants\n"),
)


# --- What is found ---


def test_the_clean_file_is_clean(tmp_path: Path) -> None:
    assert check(CLEAN, tmp_path, "--strict") == (0, COUNT_OF_NONE)


def test_one_run_names_every_slip_in_the_order_of_the_file(tmp_path: Path) -> None:
    assert check(THREE, tmp_path) == (
        1,
        """\
platform.yaml:2:81: error: `nation` is no directed_to that the tracker knows [unknown-word]
2 | platform: {id: mayors, title: Public Safety, organization: Mayors, directed_to: nation}
  |                                                                                 ^^^^^^
  = remedy: write `directed_to: ` and one of `federal`, `state` or `local`

platform.yaml:11:9: error: `Survey of 2025` is no id: lower-case letters, digits and single hyphens [malformed-id]
11 |   - id: Survey of 2025
   |         ^^^^^^^^^^^^^^
   = remedy: write `survey-of-2025`

platform.yaml:23:9: error: `kind` is missing [missing-field]
23 |       - id: hiring-grants
   |         ^^^^^^^^^^^^^^^^^
   = remedy: add `kind: funding` here, or `law` or `practice` in its place (What would meet it: money, a law, or a practice.)

platform.yaml:27:9: error: `titles` is no field here [unknown-field]
27 |         titles: Grants
   |         ^^^^^^
   = remedy: remove it, or use one of the fields `id`, `title`, `kind`, `asked_in`, `directed_to`, `status`, `findings` or `formerly`

4 errors, 0 warnings in 1 file
""",
    )


def test_errors_of_syntax_shape_and_sense_stand_together(tmp_path: Path) -> None:
    text = edited(
        ("title: Our platform", "title: &t Our platform"),
        ("issued: 2024", "issued: 2024\n    issued: 2023"),
        ("pin: more aid}", "pin: more aid, pin: less aid}"),
        ("    title: Policing\n", "    title: Policing\n    note: of what?\n"),
    )
    code, stdout = check(text, tmp_path, "--format", "concise")
    assert (code, stdout) == (
        1,
        """\
platform.yaml:6:12: error: the anchor `&t` is not allowed; remove `&t`; text that begins with `&` goes in quotes [yaml-feature]
platform.yaml:9:5: error: `issued` stands here a second time; remove one of the two `issued:` [duplicate-key]
platform.yaml:19:52: error: `pin` stands here a second time; remove one of the two `pin:` [duplicate-key]
platform.yaml:23:5: error: `note` is no field here; remove it, or use one of the fields `id`, `title` or `asks` [unknown-field]
4 errors, 0 warnings in 1 file
""",
    )


def found(text: str, folder: Path) -> list[str]:
    """Line and rule of each problem, in order."""
    _, stdout = check(text, folder, "--format", "concise")
    return [f"{line.split(':')[1]} {line.rpartition('[')[2][:-1]}" for line in stdout.splitlines()[:-1]]


MORE = """\
      - id: training-grants
        title: Increase training grants
        kind: funding
        asked_in: [platform/training]
        status: unaddressed
        findings:
          - {statement: survey/aid, status: mentioned}
"""


def test_a_broken_entry_does_not_hide_what_is_wrong_elsewhere(tmp_path: Path) -> None:
    text = edited(
        ("{id: cuts, locator: par. 10,", "{id: cuts, locator: page 10,"),
        ("pin: more aid", "pin: Were  cut"),
        ("status: cut\n", "status: funded\n"),
    )
    text += MORE.replace("kind: funding", "kinde: funding") + MORE.replace("training", "other")
    stone = "retired:\n  - {id: hiring-grants, title: Old}\n  - {id: other-grants, title: Older, reason: It left}\n"
    assert found(text + stone, tmp_path) == [
        "17 malformed-locator",
        "18 duplicate-pin",
        "23 retired-id-in-use",
        "27 status-mismatch",
        "32 unknown-field",
        "37 retired-id-in-use",
        "40 unknown-statement",
        "45 missing-field",
    ]


@pytest.mark.parametrize(
    ("slip", "problems"),
    [
        (("id: training-grants\n", "id: Training Grants\n"), ["30 malformed-id", "33 unknown-statement"]),
        (("        asked_in: [platform/training]\n", ""), ["30 missing-field"]),
        (("[platform/training]", "platform/training"), ["33 wrong-type"]),
        (("status: mentioned}", "status: mentioned, level: none}"), ["36 unknown-word"]),
        (("survey/aid,", "survey aid,"), ["36 malformed-reference"]),
    ],
)
def test_of_a_broken_entry_and_its_consequences_nothing_more_is_said(
    slip: tuple[str, str], problems: list[str], tmp_path: Path
) -> None:
    """Were the ask without its bullets counted, the bullet `training` would look as if nobody asked it."""
    statement = "pin: increase the grants}\n"
    with_bullet = edited((statement, f"{statement}      - {{id: training, locator: par. 8, pin: train}}\n"))
    line_of = [
        f"{int(problem.split()[0]) + 1} {problem.split()[1]}" for problem in problems if "unknown-s" not in problem
    ]
    assert found(with_bullet + edited(slip, text=MORE), tmp_path) == line_of
    assert found(CLEAN + edited(slip, text=MORE), tmp_path)[0] == problems[0]


def test_a_statement_whose_id_is_lost_is_not_missed_elsewhere(tmp_path: Path) -> None:
    assert found(edited(("{id: cuts, ", "{id: Cuts!, ")), tmp_path) == ["17 malformed-id"]
    assert found(edited(("{id: cuts, ", "{id: 日本, ")), tmp_path) == ["17 malformed-id"]
    assert found(edited(("{id: cuts, ", "{")), tmp_path) == ["17 missing-field"]
    assert found(edited(("- {id: cuts, locator: par. 10, pin: were cut}", "- cuts")), tmp_path) == ["17 wrong-type"]
    assert found(edited(("{id: cuts, ", "{id: cut, ")), tmp_path) == ["29 unknown-statement"]


def test_an_ask_whose_id_is_lost_is_not_missed_by_a_tombstone(tmp_path: Path) -> None:
    stone = "retired:\n  - {id: old-grants, title: A, reason: Split, replaced_by: [hiring-grants]}\n"
    assert found(CLEAN + stone, tmp_path) == []
    assert found(edited(("- id: hiring-grants\n        title", "- title"), text=CLEAN + stone), tmp_path) == [
        "23 missing-field"
    ]


def test_a_broken_source_leaves_the_rules_unasked(tmp_path: Path) -> None:
    text = edited(("role: evidence", "role: evidences"), ("status: cut\n", "status: funded\n"))
    assert found(text, tmp_path) == ["12 unknown-word"]


def test_of_an_entry_with_a_repeated_key_nothing_more_is_said(tmp_path: Path) -> None:
    text = edited(("        status: cut\n", "        status: funded\n        status: cut\n"))
    assert found(text + MORE, tmp_path) == ["28 duplicate-key", "34 unknown-statement"]


def test_an_entry_without_its_dash_is_one_slip(tmp_path: Path) -> None:
    second = """\
        id: training-grants
        title: Increase training grants
        kind: funding
        asked_in: [platform/grants]
        status: unaddressed
"""
    assert (
        shown(CLEAN + second, tmp_path)
        == """\
platform.yaml:30:9: error: `id` stands here a second time [duplicate-key]
23 |       - id: hiring-grants
   |         ^^ first used here
30 |         id: training-grants
   |         ^^
   = remedy: write `- id:` to begin the next entry, or remove one of the two `id:`
"""
    )


def test_a_misspelt_reference_is_one_slip(tmp_path: Path) -> None:
    assert (
        shown(edited(("[platform/grants]", "[platform/grant]")), tmp_path)
        == """\
platform.yaml:26:20: error: the source `platform` has no statement `grant` [unknown-statement]
26 |         asked_in: [platform/grant]
   |                    ^^^^^^^^^^^^^^
   = remedy: write `platform/grants`
"""
    )


def test_a_statement_of_an_unknown_source_is_not_weighed(tmp_path: Path) -> None:
    assert (
        shown(edited(("statement: survey/cuts", "statement: poll-of-2019/cuts")), tmp_path)
        == """\
platform.yaml:29:25: error: there is no source `poll-of-2019` [unknown-statement]
29 |           - {statement: poll-of-2019/cuts, status: cut, level: federal, scope: general}
   |                         ^^^^^^^^^^^^^^^^^
   = remedy: add the source, or name a statement of `platform` or `survey`
"""
    )


def test_a_status_of_another_kind_is_told_by_what_the_findings_give(tmp_path: Path) -> None:
    assert (
        shown(edited(("        status: cut\n", "        status: met\n")), tmp_path)
        == """\
platform.yaml:27:17: error: the file says `met`, the findings give `cut` (general) [status-mismatch]
27 |         status: met
   |                 ^^^
29 |           - {statement: survey/cuts, status: cut, level: federal, scope: general}
   |                                              ^^^ this finding at level federal decides
   = remedy: write `status: cut`, or mend the findings if the status is right
"""
    )


def test_double_entry_names_every_finding_that_decides(tmp_path: Path) -> None:
    more = "          - {statement: survey/aid, status: funded, level: federal, scope: general}\n"
    assert (
        shown(CLEAN + more, tmp_path)
        == """\
platform.yaml:27:17: error: the file says `cut`, the findings give `mixed` (general) [status-mismatch]
27 |         status: cut
   |                 ^^^
29 |           - {statement: survey/cuts, status: cut, level: federal, scope: general}
   |                                              ^^^ this finding at level federal decides
30 |           - {statement: survey/aid, status: funded, level: federal, scope: general}
   |                                             ^^^^^^ this finding at level federal decides
   = remedy: write `status: mixed`, or mend the findings if the status is right
"""
    )


def test_double_entry_says_when_nothing_decides(tmp_path: Path) -> None:
    assert (
        shown(edited(("level: federal, scope", "level: local, scope")), tmp_path)
        == """\
platform.yaml:27:17: error: the file says `cut`, the findings give `unaddressed`: no finding of evidence decides at the level it is directed to, federal [status-mismatch]
27 |         status: cut
   |                 ^^^
   = remedy: write `status: unaddressed`, or mend the findings if the status is right
"""
    )


def test_a_third_entry_of_an_id_is_told_a_free_one(tmp_path: Path) -> None:
    statements = "      - {id: cuts, locator: par. 10, pin: were cut}\n"
    text = edited((statements, statements + statements.replace("were", "was") + statements.replace("were", "is")))
    code, stdout = check(text, tmp_path, "--format", "concise")
    assert (code, stdout) == (
        1,
        """\
platform.yaml:18:14: error: another statement has the id `cuts`; give the newer statement of the two an id of its own, such as `cuts-2` [duplicate-id]
platform.yaml:19:14: error: another statement has the id `cuts`; give the newer statement of the two an id of its own, such as `cuts-3` [duplicate-id]
2 errors, 0 warnings in 1 file
""",
    )


def test_a_remedy_that_would_not_stand_unquoted_is_quoted(tmp_path: Path) -> None:
    long = 'pin: "COPS: a b c d e f g h i j k l"'
    code, stdout = check(edited(("pin: more aid", long)), tmp_path, "--format", "concise")
    assert (code, stdout) == (
        0,
        """\
platform.yaml:18:42: warning: the pin has 13 words; 12 are the most; write `pin: "COPS: a b c d e f g h i j k"` or fewer of the words [long-pin]
0 errors, 1 warning in 1 file
""",
    )


TWICE = {
    "section": "  - {id: policing, title: More, asks: []}\n",
    "source": "  - {id: survey, role: context, title: S, genre: g, issued: 2025, statements: []}\n",
    "tombstone": "retired:\n  - {id: a, title: A, reason: Met}\n  - {id: a, title: B, reason: Met}\n",
}


@pytest.mark.parametrize("kind", TWICE)
def test_whatever_bears_an_id_bears_its_own(kind: str, tmp_path: Path) -> None:
    text = CLEAN + TWICE[kind]
    if kind == "source":
        text = edited(("sections:\n", TWICE[kind] + "sections:\n"))
    code, stdout = check(text, tmp_path, "--format", "json", "--ignore", "empty-section", "--ignore", SILENT)
    (problem,) = json.loads(stdout)["problems"]
    name = {"section": "policing", "source": "survey", "tombstone": "a"}[kind]
    where = [number for number, line in enumerate(text.splitlines(), 1) if f"id: {name}" in line][-2:]
    assert (code, problem["rule"], problem["line"], problem["related"][0]["line"]) == (
        1,
        "duplicate-id",
        where[1],
        where[0],
    )
    assert problem["message"] == f"another {kind} has the id `{name}`"
    assert problem["remedy"] == {
        "tombstone": "remove one of the two, or mend its id if it is another ask's",
    }.get(kind, f"give the newer {kind} of the two an id of its own, such as `{name}-2`")
    assert text.splitlines()[problem["line"] - 1][problem["column"] - 1 : problem["end_column"] - 1] == name


SILENT = "source-without-statements"
OF_KIND = {
    ("funding", "met", "met"): [
        ("an ask of kind funding cannot be `met`", "write `status: funded`, or another of `funded`, `cut`, `unmet`, "
         "`mixed` or `unaddressed`; or correct `kind: funding`"),
        ("an ask of kind funding cannot be `met`", "write `status: funded`, or another of `funded`, `cut`, `unmet` or "
         "`mentioned`; or correct `kind: funding`"),
    ],
    ("practice", "cut", "cut"): [
        ("an ask of kind practice cannot be `cut`", "write `status: unmet`, or another of `met`, `unmet`, `mixed` or "
         "`unaddressed`; or correct `kind: practice`"),
        ("an ask of kind practice cannot be `cut`", "write `status: unmet`, or another of `met`, `unmet` or "
         "`mentioned`; or correct `kind: practice`"),
    ],
    ("law", "funded", "unmet"): [
        ("the file says `funded`, the findings give `unmet` (general)",
         "write `status: unmet`, or mend the findings if the status is right"),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "status", "finding"), OF_KIND)
def test_what_an_ask_of_a_kind_can_be(kind: str, status: str, finding: str, tmp_path: Path) -> None:
    text = edited(
        ("kind: funding", f"kind: {kind}"),
        ("        status: cut\n", f"        status: {status}\n"),
        ("status: cut, level", f"status: {finding}, level"),
    )
    problems = json.loads(check(text, tmp_path, "--format", "json")[1])["problems"]
    assert [(problem["message"], problem["remedy"]) for problem in problems] == OF_KIND[kind, status, finding]
    assert [(problem["line"], problem["column"]) for problem in problems] == [(27, 17), (29, 46)][: len(problems)]


@pytest.mark.parametrize(
    ("finding", "rule"),
    [
        ("{statement: platform/grants, status: cut, level: federal, scope: general}", "finding-on-asking-source"),
        ("{statement: platform/grants, status: mentioned}", "finding-on-asking-source"),
        ("{statement: survey/aids, status: cut, level: federal, scope: general}", "unknown-statement"),
        ("{statement: survey/aid, status: cut, level: federal}", "finding-without-level"),
        ("{statement: survey/aid, status: cut, scope: direct}", "finding-without-level"),
        ("{statement: survey/aid, status: met, level: federal, scope: direct}", "status-not-of-kind"),
    ],
)
def test_a_status_is_compared_once_the_findings_are_sound(finding: str, rule: str, tmp_path: Path) -> None:
    text = edited(("        status: cut\n", "        status: unmet\n"))
    assert found(f"{text}          - {finding}\n", tmp_path) == [f"30 {rule}"]
    mention = "          - {statement: survey/aid, status: mentioned}\n"
    assert found(text + mention, tmp_path) == ["27 status-mismatch"]


def test_a_status_is_not_compared_where_the_order_of_the_sources_is_not_known(tmp_path: Path) -> None:
    text = edited(("        status: cut\n", "        status: unmet\n"))
    text = text.replace("    issued: 2025\n", "    issued: 2025\n    supersedes: [nope]\n")
    assert found(text, tmp_path) == ["16 unknown-source"]


def test_a_statement_is_sought_in_its_own_source(tmp_path: Path) -> None:
    text = edited(("statement: survey/cuts", "statement: survey/grants"))
    added = "add the statement `grants` under the source `survey`, or name one that it has"
    remedy = f"   = remedy: {added}, or write `platform/grants` if that is meant"
    assert shown(text, tmp_path).splitlines()[-1] == remedy
    text = edited(("statement: survey/cuts", "statement: survei/cuts"))
    assert shown(text, tmp_path).splitlines()[-1] == "   = remedy: write `survey/cuts`"


def test_only_the_first_hundred_unknown_names_are_told_what_was_meant(tmp_path: Path) -> None:
    asks = "".join(
        f"      - {{id: a{n}, title: Ask {n}, kind: law, asked_in: [platform/grant], status: unaddressed}}\n"
        for n in range(101)
    )
    problems = json.loads(check(CLEAN + asks, tmp_path, "--format", "json")[1])["problems"]
    assert [problem["remedy"] for problem in problems] == ["write `platform/grants`"] * 100 + [
        "add the statement `grant` under the source `platform`, or name one that it has"
    ]


def told(text: str, folder: Path) -> list[str]:
    """Line, message and remedy of each problem, in order."""
    problems = json.loads(check(text, folder, "--format", "json", "--ignore", SILENT)[1])["problems"]
    return [f"{problem['line']}: {problem['message']}; {problem['remedy']}" for problem in problems]


def source(name: str, issued: str = "unknown", supersedes: str = "") -> str:
    return (
        f"  - {{id: {name}, role: context, title: S, genre: g, issued: {issued}, supersedes: [{supersedes}], "
        "statements: []}\n"
    )


def with_sources(*sources: str) -> str:
    return edited(("sections:\n", "".join(sources) + "sections:\n"))


def test_circles_of_sources_are_each_told_where_they_close(tmp_path: Path) -> None:
    text = with_sources(source("a", "unknown", "b"), source("b", "unknown", "c"), source("c", "unknown", "a, d, b"))
    assert told(text, tmp_path) == [
        "21: `c` supersedes `a` in a circle; remove `a` here, or what leads back to `c` there",
        "21: there is no source `d`; add the source `d`, or remove it here",
        "21: `c` supersedes `b` in a circle; remove `b` here, or what leads back to `c` there",
    ]
    text = with_sources(
        source("z", "unknown", "a"), source("a", "unknown", "b"), source("b", "unknown", "c"),
        source("c", "unknown", "a, b"), source("d", "unknown", "c, d"),
    )  # fmt: skip
    assert told(text, tmp_path) == [
        "22: `c` supersedes `a` in a circle; remove `a` here, or what leads back to `c` there",
        "22: `c` supersedes `b` in a circle; remove `b` here, or what leads back to `c` there",
        "23: `d` supersedes itself; remove `d` from its `supersedes`",
    ]
    problems = json.loads(check(text, tmp_path, "--format", "json", "--ignore", SILENT)[1])["problems"]
    lines = text.splitlines()
    marked = [(spot["line"], lines[spot["line"] - 1][spot["column"] - 1 : spot["end_column"] - 1])
              for problem in problems for spot in (problem, *problem["related"])]  # fmt: skip
    assert marked == [(22, "a"), (20, "[b]"), (22, "b"), (21, "[c]"), (23, "d")]


@pytest.mark.parametrize(
    ("issued", "older", "wrong"),
    [
        ("2025", "2025", False),
        ("2025", "2025-12-31", False),
        ("2025", "2026-01-01", True),
        ("2025-06", "2025-07", True),
        ("2025-06", "2025-06-30", False),
        ("2025-06-29", "2025-06-30", True),
        ("2025-06-30", "2025-06-30", False),
        ("2025", "2026", True),
        ("unknown", "2026", False),
        ("2025", "unknown", False),
    ],
)
def test_a_source_is_newer_only_where_the_dates_leave_no_doubt(
    issued: str, older: str, wrong: bool, tmp_path: Path
) -> None:
    message = f"19: `a` of {issued} supersedes `b` of {older}, which is newer; correct `issued:` of one of them if it is wrong; else remove `b` here"
    assert told(with_sources(source("a", issued, "b"), source("b", older)), tmp_path) == ([message] if wrong else [])


def test_a_source_is_newer_through_one_of_unknown_date(tmp_path: Path) -> None:
    text = with_sources(
        source("a", "2020", "b"), source("b", "unknown", "c"), source("c", "2026"), source("d", "2027", "a")
    )
    message = "`a` of 2020 supersedes `b`, and through it `c` of 2026, which is newer"
    assert told(text, tmp_path) == [
        f"19: {message}; correct `issued:` of one of them if it is wrong; else remove `b` here"
    ]


def test_of_many_sources_a_remedy_names_a_dozen(tmp_path: Path) -> None:
    names = ", ".join(f"`{name}`" for name in ("platform", "survey", *(f"x{n}" for n in range(9))))
    text = edited(
        ("statement: survey/cuts", "statement: wholly/other"), text=with_sources(*(source(f"x{n}") for n in range(20)))
    )
    assert told(text, tmp_path) == [
        f"49: there is no source `wholly`; add the source, or name a statement of {names} or `x9`"
    ]


def test_only_the_first_hundred_unknown_sources_and_asks_are_told_what_was_meant(tmp_path: Path) -> None:
    text = with_sources(source("a", "unknown", ", ".join(["servey"] * 101)))
    remedies = [problem.partition("; ")[2] for problem in told(text, tmp_path)]
    assert remedies == ["write `survey`"] * 100 + ["add the source `servey`, or remove it here"]
    replaced = ", ".join(["hiring-grant"] * 101)
    text = CLEAN + f"retired:\n  - {{id: old, title: Old, reason: Met, replaced_by: [{replaced}]}}\n"
    remedies = [problem.partition("; ")[2] for problem in told(text, tmp_path)]
    assert remedies == ["write `hiring-grants`"] * 100 + ["add the ask `hiring-grant`, or remove it here"]


def test_a_tombstone_names_what_replaced_it(tmp_path: Path) -> None:
    stones = (
        "retired:\n  - {id: old, title: Old, reason: Met, replaced_by: [hiring-grants, older]}\n"
        "  - {id: older, title: Older, reason: Met, replaced_by: [wholly-other, oldest, hiring-grant]}\n"
    )
    assert told(CLEAN + stones, tmp_path) == [
        "32: there is no ask `wholly-other`; add the ask `wholly-other`, or remove it here",
        "32: there is no ask `oldest`; add the ask `oldest`, or remove it here",
        "32: there is no ask `hiring-grant`; write `hiring-grants`",
    ]


def test_an_ask_names_a_statement_once(tmp_path: Path) -> None:
    text = edited(("[platform/grants]", "[platform/grants, platform/grants]"))
    assert (
        shown(text, tmp_path)
        == """\
platform.yaml:26:37: error: this ask names `platform/grants` twice [repeated-statement]
26 |         asked_in: [platform/grants, platform/grants]
   |                    ^^^^^^^^^^^^^^^ first named here
   |                                     ^^^^^^^^^^^^^^^
   = remedy: keep one of the two; what the source says twice is two statements
"""
    )


def test_of_many_findings_that_decide_a_dozen_are_shown(tmp_path: Path) -> None:
    statements = "".join(f"      - {{id: s{n}, locator: par. 1, pin: p{n}}}\n" for n in range(20))
    findings = "".join(
        f"          - {{statement: survey/s{n}, status: cut, level: federal, scope: direct}}\n" for n in range(20)
    )
    text = edited(("        status: cut\n", "        status: unmet\n"), ("sections:\n", f"{statements}sections:\n"))
    (problem,) = json.loads(check(text + findings, tmp_path, "--format", "json")[1])["problems"]
    assert [related["line"] for related in problem["related"]] == [*range(50, 62)]


def test_only_a_name_that_is_much_alike_is_proposed(tmp_path: Path) -> None:
    assert told(edited(("statement: survey/cuts", "statement: survey/cats")), tmp_path) == [
        "29: the source `survey` has no statement `cats`; "
        "add the statement `cats` under the source `survey`, or name one that it has"
    ]
    assert told(edited(("statement: survey/cuts", "statement: surgery/cuts")), tmp_path) == [
        "29: there is no source `surgery`; add the source, or name a statement of `platform` or `survey`"
    ]


def test_a_proposed_id_is_free(tmp_path: Path) -> None:
    entry = "      - {id: cuts, locator: par. 10, pin: were cut}\n"
    more = entry.replace("cuts", "cuts-2").replace("were", "was") + entry.replace("were", "is")
    assert told(edited((entry, entry + more)), tmp_path) == [
        "19: another statement has the id `cuts`; give the newer statement of the two an id of its own, such as `cuts-3`"
    ]


def test_a_circle_of_sources_does_not_stop_the_statuses_from_being_derived(tmp_path: Path) -> None:
    circle = "    supersedes: [a]\n    statements:\n      - {id: cuts, "
    text = edited(
        ("    statements:\n      - {id: cuts, ", circle),
        ("sections:\n", source("a", "unknown", "b") + source("b", "unknown", "survey") + "sections:\n"),
        ("        status: cut\n", "        status: unmet\n"),
    )
    assert found(text, tmp_path)[-2:] == ["21 supersedes-itself", "30 status-mismatch"]


def test_a_former_id_belongs_to_one_ask_only(tmp_path: Path) -> None:
    asks = "".join(
        f"      - {{id: {name}, title: {name}, kind: law, asked_in: [platform/grants], status: unaddressed, "
        f"formerly: [{former}]}}\n"
        for name, former in (("a", "x, hiring-grants"), ("b", "y, x"), ("c", "old, c"))
    )
    text = CLEAN + asks + "retired:\n  - {id: old, title: Old, reason: Met}\n"
    problems = json.loads(check(text, tmp_path, "--format", "json")[1])["problems"]
    lines = text.splitlines()
    marked = [
        (problem["message"], [(spot["line"], lines[spot["line"] - 1][spot["column"] - 1 : spot["end_column"] - 1])
                              for spot in (problem, *problem["related"])])
        for problem in problems
    ]  # fmt: skip
    assert marked == [
        ("the former id `hiring-grants` is in use", [(30, "hiring-grants"), (23, "hiring-grants")]),
        ("the former id `x` is in use", [(31, "x"), (30, "x")]),
        ("the former id `old` is in use", [(32, "old"), (34, "old")]),
        ("the former id `c` is in use", [(32, "c"), (32, "c")]),
    ]


def test_twelve_words_are_not_too_many(tmp_path: Path) -> None:
    twelve = " ".join(["word"] * 12)
    assert told(edited(("pin: more aid", f"pin: {twelve}")), tmp_path) == []
    assert told(edited(("pin: more aid", f"pin: {twelve}  {twelve}")), tmp_path) == [
        f"18: the pin has 24 words; 12 are the most; write `pin: {twelve}` or fewer of the words"
    ]


def test_a_mention_with_level_and_scope_is_one_slip(tmp_path: Path) -> None:
    text = CLEAN + "          - {statement: survey/aid, status: mentioned, level: local, scope: direct}\n"
    assert told(text, tmp_path) == [
        "30: a mention has no level and no scope; remove `level: local` and `scope: direct`, or write what the source says as `status`"
    ]
    assert told(text.replace("level: local, ", ""), tmp_path) == [
        "30: a mention has no scope; remove `scope: direct`, or write what the source says as `status`"
    ]


def test_a_finding_is_told_what_it_lacks(tmp_path: Path) -> None:
    for lacking, message in (
        ("scope: direct", "its level; add `level: state`, or what else the source says"),
        ("level: local", "its scope; add `scope: general`, or what else the source says"),
    ):
        finding = f"          - {{statement: survey/aid, status: unmet, {lacking}}}\n"
        text = edited(("        status: cut\n", "        directed_to: state\n        status: unaddressed\n")) + finding
        assert told(text, tmp_path) == [f"31: a finding of `unmet` needs {message}"]


def test_two_addressees_are_two_asks_and_two_things_said_two_findings(tmp_path: Path) -> None:
    remedy = "write one ask for each addressee, each with its own id, and one of them here"
    both = ("        status: cut\n", "        directed_to: [federal, state]\n        status: cut\n")
    assert told(edited(both), tmp_path) == [f"27: a list stands where text is expected; {remedy}"]
    remedy = "`mixed` is never written on a finding: write one finding for each thing that the sources say"
    mixed = ("survey/cuts, status: cut", "survey/cuts, status: mixed")
    assert told(edited(mixed), tmp_path) == [f"29: `mixed` is no status that the tracker knows; {remedy}"]


LOCATORS = "write `locator: par. N`, the n-th non-blank line of the text, `p. N`, its n-th page, or other words"
SLIPS = {
    "issued: 2024-6-1": "write `issued: 2024-06-01`",
    "issued: 2024/06/01": "write `issued: 2024-06-01`",
    **dict.fromkeys(
        [
            f"issued: {written}"
            for written in (
                *("2024-13", "2024/02/30", "June 2024", "0000", "20245"),
                *("2024 or 2025", "2024-2025", "2024/25", "2020s", "2024 (est.)"),
            )
        ],
        "write `issued: ` and YYYY, YYYY-MM, YYYY-MM-DD or unknown",
    ),
    "locator: par 7": "write `locator: par. 7`",
    "locator: ¶ 7\u20138": "write `locator: par. 7-8`",
    "locator: par. 9-7": "write `locator: par. 7-9`",
    "locator: par. 0": LOCATORS,
    "locator: page 3": "write `locator: p. 3`",
    "locator: pp. 12\u201313": "write `locator: p. 12-13`",
    "locator: 12": "write `locator: par. 12`",
    "locator: par. 7 to 9": "write `locator: par. 7-9`",
    "locator: par. 41-3": LOCATORS,
    "locator: par. 7 and 9": LOCATORS,
    "locator: par. 7 of 9": LOCATORS,
    "locator: paragraphs 7 - 9": "write `locator: par. 7-9`",
    **dict.fromkeys(["locator: part 3", "locator: \u00a7 201", "locator: parts 2 to 3", "locator: 12:34"], None),
    "role: Asks": "write `role: asks`",
    "role: asks.": "write `role: asks`",
    "role: asks/context": "write `role: ` and one of `asks`, `evidence` or `context`",
    "role: source": "write `role: ` and one of `asks`, `evidence` or `context`",
    "role: [asks]": "write `role: asks`",
    "id: Café Règles": "write `cafe-regles`",
    "id: safer\u2013grants": "write `safer-grants`",
    "id: 日本": "write a word of a-z, 0-9 and hyphens",
    "asked_in: []": "name the statements that ask it: `asked_in: [source/statement]`",
    "asked_in:": "name the statements that ask it: `asked_in: [source/statement]`",
    "asked_in: [platform: grants]": "write text, in quotes where it begins with `[` or `{` or has a colon and a space in it",
    "asked_in: [platform.grants]": "write `platform/grants`",
    "asked_in: [grants]": "write the id of a source, a slash and the id of a statement",
    "asked_in: {platform: grants}": "put `- ` before each entry of `asked_in`",
    "findings: none": "write `findings: []`, or put `- ` before each entry of `findings`",
    'findings: "- {statement: survey/cuts, status: mentioned}"': "put `- ` before each entry of `findings`",
    "findings: {}": "write `findings: []`",
    "findings:": "write `findings: []` or remove `findings:`",
    "findings: [survey/cuts]": "write its fields as `name: value`, beginning with `statement:`",
    "findings: [{statement: survey/cuts, status: mentioned}, ]": None,
    "title: {a: b}": "write text, in quotes where it begins with `[` or `{` or has a colon and a space in it",
    'title: " "': "write a value after `title:`, in quotes if it begins with `#`",
    'title: ""': "write a value after `title:`, in quotes if it begins with `#`",
    "url:": "write a value after `url:`, in quotes if it begins with `#`, or remove `url:`",
    "url: ftp://a.example": "write the whole address, beginning with `https://` and without spaces, or remove `url`",
    "url: https://": "write the whole address, beginning with `https://` and without spaces, or remove `url`",
    "archived: web.archive.org/a": "write `archived: https://web.archive.org/a`",
    f"sha256: {'AB' * 32}": f"write `sha256: {'ab' * 32}`",
    "format: 2": "write `format: 1`",
}


@pytest.mark.parametrize("line", SLIPS)
def test_the_remedy_of_a_slip_can_be_typed_as_it_stands(line: str, tmp_path: Path) -> None:
    text = edited(
        ("      - {id: grants, locator: par. 7, pin: increase the grants}\n",
         "      - id: grants\n        locator: par. 7\n        pin: increase the grants\n"),
        ("    issued: 2024\n", "    issued: 2024\n    url: https://a.example\n    archived: https://b.example\n"
         f"    sha256: {'0' * 64}\n"),
        ("        findings:\n          - {statement: survey/cuts, status: cut, level: federal, scope: general}\n",
         "        findings: []\n"),
        ("        status: cut\n", "        status: unaddressed\n"),
    )  # fmt: skip
    name = line.split(":")[0]
    wrong = re.sub(rf"(?m)^( *(?:- )?){name}:.*$", lambda found: f"{found[1]}{line}", text, count=1)
    assert wrong != text
    code, stdout = check(wrong, tmp_path, "--format", "json")
    remedies = [problem["remedy"] for problem in json.loads(stdout)["problems"]]
    assert (code, remedies) == ((1, [SLIPS[line]]) if SLIPS[line] else (0, []))


# --- Where it is shown ---


def test_carets_stand_under_tabs_wide_and_combining_characters_and_emoji(tmp_path: Path) -> None:
    titles = ["日本語", "cafe\u0301", "👩\u200d👩\u200d👧 ☎️", "a\tb"]
    entries = [f'      - {{id: a{n}, pin: "{title}", locator: page}}\n' for n, title in enumerate(titles)]
    text = edited(("      - {id: aid, locator: par. 11, pin: more aid}\n", "".join(entries)))
    stdout = shown(text, tmp_path)
    assert [line for line in stdout.splitlines() if re.match(r" *\d* \| ", line)] == [
        '18 |       - {id: a0, pin: "日本語", locator: page}',
        "   |                                          ^^^^",
        '19 |       - {id: a1, pin: "cafe\u0301", locator: page}',
        "   |                                        ^^^^",
        '20 |       - {id: a2, pin: "👩\u200d👩\u200d👧 ☎️", locator: page}',
        "   |                                         ^^^^",
        '21 |       - {id: a3, pin: "a→b", locator: page}',
        "   |                                       ^^^^",
    ]


def test_carets_are_as_wide_as_what_they_mark(tmp_path: Path) -> None:
    assert shown(edited(("[platform/grants]", "[日本/語]")), tmp_path).splitlines()[1:3] == [
        "26 |         asked_in: [日本/語]",
        "   |                    ^^^^^^^",
    ]


def test_columns_count_characters(tmp_path: Path) -> None:
    text = edited(("id: grants, locator: par. 7", 'note: "日本👩\u200d👧e\u0301", id: grants, locator: 7'))
    code, stdout = check(text, tmp_path, "--format", "json")
    (problem,) = json.loads(stdout)["problems"]
    line = text.splitlines()[problem["line"] - 1]
    assert (code, line[problem["column"] - 1 : problem["end_column"] - 1]) == (1, "7")


def test_of_a_very_long_line_only_the_part_around_the_place_is_shown(tmp_path: Path) -> None:
    before, after = ("".join(f"platform/s{n}, " for n in range(*numbers)) for numbers in ((0, 500), (500, 1000)))
    statements = "".join(f"      - {{id: s{n}, locator: par. 7, pin: p{n}}}\n" for n in range(1000))
    text = edited(
        ("[platform/grants]", f"[platform/grants, {before}platform/wholly-unknown, {after}]"),
        ("pin: increase the grants}\n", "pin: increase the grants}\n" + statements),
    )
    column = text.splitlines()[1025].index("platform/wholly-unknown") + 1
    assert shown(text, tmp_path) == (
        f"platform.yaml:1026:{column}: error: the source `platform` has no statement `wholly-unknown` "
        "[unknown-statement]\n"
        "1026 | …494, platform/s495, platform/s496, platform/s497, platform/s498, platform/s499, platform/wholly-unknown, "
        "platform/s500, platform/s501, platform/s502, platform/s…\n"
        "     | " + " " * 81 + "^" * 23 + "\n"
        "     = remedy: add the statement `wholly-unknown` under the source `platform`, or name one that it has\n"
    )


def test_a_marked_file_with_crlf_is_read_like_any_other(tmp_path: Path) -> None:
    plain = shown(THREE, tmp_path)
    assert shown(b"\xef\xbb\xbf" + THREE.replace("\n", "\r\n").encode(), tmp_path) == plain
    spots = [
        [(spot["line"], spot["column"], spot["end_column"]) for spot in json.loads(out)["problems"]]
        for _, out in (check(text, tmp_path, "--format", "json") for text in (THREE, THREE.replace("\n", "\r\n")))
    ]
    assert spots[0] == spots[1]
    assert check(b"\xef\xbb\xbf" + CLEAN.replace("\n", "\r\n").encode(), tmp_path, "--strict") == (0, COUNT_OF_NONE)


def test_a_text_of_many_lines_is_marked_on_its_first(tmp_path: Path) -> None:
    text = edited(("locator: par. 7,", 'locator: "par\n        seven",'))
    assert shown(text, tmp_path).splitlines()[:3] == [
        "platform.yaml:10:31: error: `par seven` is no locator [malformed-locator]",
        '10 |       - {id: grants, locator: "par',
        "   |                               ^^^^",
    ]


def test_color_is_only_added(tmp_path: Path) -> None:
    plain = shown(THREE, tmp_path)
    colored = shown(THREE, tmp_path, "--color", "always")
    assert "\x1b[1;31merror\x1b[0m" in colored
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == plain


# --- How it is counted and told ---


def misspelt(asks: int) -> str:
    entries = [
        f"      - {{id: a{n}, title: Ask {n}, kind: funding, asked_in: [platform/grants], status: cot}}\n"
        for n in range(asks)
    ]
    return CLEAN + "".join(entries)


def test_fifty_problems_are_shown_and_the_rest_counted(tmp_path: Path) -> None:
    for problems, closing in (
        (50, "50 errors"),
        (51, "1 more not shown; 51 errors"),
        (99, "49 more not shown; 99 errors"),
    ):
        for format in ("text", "concise", "github"):
            code, stdout = check(misspelt(problems), tmp_path, "--format", format)
            assert code == 1
            assert stdout.count("unknown-word") == 50
            assert stdout.splitlines()[-1] == f"{closing}, 0 warnings in 1 file"
    assert len(json.loads(check(misspelt(99), tmp_path, "--format", "json")[1])["problems"]) == 99


def test_concise_is_a_line_a_problem(tmp_path: Path) -> None:
    code, stdout = check(THREE, tmp_path, "--format", "concise")
    assert (code, stdout) == (
        1,
        """\
platform.yaml:2:81: error: `nation` is no directed_to that the tracker knows; write `directed_to: ` and one of `federal`, `state` or `local` [unknown-word]
platform.yaml:11:9: error: `Survey of 2025` is no id: lower-case letters, digits and single hyphens; write `survey-of-2025` [malformed-id]
platform.yaml:23:9: error: `kind` is missing; add `kind: funding` here, or `law` or `practice` in its place (What would meet it: money, a law, or a practice.) [missing-field]
platform.yaml:27:9: error: `titles` is no field here; remove it, or use one of the fields `id`, `title`, `kind`, `asked_in`, `directed_to`, `status`, `findings` or `formerly` [unknown-field]
4 errors, 0 warnings in 1 file
""",
    )


def test_github_gets_escaped_annotations(tmp_path: Path) -> None:
    text = edited(("locator: par. 7", "locator: p100%"), ("kind: funding", 'kind: "law\\r\\nof, 1:1"'))
    code, stdout = check(text, tmp_path, "--format", "github", name="100% a,b:c.yaml")
    assert (code, stdout) == (
        1,
        """\
::error file=100%25 a%2Cb%3Ac.yaml,line=10,endLine=10,col=31,endColumn=36,title=malformed-locator::100%25 a,b:c.yaml:10:31: `p100%25` is no locator%0Awrite `locator: par. N`, the n-th non-blank line of the text, `p. N`, its n-th page, or other words
::error file=100%25 a%2Cb%3Ac.yaml,line=25,endLine=25,col=15,endColumn=31,title=unknown-word::100%25 a,b:c.yaml:25:15: `law of, 1:1` is no kind that the tracker knows%0Awrite `kind: ` and one of `funding`, `law` or `practice`
2 errors, 0 warnings in 1 file
""",
    )


def test_github_is_chosen_by_itself_in_actions_and_gives_way_to_a_choice(tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text(
        edited(("title: Policing\n    asks:", "title: Policing\n    asks: []\n    #"))
    )
    text = edited(("pin: more aid", "pin: Were cut"))
    (tmp_path / "platform.yaml").write_text(text)
    warned = "::warning file=platform.yaml,line=18,endLine=18,col=42,endColumn=50,title=duplicate-pin::"
    code, stdout, _ = run_here("check", cwd=tmp_path, env={"GITHUB_ACTIONS": "true"})
    assert (code, stdout.startswith(warned)) == (0, True)
    for env, options in (({"GITHUB_ACTIONS": "false"}, ()), ({"GITHUB_ACTIONS": "true"}, ("--format", "text"))):
        assert run_here("check", *options, cwd=tmp_path, env=env)[1].startswith("platform.yaml:18:42: warning: ")


def test_json_is_the_document_that_its_schema_describes(tmp_path: Path) -> None:
    text = edited(("pin: more aid", "pin: Were cut"))
    schema = json.loads(run_here("schema", "check", cwd=tmp_path)[1])
    Draft202012Validator.check_schema(schema)
    code, stdout = check(text, tmp_path, "--format", "json")
    document = json.loads(stdout)
    Draft202012Validator(schema).validate(document)
    assert (code, document) == (
        0,
        {
            "format_version": FORMAT_VERSION,
            "kind": "check",
            "problems": [
                {
                    "rule": "duplicate-pin",
                    "level": "warning",
                    "message": "another statement of this source has this pin",
                    "remedy": "keep one of the two statements, or choose words that stand in one place only",
                    "file": "platform.yaml",
                    "line": 18,
                    "column": 42,
                    "end_line": 18,
                    "end_column": 50,
                    "related": [
                        {"message": "first used here", "line": 17, "column": 43, "end_line": 17, "end_column": 51}
                    ],
                }
            ],
            "summary": {"files": 1, "errors": 0, "warnings": 1, "pins_unheld": 0},
            "trouble": [],
        },
    )
    for broken in (THREE, "a: [", "", "\x00"):
        Draft202012Validator(schema).validate(json.loads(check(broken, tmp_path, "--format", "json")[1]))
    assert not Draft202012Validator(schema).is_valid({**document, "problems": [{}]})


# --- Options and files ---


def test_strict_lets_warnings_fail_and_ignore_leaves_them_out(tmp_path: Path) -> None:
    text = edited(("pin: more aid", "pin: Were cut"), ("    asks:\n", "    asks:\n"))
    assert check(text, tmp_path)[0] == 0
    assert check(text, tmp_path, "--strict")[0] == 1
    assert check(text, tmp_path, "--strict", "--ignore", "duplicate-pin") == (0, COUNT_OF_NONE)
    assert check(text, tmp_path, "--strict", "--ignore", "long-pin")[0] == 1
    assert check(text, tmp_path, "--strict", "--ignore", "long-pin", "--ignore", "duplicate-pin") == (0, COUNT_OF_NONE)


def test_only_warnings_can_be_ignored(tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text(CLEAN)
    assert run("check", "--ignore", "status-mismatch", cwd=tmp_path) == (
        2,
        "",
        "tracker: --ignore: `status-mismatch` is an error, and only warnings can be ignored\n",
    )
    assert run("check", "--ignore", "duplicate-pins", cwd=tmp_path) == (
        2,
        "",
        "tracker: there is no rule `duplicate-pins`; did you mean `duplicate-pin`?\n",
    )


def test_several_files_are_checked_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(edited(("locator: par. 7", "locator: 7")))
    (tmp_path / "a.yaml").write_text(CLEAN)
    (tmp_path / "c.yaml").write_text(edited(("locator: par. 10", "locator: 10")))
    assert run_here("check", "b.yaml", "a.yaml", "c.yaml", "--format", "concise", cwd=tmp_path) == (
        1,
        """\
b.yaml:10:31: error: `7` is no locator; write `locator: par. 7` [malformed-locator]
c.yaml:17:29: error: `10` is no locator; write `locator: par. 10` [malformed-locator]
2 errors, 0 warnings in 3 files
""",
        "",
    )


def test_a_file_that_cannot_be_read_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(edited(("locator: par. 7", "locator: 7")))
    (tmp_path / "good.yaml").write_text(CLEAN)
    code, stdout, stderr = run("check", "bad.yaml", "./none.yaml", "good.yaml", "--format", "concise", cwd=tmp_path)
    assert (code, stdout) == (
        2,
        """\
bad.yaml:10:31: error: `7` is no locator; write `locator: par. 7` [malformed-locator]
1 error, 0 warnings in 2 files
""",
    )
    assert stderr == "tracker: ./none.yaml: no such file or directory\n"


def test_standard_input_is_checked_too(tmp_path: Path) -> None:
    assert run("check", "-", cwd=tmp_path, input=CLEAN) == (0, COUNT_OF_NONE, "")
    code, stdout, stderr = run("check", "-", cwd=tmp_path, input=edited(("locator: par. 7", "locator: 7")))
    assert (code, stdout.splitlines()[:3], stderr) == (
        1,
        [
            "-:10:31: error: `7` is no locator [malformed-locator]",
            "10 |       - {id: grants, locator: 7, pin: increase the grants}",
            "   |                               ^",
        ],
        "",
    )


def test_the_default_file_is_checked_where_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text(CLEAN)
    assert run_here("check", cwd=tmp_path) == (0, COUNT_OF_NONE, "")


def test_checking_against_a_revision_that_has_no_such_file(tmp_path: Path) -> None:
    git("init", "--quiet", cwd=tmp_path)
    git("commit", "--quiet", "--allow-empty", "--message=nothing", cwd=tmp_path)
    (tmp_path / "platform.yaml").write_text(CLEAN)
    code, stdout, stderr = run("check", "--against", "HEAD", cwd=tmp_path)
    told = "tracker: platform.yaml: new since HEAD: nothing to hold it against\n"
    assert (code, stdout, stderr) == (0, COUNT_OF_NONE, told)


def test_the_starter_file_is_clean(tmp_path: Path) -> None:
    assert run("init", cwd=tmp_path)[0] == 0
    assert run_here("check", "--strict", cwd=tmp_path) == (0, COUNT_OF_NONE, "")


# --- The shipped file ---


def test_the_shipped_file_is_clean() -> None:
    unheld = "0 errors, 0 warnings in 1 file; 53 pins held against no text (`--texts DIR`)\n"
    assert run_here("check", "--strict", cwd=ROOT) == (0, unheld, "")


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the sources' texts are not part of the repository")
def test_every_pin_of_the_shipped_file_stands_in_its_text() -> None:
    assert run_here("check", "--strict", "--texts", str(SOURCES), cwd=ROOT) == (0, COUNT_OF_NONE, "")


WORDS = ("", "- ", "  ", "\t", "'", '"', "[", "]", "{", "}", ":", ": ", "#", " #", "&a", "*a", "!t", "%", "|", ">", "@", ",",
         "null", "日本", "\u2028", "\x85", "\ufeff", "\r", "status: cut", "id: x", "---", "...", "? ", "<<: ")  # fmt: skip


def slip(text: str, chance: random.Random, kind: str) -> str:
    """The text after one slip of a hand."""
    lines = text.splitlines(keepends=True) or [""]
    at = chance.randrange(len(lines))
    word = chance.choice(WORDS)
    if kind == "delete a line":
        del lines[at]
    elif kind == "repeat a line":
        lines.insert(at, lines[at])
    elif kind == "move a line":
        lines.insert(chance.randrange(len(lines)), lines.pop(at))
    elif kind == "indent a line":
        lines[at] = " " * chance.randrange(1, 5) + lines[at]
    elif kind == "cut the file off":
        return text[: chance.randrange(len(text) + 1)]
    else:
        spots = [found.start() for found in re.finditer(r"\b|$", lines[at])]
        start, end = sorted((chance.choice(spots), chance.choice(spots)))
        lines[at] = lines[at][:start] + word + lines[at][end if kind == "replace words" else start :]
    return "".join(lines)


KINDS = (
    "delete a line",
    "repeat a line",
    "move a line",
    "indent a line",
    "cut the file off",
    "replace words",
    "insert",
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=2), st.randoms(use_true_random=False))
def test_no_slip_of_a_hand_breaks_the_check(kinds: list[str], chance: random.Random) -> None:
    text = SHIPPED
    for kind in kinds:
        text = slip(text, chance, kind)
    loaded = load_content(Content("platform.yaml", text.encode()))
    lines = text.removeprefix("\ufeff").split("\n")
    assert bool(loaded.platform) or loaded.errors
    for problem in place_problems(loaded.document, loaded.problems):
        assert problem.message
        assert problem.remedy
        spots: list[PlacedProblem | RelatedPlace] = [problem, *problem.related]
        for spot in spots:
            assert 1 <= spot.line <= len(lines)
            assert spot.line == spot.end_line
            assert 1 <= spot.column < spot.end_column
            assert spot.column <= len(lines[spot.line - 1]) + 1


def test_slips_end_in_0_or_1_on_the_command_line(tmp_path: Path) -> None:
    chance = random.Random(2026)
    for kind in KINDS * 6:
        (tmp_path / "platform.yaml").write_text(slip(SHIPPED, chance, kind), encoding="utf-8")
        code, stdout, stderr = run_here("check", cwd=tmp_path)
        assert (code, stderr) == (1 if ": error: " in stdout else 0, "")
        assert " in 1 file" in stdout.splitlines()[-1]
