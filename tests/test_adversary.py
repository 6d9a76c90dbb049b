"""What an adversary tried: wrong answers in silence, damaged reports, markup and terminals, and time out of bounds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.command import git, run

SMALL = Path(__file__).parent / "small.yaml"
Saved = dict[str, Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "small.yaml").write_bytes(SMALL.read_bytes())
    return tmp_path


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


def test_an_empty_revision_is_none(folder: Path) -> None:
    git("init", "--quiet", cwd=folder)
    git("add", "small.yaml", cwd=folder)
    refused = (2, "", "tracker: an empty name is no file and no revision\n")
    assert run("check", "small.yaml", "--against", "", cwd=folder) == refused
    assert run("check", "small.yaml", "--against", " ", cwd=folder) == refused


def test_a_text_over_the_limit_gives_no_digest(folder: Path) -> None:
    (folder / "texts").mkdir()
    with (folder / "texts/survey.txt").open("wb") as text:
        text.truncate(128 * 1024**2 + 1)
    code, out, _ = run("check", "small.yaml", "--texts", "texts", "--format", "concise", cwd=folder)
    assert code == 1
    assert "the text of `survey-2023`: it is larger than 128 MiB;" in out
    assert "digest" not in out


def test_standard_input_that_does_not_block_is_read_to_its_end() -> None:
    read, write = os.pipe()
    os.set_blocking(read, False)
    command = [sys.executable, "-m", "tracker", "report", "-"]
    with subprocess.Popen(command, stdin=read, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        os.close(read)
        content = SMALL.read_bytes()
        os.write(write, content[:1000])
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        os.write(write, content[1000:])
        os.close(write)
        out, err = process.communicate()
    assert (process.returncode, out.decode(), err) == (0, run("report", str(SMALL))[1], b"")


DAMAGES: dict[str, Callable[[Saved], object]] = {
    "a date that is none": lambda report: report.update(as_of="garbage"),
    "a source's date": lambda report: report["sources"][1].update(issued="soon"),
    "an id with an escape": lambda report: report["sources"][1].update(id="sur\x1b[31mvey"),
    "a locator that is markup": lambda report: report["sections"][0]["asks"][0]["findings"][0].update(locator="<b>"),
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
    saved(folder, lambda report: report["sources"].pop(1))
    for command in ("report saved.json -v", "report saved.json --format markdown", "report saved.json --format html"):
        assert run(*command.split(), cwd=folder)[::2] == (0, "")


def test_an_address_with_an_escape_is_no_link(folder: Path) -> None:
    text = (
        (folder / "small.yaml")
        .read_text()
        .replace("url: https://example.org/survey?a=1&b=2", 'url: "http://a/\\e]0;gone\\a"')
    )
    (folder / "small.yaml").write_text(text)
    code, out, err = run("report", "small.yaml", "--format", "markdown", cwd=folder)
    assert code == 0
    assert "http://a/" not in out
    assert "\x1b" not in out + err


def test_a_file_name_that_is_no_text_is_written_out_in_json(folder: Path) -> None:
    name = os.fsdecode(b"x\xff.yaml")
    (folder / name).write_text("format: 2\n")
    code, out, _ = run("check", name, "--format", "json", cwd=folder)
    assert code == 1
    assert json.loads(out)["problems"][0]["file"] == name


def test_who_cannot_be_told_changes_no_exit_code(folder: Path) -> None:
    for command, code in (("check nowhere.yaml", 2), ("report nowhere.yaml", 2), ("init new.yaml", 0)):
        with open("/dev/full", "w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "tracker", *command.split()], cwd=folder, stderr=full, stdout=full, check=False
            )
        assert done.returncode == code
    assert (folder / "new.yaml").exists()


def chain(length: int) -> str:
    """A platform of so many sources, each of which supersedes the one before."""
    sources = "".join(
        f"  - {{id: s{n}, role: evidence, title: t, genre: g, issued: 2025, supersedes: [{f's{n - 1}' if n else ''}],"
        f" statements: [{{id: x, locator: par. 1, pin: p}}]}}\n"
        for n in range(length)
    )
    head, tail = SMALL.read_text().split("  - id: survey-2023")[0], "sections: []\n"
    return head.replace("statements:\n", "statements: []\n").split("      - {id: money")[0] + sources + tail


BOUND = 60  # seconds: a guard against work that grows with the square, not a measurement


def test_a_long_chain_of_sources_is_no_burden(folder: Path) -> None:
    (folder / "chain.yaml").write_text(chain(20_000))
    assert run("report", "chain.yaml", cwd=folder, timeout=BOUND)[0] == 0


def test_spaces_words_and_sections_without_end_are_no_burden(folder: Path) -> None:
    from tracker.texts import normalized

    assert normalized("w" + " " * 1_000_000 + "-" * 1_000_000 + " x") == "w-x"
    old = (folder / "small.yaml").read_text()
    for name, title in (("old.yaml", "x " + "a " * 5000), ("new.yaml", "y " + "a b " * 2500)):
        (folder / name).write_text(old.replace("Adopt a building law", title))
    assert run("diff", "old.yaml", "new.yaml", cwd=folder, timeout=BOUND)[0] == 1


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("survey-203/grants", "write `survey-2023/grants`"),
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


def test_a_saved_report_is_no_platform_to_check(folder: Path) -> None:
    saved(folder, lambda report: None)
    refused = (2, "", "tracker: saved.json: a saved report, and no platform file\n")
    assert run("check", "saved.json", cwd=folder) == refused


def test_a_range_of_revisions_is_no_revision(folder: Path) -> None:
    git("init", "--quiet", cwd=folder)
    git("add", "small.yaml", cwd=folder)
    git("commit", "--quiet", "--message=first", cwd=folder)
    refused = (2, "", "tracker: ^HEAD: no such file, and no revision `^HEAD` in this clone\n")
    assert run("report", "^HEAD", cwd=folder) == refused


def test_a_filtered_report_names_what_it_leaves_out(folder: Path) -> None:
    run("report", "small.yaml", "--section", "rules", "-o", "part.json", cwd=folder)
    code, out, _ = run("show", "survey-2023/grants", "part.json", cwd=folder)
    assert code == 0
    assert out.splitlines()[-2] == "  fire-grants (left out of this report)"


def test_a_comma_between_braces_does_not_end_a_text_unseen(folder: Path) -> None:
    text = (folder / "small.yaml").read_text()
    assert text.count("note: Grants shrank.") == 1
    text = text.replace("note: Grants shrank.", "note: Grants shrank, they say")
    code, out, _ = run("check", "-", "--format", "concise", cwd=folder, input=text)
    remedy = 'write `note: "Grants shrank, they say"` if the text goes on behind the comma, or remove it'
    assert (code, out.count(f"`they say` is no field here; {remedy} [unknown-field]")) == (1, 1)


def test_an_empty_text_has_no_paragraph_to_name(folder: Path) -> None:
    (folder / "texts").mkdir()
    (folder / "texts/survey.txt").write_text("\n")
    _, out, _ = run("check", "small.yaml", "--texts", "texts", "--format", "concise", cwd=folder)
    assert "the text has 0 paragraphs, not 2; put the text into its file [locator-beyond-text]" in out


def test_a_misspelt_supersedes_is_one_problem(folder: Path) -> None:
    text = (folder / "small.yaml").read_text().replace("supersedes: [survey-2023]", "supersedes: [survey-2032]")
    _, out, _ = run("check", "-", "--format", "concise", cwd=folder, input=text)
    assert [line.rpartition("[")[2] for line in out.splitlines()[:-1]] == ["unknown-source]"]
