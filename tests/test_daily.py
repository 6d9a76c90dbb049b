"""Stumbles of people who used the tracker for a day: what they looked for is where they looked."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.command import run
from tests.repository import Repository

SMALL = (Path(__file__).parent / "small.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_text(SMALL)
    return tmp_path


def test_an_empty_folder_leads_to_init(tmp_path: Path) -> None:
    refused = (2, "", "tracker: platform.yaml: no such file; `tracker init` writes one to start from\n")
    for command in ("check", "report", "show anything"):
        assert run(*command.split(), cwd=tmp_path) == refused


def test_init_names_the_file_to_check(tmp_path: Path) -> None:
    told = "towns.yaml is written; edit it, then run `tracker check towns.yaml`\n"
    assert run("init", "towns.yaml", cwd=tmp_path) == (0, "", told)
    assert run("check", "towns.yaml", "--strict", cwd=tmp_path)[0] == 0
    assert run("init", "-", cwd=tmp_path) == (2, "", "tracker: init: name a file; `-` is none\n")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("grants", "small.yaml has no ask, source or statement `grants`; did you mean `survey-2023/grants`?"),
        ("quiet-night", "small.yaml has no ask, source or statement `quiet-night`; did you mean `quiet-nights`?"),
        ("rules", "small.yaml has no ask, source or statement `rules`; did you mean `bullets/rules`?"),
        ("xyz", "small.yaml has no ask, source or statement `xyz`"),
    ],
)
def test_show_of_what_is_no_ask(folder: Path, name: str, told: str) -> None:
    if name == "rules":
        told = "`rules` is a section; `tracker report --section rules` tells of its asks"
    assert run("show", name, "small.yaml", cwd=folder) == (2, "", f"tracker: {told}\n")


def test_markdown_is_grouped_by_status(folder: Path) -> None:
    code, out, _ = run("report", "small.yaml", "--format", "markdown", "--by", "status", cwd=folder)
    headings = [line for line in out.splitlines() if line.startswith("## ")]
    assert code == 0
    assert headings[:6] == [f"## {word} (1)" for word in ("funded", "met", "cut", "unmet", "mixed", "unaddressed")]
    run("report", "small.yaml", "-o", "cut.md", "--by", "status", "--status", "cut", cwd=folder)
    assert (folder / "cut.md").read_text().count("(1)") == 1


@pytest.mark.parametrize("format", ["csv", "json", "html"])
def test_other_formats_have_no_groups(folder: Path, format: str) -> None:
    refused = (2, "", f"tracker: --by: only the table and Markdown are grouped, not {format}\n")
    assert run("report", "small.yaml", "--format", format, "--by", "status", cwd=folder) == refused


@pytest.mark.parametrize("format", ["table", "markdown"])
def test_a_selected_source_of_context_has_its_column(folder: Path, format: str) -> None:
    code, out, _ = run("report", "small.yaml", "--source", "almanac", "--format", format, cwd=folder)
    assert code == 0
    assert {"table": "almanac: mentioned", "markdown": " almanac: almanac, undated |"}[format] in out
    assert "almanac" not in run("report", "small.yaml", "--source", "column", "--format", "table", cwd=folder)[1]


@pytest.mark.parametrize("options", [["-v"], ["--format", "markdown"]], ids=["table", "markdown"])
def test_a_figure_keeps_its_note(folder: Path, options: list[str]) -> None:
    text = SMALL.replace("pin: fewer fires\n", "pin: fewer fires\n        note: Doubtful.\n")
    out = run("report", "-", *options, cwd=folder, input=text)[1]
    assert " ".join(out.split()).count("the League. Doubtful.") == 1


def test_a_tombstone_that_came_later_is_in_the_timeline(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    ask = SMALL[SMALL.index("      - id: quiet-nights") : SMALL.index("retired:")]
    without = SMALL.replace(ask, "").replace("replaced_by: [quiet-nights]", "replaced_by: [open-meetings]")
    repository.commit("All", {"platform.yaml": SMALL})
    repository.commit("One less", {"platform.yaml": without})
    stone = "  - {id: quiet-nights, title: Keep the nights quiet, reason: All sleep, replaced_by: [open-meetings]}\n"
    repository.commit("Why", {"platform.yaml": without + stone})
    code, out, _ = run("log", "quiet-nights", cwd=tmp_path)
    told = [line.strip() for line in out.replace("\n      ", " ").splitlines() if line.startswith("    ")]
    assert (code, told) == (
        0,
        [
            "platform changed: retired/quiet-nights: Keep the nights quiet. All sleep. Replaced by open-meetings.",
            "removed: was unaddressed",
            "added: unaddressed",
        ],
    )


def test_the_log_tells_evidence_from_what_it_overtook(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    newer = "          - {statement: survey-2024/grants, status: funded, level: federal, scope: direct}\n"
    before = SMALL.replace("status: funded\n        findings:", "status: cut\n        findings:", 1).replace(
        newer, "", 1
    )
    repository.commit("Before", {"platform.yaml": before})
    repository.commit("After", {"platform.yaml": SMALL})
    moved = "cut (general) → funded (survey-2023/grants no longer counted, survey-2024/grants)"
    assert f"    fire-grants: {moved}\n" in run("log", cwd=tmp_path)[1]


def test_a_forgotten_field_is_added_as_the_remedy_says(folder: Path) -> None:
    for field, told in (
        ("        kind: law\n", "add `kind: funding` here, or `law` or `practice` in its place "),
        ("        asked_in: [bullets/rules]\n", "add `asked_in: [source/statement]` here "),
    ):
        out = run("check", "-", "--format", "concise", cwd=folder, input=SMALL.replace(field, "", 1))[1]
        assert told in out


@pytest.mark.parametrize("space", ["", "\u00a0"])
def test_a_colon_without_a_space_between_braces(folder: Path, space: str) -> None:
    text = SMALL.replace("level: federal, scope: general}", f"level:{space}federal, scope: general}}", 1)
    out = run("check", "-", "--format", "concise", cwd=folder, input=text)[1]
    assert "federal` is no field here; write `level: federal` [unknown-field]" in out


@pytest.mark.parametrize("line", ["level: general", "level: direct", "scope: federal", "directed_to: unstated"])
def test_a_word_of_another_field_is_not_taken_for_one_of_this(folder: Path, line: str) -> None:
    name = line.partition(":")[0]
    text = re.sub(rf"(?m)(?<=[ {{]){name}: (?:federal|state|local|direct|general)", line, SMALL, count=1)
    out = run("check", "-", "--format", "concise", cwd=folder, input=text)[1]
    assert f"write `{name}: ` and one of " in out


def test_a_relation_is_not_turned_round(folder: Path) -> None:
    text = SMALL.replace("    issued: 2023\n", "    issued: 2023\n    superseded_by: [survey-2024]\n", 1)
    out = run("check", "-", "--format", "concise", cwd=folder, input=text)[1]
    assert "`superseded_by` is no field here; remove it, or use one of the fields " in out


@pytest.mark.parametrize(
    ("right", "wrong", "meant"),
    [
        ("issued: 2023", "published: 2023", "issued"),
        ("period: 2023", "perod: 2023", "period"),
        ("- id: fires", "- ID: fires", "id"),
        ("url: h", "URL: h", "url"),
    ],
)
def test_a_misspelt_name_is_known_wherever_it_stands(folder: Path, right: str, wrong: str, meant: str) -> None:
    out = run("check", "-", "--format", "concise", cwd=folder, input=SMALL.replace(right, wrong, 1))[1]
    name = wrong.removeprefix("- ").partition(":")[0]
    assert [line.partition(": error: ")[2] for line in out.splitlines()[:-1]] == [
        f"`{name}` is no field here; write `{meant}:` [unknown-field]"
    ]


@pytest.mark.parametrize(
    "word",
    [
        *("not funded", "unfunded", "defunded", "partly funded", "not mentioned", "not cut", "funded in part"),
        *("funded/cut", "refused", "ended", "needed", "suspended", "defund", "enacted", "denied", "vetoed"),
    ],
)
def test_a_word_that_denies_another_is_not_taken_for_it(folder: Path, word: str) -> None:
    text = SMALL.replace("status: funded, level: federal", f"status: {word}, level: federal", 1)
    out = run("check", "-", "--format", "concise", cwd=folder, input=text)[1]
    told = "write `status: ` and one of `funded`, `met`, `cut`, `unmet` or `mentioned` [unknown-word]"
    assert f"`{word}` is no status that the tracker knows; {told}" in out


@pytest.mark.parametrize(
    ("word", "meant"), [("fundde", "funded"), ("Funded", "funded"), ("funded (general)", "funded")]
)
def test_a_word_that_is_misspelt_is_known(folder: Path, word: str, meant: str) -> None:
    text = SMALL.replace("status: funded, level: federal", f"status: {word}, level: federal", 1)
    out = run("check", "-", "--format", "concise", cwd=folder, input=text)[1]
    assert f"`{word}` is no status that the tracker knows; write `status: {meant}` [unknown-word]" in out


def test_the_commas_of_an_amount_are_kept(folder: Path) -> None:
    text = SMALL.replace("pin: the law passed}", "pin: the law passed, value: $1,000,000}", 1)
    out = run("check", "-", "--format", "concise", cwd=folder, input=text)[1]
    assert [line.partition(": error: ")[2] for line in out.splitlines()[:-1]] == [
        "`000` is no field here; put the whole text of `value` in double quotes if it goes on behind the comma, "
        "or remove this [unknown-field]",
        "`000` stands here a second time; put the text before it in double quotes if a comma belongs to it, "
        "or remove one of the two [duplicate-key]",
    ]
    mended = text.replace("$1,000,000", '"$1,000,000"')
    assert run("check", "-", cwd=folder, input=mended)[0] == 0


@pytest.mark.parametrize("options", [["-v"], ["--format", "markdown"]], ids=["table", "markdown"])
def test_what_bears_on_no_ask_keeps_its_pin_and_its_share(folder: Path, options: list[str]) -> None:
    text = SMALL.replace("call for road money.}", "call for road money., value: two of 12}", 1)
    out = " ".join(run("report", "-", *options, cwd=folder, input=text)[1].replace("\\", "").split())
    assert "survey-2023/roads, par. 4 “more for roads”. two of 12. Towns call for road money." in out


def concise(folder: Path, text: str, *options: str) -> list[str]:
    out = run("check", "-", "--format", "concise", *options, cwd=folder, input=text)[1]
    return [line.partition(": ")[2].partition(": ")[2] for line in out.splitlines()[:-1]]


def test_half_a_retirement_is_completed(folder: Path) -> None:
    remedy = "remove this ask if it is retired, or the tombstone if it came back; another ask needs another id"
    text = SMALL + "  - {id: quiet-nights, title: Keep the nights quiet, reason: Done}\n"
    assert concise(folder, text) == [f"the id `quiet-nights` belongs to a retired ask; {remedy} [retired-id-in-use]"]


def test_a_list_without_brackets_between_braces_keeps_all_its_entries(folder: Path) -> None:
    text = SMALL + "  - {id: a, title: A, reason: Split, replaced_by: fire-grants, road-grants, flood-grants}\n"
    assert concise(folder, text) == [
        "text stands where a list is expected; write `replaced_by: [fire-grants, road-grants, flood-grants]` "
        "[wrong-type]",
        *(
            f"`{name}` is no field here; write it between the brackets of `replaced_by`, or remove it [unknown-field]"
            for name in ("road-grants", "flood-grants")
        ),
    ]


def test_a_copied_source_is_first_given_its_own_id(folder: Path) -> None:
    text = SMALL.replace("  - id: survey-2024\n", "  - id: survey-2023\n", 1)
    rules = [line.rpartition("[")[2] for line in concise(folder, text)]
    assert "duplicate-id]" in rules
    assert "supersedes-itself]" not in rules


def test_the_commas_of_a_figure_are_kept(folder: Path) -> None:
    remedy = "put the whole text of `value` in double quotes if it goes on behind the comma, or remove this"
    text = SMALL.replace("{what: Fires, value: -17%,", "{what: Fires, value: 3,200,", 1)
    assert concise(folder, text) == [f"`200` is no field here; {remedy} [unknown-field]"]


def test_an_ask_among_the_tombstones_can_be_retired(folder: Path) -> None:
    text = SMALL + "  - {id: a, title: A, kind: law, asked_in: [bullets/rules], status: unaddressed}\n"
    (told,) = concise(folder, text)
    assert "; keep its `id` and `title` and add a `reason` if it is retired, or move it below `asks:`, " in told


def test_a_merge_is_undone(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit("Before", {"platform.yaml": SMALL})
    start = SMALL.index("      - id: quiet-nights")
    merged = SMALL[:start] + SMALL[SMALL.index("retired:") :]
    merged = merged.replace(
        "      - id: fire-grants\n", "      - id: fire-grants\n        formerly: [quiet-nights]\n", 1
    )
    repository.commit("Merge", {"platform.yaml": merged})
    (tmp_path / "platform.yaml").write_text(SMALL)
    told = concise(tmp_path, SMALL, "--against", "HEAD")
    assert [line.partition("; ")[2].partition(";")[0] for line in told] == ["do nothing if that ask came back"]
