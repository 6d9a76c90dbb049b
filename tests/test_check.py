"""`check` as a user meets it: whole outputs, formats, options, and edits that go wrong."""

# ruff: noqa: E501  # outputs stand as they are printed

from __future__ import annotations

import json
import os
import random
import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tests.command import closing, git, run, run_here
from tests.repository import committed
from tracker.loading import load_content
from tracker.places import PlacedProblem, RelatedPlace, place_problems
from tracker.revisions import Content

ROOT = Path(__file__).parent.parent
SHIPPED = (ROOT / "platform.yaml").read_text(encoding="utf-8")
SOURCES = ROOT.parent / "shared" / "sources"
CLEAN = (Path(__file__).parent / "mistakes" / "clean.yaml").read_text(encoding="utf-8")
COUNT_OF_NONE = f"{closing()}\n"


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


def assert_kept(name: str, output: str) -> None:
    """An output is the one that is kept; `OUTPUTS_UPDATE=1 pytest tests/test_check.py` writes the present ones."""
    kept = Path(__file__).parent / "mistakes" / "outputs" / name
    if os.environ.get("OUTPUTS_UPDATE"):
        kept.write_text(output, encoding="utf-8")
    assert output == kept.read_text(encoding="utf-8")


def shown(text: str | bytes, folder: Path, *options: str) -> str:
    """What `check` prints of a file with errors, without the closing count."""
    code, stdout = check(text, folder, *options)
    assert code == 1
    return stdout.rpartition("\n\n")[0] + "\n"


THREE = edited(
    ("role: asks", "role: platform"),
    ("id: survey\n", "id: Survey of 2025\n"),
    ("        kind: funding\n", ""),
    ("status: cut\n", "status: cut\n        titles: Grants\n"),
)


# --- What is found ---


def test_the_clean_file_is_clean(tmp_path: Path) -> None:
    assert check(CLEAN, tmp_path, "--strict") == (0, COUNT_OF_NONE)


@pytest.mark.parametrize("format", ["text", "concise", "github", "json"])
def test_one_run_names_every_slip_in_the_order_of_the_file(format: str, tmp_path: Path) -> None:
    code, stdout = check(THREE, tmp_path, "--format", format)
    assert code == 1
    assert_kept(f"three.{format}", stdout)


def test_only_the_first_hundred_unknown_names_are_told_what_was_meant(tmp_path: Path) -> None:
    ask = "      - {{id: a{0}, title: Ask {0}, kind: law, asked_in: [platform/grant], status: unaddressed}}\n"
    text = CLEAN + "".join(map(ask.format, range(101)))
    problems = json.loads(check(text, tmp_path, "--format", "json")[1])["problems"]
    assert [bool(problem["edit"]) for problem in problems] == [True] * 100 + [False]


def test_of_many_findings_that_decide_a_dozen_are_shown(tmp_path: Path) -> None:
    statements = "".join(f"      - {{id: s{n}, locator: par. 1, pin: p{n}}}\n" for n in range(20))
    findings = "".join(
        f"          - {{statement: survey/s{n}, status: cut, level: federal, scope: direct}}\n" for n in range(20)
    )
    text = edited(("        status: cut\n", "        status: unmet\n"), ("sections:\n", f"{statements}sections:\n"))
    (problem,) = json.loads(check(text + findings, tmp_path, "--format", "json")[1])["problems"]
    assert [related["line"] for related in problem["related"]] == [*range(50, 62)]


# --- Where it is shown ---


