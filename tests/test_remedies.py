"""Remedies: followed to the letter, each leads to the file that was meant, and never to another that passes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.command import SMALL_TEXT, run
from tests.repository import Repository


def concise(folder: Path, text: str, *options: str) -> list[str]:
    out = run("check", "-", "--format", "concise", *options, cwd=folder, input=text)[1]
    return [line.partition(": ")[2].partition(": ")[2] for line in out.splitlines()[:-1]]


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("survy-2023/grants", "write `survey-2023/grants`"),
        ("survey-2025/grants", "add the source, or name a statement of "),
        ("survey-2023/grant", "write `survey-2023/grants`"),
        ("survey/grants", "add the source, or name a statement of "),
        ("survey-2023/losses", "add the statement `losses` under the source `survey-2023`, or name one that it has"),
    ],
)
def test_evidence_is_guessed_only_where_it_is_certainly_meant(folder: Path, written: str, remedy: str) -> None:
    text = (folder / "small.yaml").read_text().replace("statement: survey-2023/grants", f"statement: {written}", 1)
    (folder / "small.yaml").write_text(text)
    _, out, _ = run("check", "small.yaml", "--format", "concise", cwd=folder)
    (line,) = (line for line in out.splitlines() if line.endswith("[unknown-statement]"))
    assert f"; {remedy}" in line


def test_a_misspelt_supersedes_is_one_problem(folder: Path) -> None:
    text = (folder / "small.yaml").read_text().replace("supersedes: [survey-2023]", "supersedes: [survey-2032]")
    _, out, _ = run("check", "-", "--format", "concise", cwd=folder, input=text)
    assert [line.rpartition("[")[2] for line in out.splitlines()[:-1]] == ["unknown-source]"]


def test_a_forgotten_field_is_added_as_the_remedy_says(folder: Path) -> None:
    for field, told in (
        ("        kind: law\n", "add `kind: funding` here, or `law` or `practice` in its place "),
        ("        asked_in: [bullets/rules]\n", "add `asked_in: [source/statement]` here "),
    ):
        out = run("check", "-", "--format", "concise", cwd=folder, input=SMALL_TEXT.replace(field, "", 1))[1]
        assert told in out


@pytest.mark.parametrize("space", ["", "\u00a0"])
def test_a_colon_without_a_space_between_braces(folder: Path, space: str) -> None:
    text = SMALL_TEXT.replace("level: federal, scope: general}", f"level:{space}federal, scope: general}}", 1)
    out = run("check", "-", "--format", "concise", cwd=folder, input=text)[1]
    assert "federal` is no field here; write `level: federal` [unknown-field]" in out


@pytest.mark.parametrize("line", ["level: general", "level: direct", "scope: federal", "directed_to: unstated"])
def test_a_word_of_another_field_is_not_taken_for_one_of_this(folder: Path, line: str) -> None:
    name = line.partition(":")[0]
    text = re.sub(rf"(?m)(?<=[ {{]){name}: (?:federal|state|local|direct|general)", line, SMALL_TEXT, count=1)
    out = run("check", "-", "--format", "concise", cwd=folder, input=text)[1]
    assert f"write `{name}: ` and one of " in out


def test_a_relation_is_not_turned_round(folder: Path) -> None:
    text = SMALL_TEXT.replace("    issued: 2023\n", "    issued: 2023\n    superseded_by: [survey-2024]\n", 1)
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
    out = run("check", "-", "--format", "concise", cwd=folder, input=SMALL_TEXT.replace(right, wrong, 1))[1]
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
    text = SMALL_TEXT.replace("status: funded, level: federal", f"status: {word}, level: federal", 1)
    out = run("check", "-", "--format", "concise", cwd=folder, input=text)[1]
    told = "write `status: ` and one of `funded`, `met`, `cut`, `unmet` or `mentioned` [unknown-word]"
    assert f"`{word}` is no status that the tracker knows; {told}" in out


@pytest.mark.parametrize(
    ("word", "meant"), [("fundde", "funded"), ("Funded", "funded"), ("funded (general)", "funded")]
)
def test_a_word_that_is_misspelt_is_known(folder: Path, word: str, meant: str) -> None:
    text = SMALL_TEXT.replace("status: funded, level: federal", f"status: {word}, level: federal", 1)
    out = run("check", "-", "--format", "concise", cwd=folder, input=text)[1]
    assert f"`{word}` is no status that the tracker knows; write `status: {meant}` [unknown-word]" in out


def test_a_comma_between_braces_does_not_end_a_text_unseen(folder: Path) -> None:
    text = (folder / "small.yaml").read_text()
    assert text.count("note: Grants shrank.") == 1
    text = text.replace("note: Grants shrank.", "note: Grants shrank, they say")
    code, out, _ = run("check", "-", "--format", "concise", cwd=folder, input=text)
    remedy = "put the whole text of `note` in double quotes if it goes on behind the comma, or remove this"
    assert (code, out.count(f"`they say` is no field here; {remedy} [unknown-field]")) == (1, 1)


def test_a_lost_comma_between_ids_does_not_make_them_one(folder: Path) -> None:
    text = SMALL_TEXT.replace("formerly: [street-grants]", "formerly: [street-grants lane-grants]", 1)
    assert concise(folder, text) == [
        "`street-grants lane-grants` is no id: lower-case letters, digits and single hyphens; "
        "write `street-grants, lane-grants` if these are several, or `street-grants-lane-grants` [malformed-id]"
    ]
    text = SMALL_TEXT.replace("asked_in: [bullets/rules]", "asked_in: [bullets/rules bullets/money]", 1)
    assert concise(folder, text) == [
        "`bullets/rules bullets/money` is no reference of the form source/statement; "
        "write `bullets/rules, bullets/money` [malformed-reference]"
    ]


def test_a_lost_colon_between_braces_is_named(folder: Path) -> None:
    text = SMALL_TEXT.replace("level: federal, scope: general}", "level: federal, scope general}", 1)
    assert concise(folder, text) == [
        "`scope general` is no field here; write `scope: general` if its colon is missing, or put the whole text of "
        "`level` in double quotes if it goes on behind the comma, or remove this [unknown-field]"
    ]


def test_brackets_behind_a_comma_of_a_text_are_kept(folder: Path) -> None:
    text = SMALL_TEXT.replace("note: Grants shrank.", "note: Grants shrank, [sic]", 1)
    assert concise(folder, text) == [
        "a key that is no text is not allowed; put the whole text before it in double quotes if that goes on here, "
        "or remove it [yaml-feature]"
    ]


def test_the_commas_of_an_amount_are_kept(folder: Path) -> None:
    text = SMALL_TEXT.replace("pin: the law passed}", "pin: the law passed, value: $1,000,000}", 1)
    out = run("check", "-", "--format", "concise", cwd=folder, input=text)[1]
    assert [line.partition(": error: ")[2] for line in out.splitlines()[:-1]] == [
        "`000` is no field here; put the whole text of `value` in double quotes if it goes on behind the comma, "
        "or remove this [unknown-field]",
        "`000` stands here a second time; put the text before it in double quotes if a comma belongs to it, "
        "or remove one of the two [duplicate-key]",
    ]
    mended = text.replace("$1,000,000", '"$1,000,000"')
    assert run("check", "-", cwd=folder, input=mended)[0] == 0


def test_the_commas_of_a_figure_are_kept(folder: Path) -> None:
    remedy = "put the whole text of `value` in double quotes if it goes on behind the comma, or remove this"
    text = SMALL_TEXT.replace("{what: Fires, value: -17%,", "{what: Fires, value: 3,200,", 1)
    assert concise(folder, text) == [f"`200` is no field here; {remedy} [unknown-field]"]


def test_a_list_without_brackets_between_braces_keeps_all_its_entries(folder: Path) -> None:
    text = SMALL_TEXT + "  - {id: a, title: A, reason: Split, replaced_by: fire-grants, road-grants, flood-grants}\n"
    assert concise(folder, text) == [
        "text stands where a list is expected; write `replaced_by: [fire-grants, road-grants, flood-grants]` "
        "[wrong-type]",
        *(
            f"`{name}` is no field here; write it between the brackets of `replaced_by`, or remove it [unknown-field]"
            for name in ("road-grants", "flood-grants")
        ),
    ]


def test_half_a_retirement_is_completed(folder: Path) -> None:
    remedy = "remove this ask if it is retired, or the tombstone if it came back; another ask needs another id"
    text = SMALL_TEXT + "  - {id: quiet-nights, title: Keep the nights quiet, reason: Done}\n"
    assert concise(folder, text) == [f"the id `quiet-nights` belongs to a retired ask; {remedy} [retired-id-in-use]"]


def test_a_copied_source_is_first_given_its_own_id(folder: Path) -> None:
    text = SMALL_TEXT.replace("  - id: survey-2024\n", "  - id: survey-2023\n", 1)
    rules = [line.rpartition("[")[2] for line in concise(folder, text)]
    assert "duplicate-id]" in rules
    assert "supersedes-itself]" not in rules


def test_an_ask_among_the_tombstones_can_be_retired(folder: Path) -> None:
    text = SMALL_TEXT + "  - {id: a, title: A, kind: law, asked_in: [bullets/rules], status: unaddressed}\n"
    (told,) = concise(folder, text)
    assert "; keep its `id` and `title` and add a `reason` if it is retired, or move it below `asks:`, " in told


def test_a_merge_is_undone(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    repository.commit("Before", {"platform.yaml": SMALL_TEXT})
    start = SMALL_TEXT.index("      - id: quiet-nights")
    merged = SMALL_TEXT[:start] + SMALL_TEXT[SMALL_TEXT.index("retired:") :]
    merged = merged.replace(
        "      - id: fire-grants\n", "      - id: fire-grants\n        formerly: [quiet-nights]\n", 1
    )
    repository.commit("Merge", {"platform.yaml": merged})
    (tmp_path / "platform.yaml").write_text(SMALL_TEXT)
    told = concise(tmp_path, SMALL_TEXT, "--against", "HEAD")
    assert [line.partition("; ")[2].partition(";")[0] for line in told] == ["do nothing if that ask came back"]


def test_of_two_sources_of_one_id_the_first_may_name_what_is_unknown(folder: Path) -> None:
    copied = "  - {id: column, role: evidence, title: Copy, genre: op-ed, issued: unknown}\nsections:\n"
    text = SMALL_TEXT.replace("genre: op-ed\n", "genre: op-ed\n    supersedes: [ghost]\n", 1)
    told = concise(folder, text.replace("sections:\n", copied, 1))
    assert [line.rpartition("[")[2] for line in told if "warning" not in line][:2] == [
        "unknown-source]",
        "duplicate-id]",
    ]


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("none", "write `formerly: []`"),
        ("a, b", "write `formerly: [a, b]`"),
        ("a; b", "write its entries between brackets, with a comma between two: `formerly: [..., ...]`"),
        ("a b", "write its entries between brackets, with a comma between two: `formerly: [..., ...]`"),
    ],
)
def test_no_former_id_is_invented(folder: Path, written: str, remedy: str) -> None:
    text = SMALL_TEXT.replace("id: quiet-nights\n", f"id: quiet-nights\n        formerly: {written}\n", 1)
    assert concise(folder, text) == [f"text stands where a list is expected; {remedy} [wrong-type]"]