def test_carets_stand_under_tabs_wide_and_combining_characters_and_emoji(tmp_path: Path) -> None:
    titles = ["日本語", "cafe\u0301", "👩\u200d👩\u200d👧 ☎️", "a\tb"]
    entries = [f'      - {{id: a{n}, pin: "{title}", locator: par.}}\n' for n, title in enumerate(titles)]
    text = edited(("      - {id: aid, locator: par. 11, pin: more aid}\n", "".join(entries)))
    stdout = shown(text, tmp_path)
    assert [line for line in stdout.splitlines() if re.match(r" *\d* \| ", line)] == [
        '18 |       - {id: a0, pin: "日本語", locator: par.}',
        "   |                                          ^^^^",
        '19 |       - {id: a1, pin: "cafe\u0301", locator: par.}',
        "   |                                        ^^^^",
        '20 |       - {id: a2, pin: "👩\u200d👩\u200d👧 ☎️", locator: par.}',
        "   |                                         ^^^^",
        '21 |       - {id: a3, pin: "a→b", locator: par.}',
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
    assert_kept("long-line.text", shown(text, tmp_path))


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
    assert shown(text, tmp_path).splitlines()[1:3] == [
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
    for problems in (50, 51, 99):
        for format in ("text", "concise", "github"):
            code, stdout = check(misspelt(problems), tmp_path, "--format", format)
            assert code == 1
            assert stdout.count("unknown-word") == 50
            assert stdout.splitlines()[-1] == closing(problems, hidden=problems - 50)
    assert len(json.loads(check(misspelt(99), tmp_path, "--format", "json")[1])["problems"]) == 99


def test_github_gets_escaped_annotations(tmp_path: Path) -> None:
    text = edited(("locator: par. 7", "locator: par. 100%"), ("kind: funding", 'kind: "law\\r\\nof, 1:1"'))
    code, stdout = check(text, tmp_path, "--format", "github", name="100% a,b:c.yaml")
    assert code == 1
    assert_kept("escaped.github", stdout)


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
    schema = json.loads(run_here("schema", "check", cwd=tmp_path)[1])
    Draft202012Validator.check_schema(schema)
    for text in (THREE, edited(("pin: more aid", "pin: Were cut")), "a: [", "", "\x00"):
        document = json.loads(check(text, tmp_path, "--format", "json")[1])
        Draft202012Validator(schema).validate(document)
        assert not Draft202012Validator(schema).is_valid({**document, "problems": [{}]})


# --- Options and files ---


def test_strict_lets_warnings_fail_and_ignore_leaves_them_out(tmp_path: Path) -> None:
    text = edited(("pin: more aid", "pin: Were cut"), ("    asks:\n", "    asks:\n"))
    assert check(text, tmp_path)[0] == 0
    assert check(text, tmp_path, "--strict")[0] == 1
    assert check(text, tmp_path, "--strict", "--ignore", "duplicate-pin") == (0, COUNT_OF_NONE)
    assert check(text, tmp_path, "--strict", "--ignore", "long-pin")[0] == 1
    assert check(text, tmp_path, "--strict", "--ignore", "long-pin", "--ignore", "duplicate-pin") == (0, COUNT_OF_NONE)


def test_several_files_are_checked_in_one_run(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(edited(("locator: par. 7", "locator: 7")))
    (tmp_path / "a.yaml").write_text(CLEAN)
    (tmp_path / "c.yaml").write_text(edited(("locator: par. 10", "locator: 10")))
    code, stdout, stderr = run_here("check", "b.yaml", "a.yaml", "c.yaml", "--format", "concise", cwd=tmp_path)
    assert (code, stderr) == (1, "")
    assert_kept("several.concise", stdout)


def test_standard_input_is_checked_too(tmp_path: Path) -> None:
    assert run("check", "-", cwd=tmp_path, input=CLEAN) == (0, COUNT_OF_NONE, "")
    code, stdout, stderr = run("check", "-", cwd=tmp_path, input=edited(("locator: par. 7", "locator: 7")))
    assert (code, stdout.partition(": error")[0], stderr) == (1, "-:10:31", "")


def test_the_default_file_is_checked_where_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text(CLEAN)
    assert run_here("check", cwd=tmp_path) == (0, COUNT_OF_NONE, "")


# --- The patch ---


MISSPELT = edited(
    ("format: 1\nplatform: {id: mayors,", "fromat: 1\nplatform: {idd: mayors,"),
    ("locator: par. 7, pin", "locator: Par. 7, pinn"),
    ("locator: par. 10, pin: were cut", "locator: par 10, pin: were cut"),
    ("locator: par. 11,", "lokator: par. 11,"),
    ("level: federal, scope: general}", "levle: federal, scop: general}"),
)
AS_GIT_READS = [
    ("platform.yaml", '"b/of one/platform.yaml"'),
    ("a folder/a file.yaml", '"b/of one/a folder/a file.yaml"'),
    ('caf\u00e9 "x"\\.yaml', '"b/of one/caf\\303\\251 \\042x\\042\\134.yaml"'),
]


@pytest.mark.parametrize(("name", "headed"), AS_GIT_READS)
@pytest.mark.parametrize(
    ("before", "line_break", "end"), [("", "\n", "\n"), ("\ufeff\ufeff", "\r\n", "\r\n"), ("\ufeff", "\n", "")]
)
def test_the_patch_applies_to_the_file_as_it_is(
    name: str, headed: str, before: str, line_break: str, end: str, tmp_path: Path
) -> None:
    """The first and the last line, neighbours, byte order marks, other line breaks, none at the end; in a subfolder."""

    def stored(text: str) -> bytes:
        return (before + text.rstrip("\n").replace("\n", line_break) + end).encode()

    git("init", "--quiet", cwd=tmp_path)
    file = tmp_path / "of one" / name
    file.parent.mkdir(parents=True)
    file.write_bytes(stored(MISSPELT))
    code, patch, stderr = run("check", name, "--diff", cwd=tmp_path / "of one")
    assert (code, stderr, headed in patch) == (1, "", True)
    (tmp_path / "patch.diff").write_bytes(patch.encode())
    git("apply", str(tmp_path / "patch.diff"), cwd=tmp_path / "of one")
    assert file.read_bytes() == stored(CLEAN)


def test_the_patch_holds_the_edits_of_all_files_and_nothing_else(tmp_path: Path) -> None:
    for name, text in (("a.yaml", MISSPELT), ("b.yaml", CLEAN), ("c.yaml", MISSPELT)):
        (tmp_path / name).write_text(text)
    code, patch, stderr = run(
        "check", "a.yaml", "b.yaml", str(tmp_path / "c.yaml"), "./none.yaml", "--diff", cwd=tmp_path
    )
    assert (code, stderr.startswith("tracker: ./none.yaml: "), stderr.count("\n")) == (2, True, 1)
    git("init", "--quiet", cwd=tmp_path)
    (tmp_path / "patch.diff").write_text(patch)
    git("apply", "patch.diff", cwd=tmp_path)
    assert [(tmp_path / name).read_text() for name in ("a.yaml", "b.yaml", "c.yaml")] == [CLEAN] * 3


@pytest.mark.parametrize(
    ("swap", "code"),
    [
        (("pin: more aid", "pin: Were cut"), 0),
        (("        status: cut\n", "        status: unmet\n"), 1),
        (("status: cut, level", "status: cot, level"), 1),
        (("title: Policing", "title: Policing #1"), 0),
        (("kind: funding\n", ""), 1),
        (("title: Policing", 'title: "Policing'), 1),
        (("issued: 2025", "date: 2025"), 1),
    ],
)
def test_the_patch_claims_nothing(swap: tuple[str, str], code: int, tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text(edited(swap))
    done, patch, stderr = run_here("check", "--diff", cwd=tmp_path)
    left = ["1", "0"] if code else ["0", "1"]
    assert (done, patch, re.findall(r"\d", stderr), stderr.count("\n")) == (code, "", left, 1)


@pytest.mark.parametrize("operands", [
    "../platform.yaml platform.yaml", "../link.yaml ../folder/platform.yaml ./platform.yaml",
    "HEAD HEAD:platform.yaml", ":here/platform.yaml :./../platform.yaml",
])  # fmt: skip
def test_the_patch_of_what_is_above_or_in_git_is_for_the_top_of_the_repository(operands: str, tmp_path: Path) -> None:
    committed(tmp_path, MISSPELT)
    here = tmp_path / "here"
    here.mkdir()
    (here / "platform.yaml").write_text(MISSPELT)
    (tmp_path / "link.yaml").symlink_to("platform.yaml")
    (tmp_path / "folder").symlink_to("here")
    git("add", ".", cwd=tmp_path)
    git("commit", "--quiet", "--message=here", cwd=tmp_path)
    code, patch, stderr = run("check", *operands.split(), "--diff", cwd=here)
    command = 'git -C "$(git rev-parse --show-toplevel)" apply'
    assert (code, stderr) == (1, f"tracker: the patch is for the top of the repository: `{command}`\n")
    subprocess.run(command, shell=True, cwd=here, input=patch.encode(), check=True)
    assert [file.read_text() for file in (tmp_path / "platform.yaml", here / "platform.yaml")] == [CLEAN, CLEAN]


def test_the_patch_mends_a_file_once_whatever_its_names(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(MISSPELT)
    (tmp_path / "link.yaml").symlink_to("a.yaml")
    once = run("check", "a.yaml", "--diff", cwd=tmp_path)
    assert once[1].count("+++ b/a.yaml\n") == 1
    assert run("check", "a.yaml", "./a.yaml", "link.yaml", "--diff", cwd=tmp_path) == once
    assert run("check", "link.yaml", "--diff", cwd=tmp_path) == once


def test_the_edit_in_json_counts_the_characters_of_the_file(tmp_path: Path) -> None:
    stored = f"\ufeff# \U0001f600\r\n{edited(('locator: par. 7', 'locator: par 7'))}"
    (problem,) = json.loads(check(stored, tmp_path, "--format", "json")[1])["problems"]
    edit, whole = problem["edit"], (tmp_path / "platform.yaml").read_bytes().decode()
    assert problem["safe"]
    assert whole[: edit["start"]] + edit["text"] + whole[edit["end"] :] == f"\ufeff# \U0001f600\r\n{CLEAN}"


# --- The shipped file ---


def test_the_shipped_file_is_clean() -> None:
    code, stdout, stderr = run_here("check", "--strict", cwd=ROOT)
    assert (code, stdout.partition(";")[0], stderr) == (0, closing(), "")


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
    for problem in place_problems(loaded, loaded.problems):
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
