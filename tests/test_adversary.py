"""What an adversary tried: wrong answers in silence, damaged reports, markup and terminals, and time out of bounds."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
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
    saved(folder, lambda report: report["sources"].pop(4))
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
    remedy = "put the whole text of `note` in double quotes if it goes on behind the comma, or remove this"
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


# --- A second adversary ---


def committed(folder: Path, *texts: str) -> Path:
    """A repository with the texts as revisions of `platform.yaml`."""
    git("init", "--quiet", "--initial-branch=main", cwd=folder)
    for number, text in enumerate(texts):
        (folder / "platform.yaml").write_text(text)
        git("add", "platform.yaml", cwd=folder)
        git("commit", "--quiet", f"--message=revision {number}", cwd=folder)
    return folder


def objects(folder: Path) -> list[Path]:
    return [path for path in (folder / ".git/objects").rglob("*") if path.is_file()]


def test_a_damaged_object_of_git_is_no_platform(folder: Path) -> None:
    noise = "".join(f"# {os.urandom(30).hex()}\n" for _ in range(3000))
    committed(folder, SMALL.read_text() + noise)
    largest = max(objects(folder), key=lambda path: path.stat().st_size)
    largest.chmod(0o644)
    with largest.open("r+b") as file:
        file.truncate(60_000)
    refused = "tracker: HEAD: its content is damaged in this clone\n"
    assert run("report", "HEAD", cwd=folder) == (2, "", refused)
    code, out, _ = run("log", cwd=folder)
    assert (code, out.splitlines()[1].strip()) == (0, "skipped: its content is damaged in this clone")


@pytest.mark.parametrize("environment", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
def test_a_stdout_that_takes_little_at_a_time_gets_all(folder: Path, environment: dict[str, str]) -> None:
    whole = run("report", "small.yaml", "--format", "html", cwd=folder)[1]
    out, into = os.pipe()
    reader = subprocess.Popen(["sh", "-c", "sleep 0.5; cat"], stdin=out, stdout=subprocess.PIPE)
    os.close(out)
    command = [sys.executable, "-m", "tracker", "report", "small.yaml", "--format", "html"]
    done = subprocess.run(command, cwd=folder, stdout=into, env={**os.environ, **environment}, check=False)
    os.close(into)
    assert (done.returncode, reader.communicate()[0].decode()) == (0, whole)


@pytest.mark.parametrize("environment", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
def test_a_file_that_may_not_grow_is_a_failure(folder: Path, environment: dict[str, str]) -> None:
    command = f"ulimit -f 8; trap '' XFSZ; {sys.executable} -m tracker report small.yaml --format html > out"
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env={**os.environ, **environment}, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, b"tracker: cannot write: File too large\n")


@pytest.mark.parametrize("titles", ["a", "ab"])
def test_short_titles_have_a_column_all_the_same(folder: Path, titles: str) -> None:
    lines = (folder / "small.yaml").read_text().split("\n")
    short = [f"        title: {titles}" if line.startswith("        title:") else line for line in lines]
    for options in ("", "--source survey-2023", "--by status"):
        code, out, err = run("report", "-", *options.split(), cwd=folder, input="\n".join(short))
        assert (code, err) == (0, "")
        assert out.count(f"\n{titles} ") >= 1


def test_sections_without_asks_are_told(folder: Path) -> None:
    text = (folder / "small.yaml").read_text().partition("sources:")[0] + "sources: []\n"
    code, out, err = run("report", "-", cwd=folder, input=text + "sections: [{id: a, title: Alone, asks: []}]\n")
    assert (code, err) == (0, "")
    assert "\nAlone\nAsk  " in out


def test_no_program_of_a_repository_is_run(folder: Path) -> None:
    committed(folder, SMALL.read_text())
    monitor = folder / "monitor"
    monitor.write_text(f"#!/bin/sh\ntouch {folder}/ran\n")
    monitor.chmod(0o755)
    git("update-index", "--fsmonitor", cwd=folder)
    git("config", "core.fsmonitor", str(monitor), cwd=folder)
    for command in ("report :platform.yaml", "diff HEAD :platform.yaml", "diff", "log", "check --against HEAD"):
        assert run(*command.split(), cwd=folder)[0] == 0
    assert not (folder / "ran").exists()


@pytest.mark.parametrize("date", ["", "abc +0000", "-100 +0000"])
def test_a_commit_without_a_date_is_told(folder: Path, date: str) -> None:
    committed(folder, SMALL.read_text(), SMALL.read_text().replace("Adopt a building law", "Adopt a law on building"))
    shown = ["git", "-C", str(folder), "cat-file", "commit", "HEAD"]
    commit = subprocess.run(shown, capture_output=True, check=True).stdout.decode()
    lines = [f"committer n <a@b> {date}" if line.startswith("committer") else line for line in commit.split("\n")]
    made = subprocess.run(
        ["git", "-C", str(folder), "hash-object", "-t", "commit", "-w", "--literally", "--stdin"],
        input="\n".join(lines).encode(),
        capture_output=True,
        check=True,
    )
    git("reset", "--quiet", made.stdout.decode().strip(), cwd=folder)
    code, out, _ = run("log", "--format", "json", cwd=folder)
    assert code == 0
    assert [entry["subject"] for entry in json.loads(out)["entries"]] == ["revision 1", "revision 0"]
    assert json.loads(out)["entries"][0]["date"] == "unknown"
    assert run("log", "--since", "2020-01-01", "--format", "json", cwd=folder)[1].count('"revision 0"') == 1


def test_two_asks_become_one(folder: Path) -> None:
    text = SMALL.read_text()
    ask = text[text.index("      - id: quiet-nights") : text.index("retired:")]
    committed(folder, text)
    merged = text.replace(ask, "").replace("replaced_by: [quiet-nights]", "replaced_by: [meetings]")
    merged = merged.replace(
        "- id: open-meetings\n", "- id: meetings\n        formerly: [open-meetings, quiet-nights]\n"
    )
    (folder / "platform.yaml").write_text(merged)
    assert run("check", "--strict", "--against", "HEAD", cwd=folder)[:2] == (0, "0 errors, 0 warnings in 1 file\n")
    code, out, _ = run("diff", cwd=folder)
    assert code == 1
    assert (
        "Asks retired (1)\n- quiet-nights: Keep the nights quiet\n    was unaddressed\n    replaced_by: meetings\n"
        in out
    )


def test_an_id_keeps_its_ask_when_its_source_is_renamed(folder: Path) -> None:
    committed(folder, SMALL.read_text())
    renamed = (
        SMALL.read_text().replace("bullets", "platform-2022").replace("Hold open meetings", "Hold meetings openly")
    )
    (folder / "platform.yaml").write_text(renamed)
    _, out, _ = run("check", "--against", "HEAD", "--format", "concise", cwd=folder)
    assert [line.rpartition("[")[2] for line in out.splitlines()[:-1]] == ["reworded-under-findings]"]


def test_markdown_of_the_file_begins_no_block(folder: Path) -> None:
    for title in ("# Heading", "- item", "+ item", "1. one", "1) one", "---", "===", "    code", "- - -", "#", "-"):
        text = SMALL.read_text().replace("organization: League of Towns", f'organization: "{title}"')
        text = text.replace("title: Keep the nights quiet", f'title: "{title}"')
        (folder / "other.yaml").write_text(text)
        for command in ("report other.yaml --format markdown", "diff small.yaml other.yaml --format markdown"):
            lines = run(*command.split(), cwd=folder)[1].splitlines()
            assert lines
            begun = [line for line in lines if line == title or line.startswith((f"- {title} (", f"- {title}:"))]
            assert begun == [], command


def test_json_moves_no_terminal(folder: Path) -> None:
    title = "x \x9b31m \u202e y \x7f \u2028 \U000e0041 \u200b"
    told = json.dumps(title)
    written = '"x \\x9b31m \\u202e y \\x7f \\u2028 \\U000e0041 \\u200b"'
    (folder / "other.yaml").write_text(SMALL.read_text().replace("Keep the nights quiet", written))
    for command in ("report other.yaml --format json", "diff small.yaml other.yaml --format json"):
        code, out, _ = run(*command.split(), cwd=folder)
        assert code in (0, 1)
        assert told in out
        assert out.isascii()


@pytest.mark.parametrize("output", ["platform.yaml", "./platform.yaml", "link.json", "hard.json"])
def test_no_output_takes_the_place_of_what_is_read(folder: Path, output: str) -> None:
    committed(folder, SMALL.read_text())
    (folder / "link.json").symlink_to("platform.yaml")
    (folder / "hard.json").hardlink_to(folder / "platform.yaml")
    refused = (2, "", f"tracker: {output}: the command reads this file, and never writes to it\n")
    for command in ("report", "report ./platform.yaml", "report HEAD", "diff", "log"):
        assert run(*command.split(), "--format", "json", "-o", output, cwd=folder) == refused
    assert (folder / "platform.yaml").read_text() == SMALL.read_text()


def test_no_command_of_a_workflow_comes_from_the_file(folder: Path) -> None:
    text = SMALL.read_text().replace("League of Towns", '"::error::fake"')
    text = text.replace("title: Money", 'title: "\\u2003::warning::x"')
    text = text.replace("title: Hold open meetings", 'title: "Hold ##[stop-commands]x"')
    (folder / "other.yaml").write_text(text)
    actions = {"GITHUB_ACTIONS": "true"}
    for command in (
        "report other.yaml",
        "report other.yaml -v",
        "diff small.yaml other.yaml",
        "report other.yaml --by status",
    ):
        _, out, err = run(*command.split(), cwd=folder, env=actions)
        assert not [line for line in (out + err).splitlines() if line.lstrip().startswith("::")]
        assert "##[" not in out + err
    for command in (
        "report other.yaml --format json",
        "check other.yaml --format json",
        "diff small.yaml other.yaml --format json",
    ):
        _, out, _ = run(*command.split(), cwd=folder, env=actions)
        assert "##[" not in out
        assert json.loads(out)["kind"] == command.split()[0]
    assert run("check", "other.yaml", cwd=folder, env=actions)[0] == 0
    broken = run("check", "-", cwd=folder, env=actions, input=text.replace("kind: law", "kind: lore"))[1]
    assert broken.startswith("::error file=-,line=")


def test_a_rename_among_many_is_followed(folder: Path) -> None:
    committed(folder, SMALL.read_text())
    many = folder / "many"
    many.mkdir()
    for number in range(20):
        (many / f"{number}").write_text(f"{number}\n" * 50)
    git("add", ".", cwd=folder)
    git("commit", "--quiet", "--message=many", cwd=folder)
    git("config", "diff.renameLimit", "1", cwd=folder)
    git("mv", "many", "others", cwd=folder)
    git("mv", "platform.yaml", "mayors.yaml", cwd=folder)
    (folder / "mayors.yaml").write_text(SMALL.read_text().replace("Keep the nights quiet", "Keep nights quiet"))
    for number in range(20):
        (folder / f"others/{number}").rename(folder / f"others/moved-{number}")
        (folder / f"others/moved-{number}").write_text(f"{number}\n" * 49)
    git("add", ".", cwd=folder)
    git("commit", "--quiet", "--message=moved", cwd=folder)
    _, out, _ = run("log", "--file", "mayors.yaml", "--format", "json", cwd=folder)
    assert [entry["subject"] for entry in json.loads(out)["entries"]] == ["moved", "revision 0"]


def test_no_graft_hides_a_revision(folder: Path) -> None:
    texts = [SMALL.read_text().replace("Keep the nights quiet", f"Keep {n} nights quiet") for n in range(3)]
    committed(folder, *texts)
    commits = subprocess.run(["git", "-C", str(folder), "rev-list", "HEAD"], capture_output=True, check=True).stdout
    newest, _, oldest = commits.decode().split()
    (folder / ".git/info").mkdir(exist_ok=True)
    (folder / ".git/info/grafts").write_text(f"{newest} {oldest}\n")
    _, out, _ = run("log", "--format", "json", cwd=folder)
    assert len(json.loads(out)["entries"]) == 3


@pytest.mark.parametrize("pin", ['"\\u200b"', '"\\u00ad"'])
def test_a_pin_of_nothing_stands_nowhere(folder: Path, pin: str) -> None:
    (folder / "texts").mkdir()
    (folder / "texts/survey.txt").write_text("grants were cut\nthe law passed\nfewer fires\nmore for roads\n")
    text = SMALL.read_text().replace("pin: grants were cut", f"pin: {pin}")
    _, out, _ = run("check", "-", "--texts", "texts", "--format", "concise", cwd=folder, input=text)
    assert "the pin stands nowhere in the text; copy the words from par. 1 of the text [pin-not-found]" in out


def test_a_pin_with_quotes_that_are_not_the_texts(folder: Path) -> None:
    (folder / "texts").mkdir()
    (folder / "texts/survey.txt").write_text("grants were cut\nthe law passed\nfewer fires\nmore for roads\n")
    text = SMALL.read_text().replace("pin: grants were cut", "pin: \u201cgrants were cut\u201d")
    _, out, _ = run("check", "-", "--texts", "texts", "--format", "concise", cwd=folder, input=text)
    told = "the quotes around the pin do not stand in the text; write `pin: grants were cut` [pin-not-found]"
    assert out.count(told) == 1


def at_its_first_line(process: int) -> bool:
    """Waits until the program catches SIGHUP, which the interpreter does not: what is before is not ours to hold."""
    status = Path(f"/proc/{process}/status")
    while status.exists() and "State:\tZ" not in (told := status.read_text()):
        caught = int(told.partition("SigCgt:\t")[2].split()[0], 16)
        if caught >> (signal.SIGHUP - 1) & 1:
            return True
    return False


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.08, 0.12, 0.2, 0.3])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_command_without_a_word(folder: Path, number: int, delay: float) -> None:
    command = [sys.executable, "-m", "tracker", "report", "small.yaml", "--format", "html", "-o", "out.html"]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, env={**os.environ, "PYTHONSAFEPATH": ""})
    assert at_its_first_line(process.pid)
    time.sleep(delay)
    process.send_signal(number)
    _, err = process.communicate()
    assert (err, process.returncode in (0, -number, 128 + number)) == (b"", True)
    assert not list(folder.glob(".tracker-*"))


@pytest.mark.parametrize("command", ["log --file", "check /proc/kmsg"])
def test_odd_operands_are_one_line(folder: Path, command: str) -> None:
    arguments = [*command.split(), *([""] if command.endswith("--file") else [])]
    code, out, err = run(*arguments, cwd=folder)
    assert (code, out, err.count("\n")) == (2, "", 1) or (code, err) == (1, "")
    assert "Traceback" not in err


# --- A third adversary ---


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (
            {
                "        formerly: [street-grants]\n": "",
                "      - id: quiet-nights\n": "      - {id: street-grants, title: Forbid scooters, kind: law, "
                "asked_in: [bullets/rules], status: unaddressed}\n      - id: quiet-nights\n",
            },
            "the former id `street-grants` of `Increase road grants, with a title that is long enough to be wrapped "
            "in every...` means another ask now",
        ),
        ({"- {id: gas-lamps, ": "- {id: other-lamps, "}, "the former id `gas-lamps` of `Light gas lamps` is gone"),
        (
            {
                "  - {id: gas-lamps, title: Light gas lamps,": "  - {id: oil-lamps, title: Oil,",
                "id: quiet-nights": "id: gas-lamps",
                "[quiet-nights]": "[gas-lamps]",
            },
            "the former id `gas-lamps` of `Light gas lamps` means another ask now",
        ),
    ],
    ids=["formerly", "tombstone", "taken tombstone"],
)  # fmt: skip
def test_a_published_id_is_not_lost_in_silence(folder: Path, edits: dict[str, str], told: str) -> None:
    committed(folder, SMALL.read_text())
    text = SMALL.read_text()
    for old, new in edits.items():
        assert old in text
        text = text.replace(old, new)
    (folder / "platform.yaml").write_text(text)
    out = run("check", "--against", "HEAD", "--format", "concise", cwd=folder)[1]
    assert f" warning: {told}; " in out


def test_an_ask_that_came_back_may_have_its_id(folder: Path) -> None:
    text = SMALL.read_text()
    committed(folder, text)
    stone = (
        "retired:\n  - {id: gas-lamps, title: Light gas lamps, reason: They are gone, replaced_by: [quiet-nights]}\n"
    )
    ask = (
        "      - {id: gas-lamps, title: Light gas lamps, kind: law, asked_in: [bullets/rules], "
        "status: unaddressed, findings: []}\n"
    )
    (folder / "platform.yaml").write_text(text.replace(stone, ask))
    assert run("check", "--strict", "--against", "HEAD", cwd=folder)[:2] == (0, "0 errors, 0 warnings in 1 file\n")


def test_a_change_of_a_finding_that_no_longer_counts_is_told(folder: Path) -> None:
    newer = "          - {statement: survey-2024/grants, status: funded, level: federal, scope: direct}\n"
    old = SMALL.read_text().replace("status: funded\n        findings:", "status: cut\n        findings:", 1)
    (folder / "old.yaml").write_text(old.replace(newer, "", 1))
    claim = "survey-2023/grants, status: cut, level: federal, scope: general}"
    changed = claim.replace("cut", "unmet").replace("general", "direct")
    (folder / "new.yaml").write_text(SMALL.read_text().replace(claim, changed, 1))
    code, out, _ = run("diff", "old.yaml", "new.yaml", cwd=folder)
    assert code == 1
    assert "    survey-2023/grants: status: cut → unmet, scope: general → direct\n" in out


@pytest.mark.parametrize("operand", ["-", "HEAD:platform.yaml"])
def test_no_output_takes_the_place_of_what_is_read_by_another_name(folder: Path, operand: str) -> None:
    committed(folder, SMALL.read_text())
    (folder / "in.yaml").write_text(SMALL.read_text())
    command = [sys.executable, "-m", "tracker", "report", operand, "--format", "markdown"]
    output = "in.yaml" if operand == "-" else "platform.yaml"
    with (folder / "in.yaml").open("rb") as given:
        done = subprocess.run([*command, "-o", output], cwd=folder, stdin=given, capture_output=True, check=False)
    refused = f"tracker: {output}: the command reads this file, and never writes to it\n"
    assert (done.returncode, done.stderr.decode()) == (2, refused)
    assert (folder / output).read_text() == SMALL.read_text()


def test_dev_stdout_keeps_what_stands_there(folder: Path) -> None:
    command = f"{sys.executable} -m tracker report small.yaml --format markdown -o /dev/stdout"
    subprocess.run(f"(echo before; {command}; echo after) > all", shell=True, cwd=folder, check=True)
    told = (folder / "all").read_text()
    assert told == f"before\n{run('report', 'small.yaml', '--format', 'markdown', cwd=folder)[1]}after\n"


def test_a_title_that_ends_in_a_hash_keeps_it(folder: Path) -> None:
    text = SMALL.read_text().replace("title: Money", 'title: "Support C #"')
    assert "## Support C \\#\n" in run("report", "-", "--format", "markdown", cwd=folder, input=text)[1]


def test_a_tombstone_leads_to_another(folder: Path) -> None:
    text = SMALL.read_text() + "  - {id: oil-lamps, title: Oil, reason: Gone, replaced_by: [gas-lamps]}\n"
    out = run("report", "-", "--format", "html", cwd=folder, input=text)[1]
    assert '<a href="#ask-gas-lamps"><bdi>Light gas lamps</bdi></a> (retired)' in out


def test_the_order_of_successors_is_no_change(folder: Path) -> None:
    for name, order in (("old", "quiet-nights, fire-grants"), ("new", "fire-grants, quiet-nights")):
        (folder / f"{name}.yaml").write_text(SMALL.read_text().replace("[quiet-nights]", f"[{order}]"))
    assert run("diff", "old.yaml", "new.yaml", cwd=folder)[0] == 0


# --- At the gate ---


def test_an_empty_operand_is_never_the_last_commit(folder: Path) -> None:
    committed(folder, SMALL.read_text())
    refused = (2, "", "tracker: an empty name is no file and no revision\n")
    assert run("diff", "", cwd=folder) == refused
    for option in ("--since", "--until"):
        told = f"tracker: {option}: `` is no date; write YYYY-MM-DD, YYYY-MM or YYYY\n"
        assert run("log", option, "", cwd=folder) == (2, "", told)


def test_an_ask_that_was_merged_is_no_rename(folder: Path) -> None:
    text = SMALL.read_text()
    ask = text[text.index("      - id: quiet-nights") : text.index("retired:")]
    new = ask.replace("quiet-nights", "silent-nights")
    merged = text.replace(ask, new).replace(
        "- id: open-meetings\n", "- id: open-meetings\n        formerly: [quiet-nights]\n"
    )
    (folder / "new.yaml").write_text(merged.replace("[quiet-nights]}", "[open-meetings]}"))
    code, out, _ = run("diff", "small.yaml", "new.yaml", cwd=folder)
    assert (code, out.count("replaced_by: open-meetings"), out.count("hint:")) == (1, 1, 0)


def test_two_sources_of_one_id_do_not_differ_from_themselves(folder: Path) -> None:
    text = SMALL.read_text().replace("  - id: survey-2024\n", "  - id: survey-2023\n")
    for name in ("one", "other"):
        (folder / f"{name}.yaml").write_text(text)
    code, out, _ = run("diff", "one.yaml", "other.yaml", cwd=folder)
    assert (code, out.splitlines()[-1]) == (0, "Nothing changed.")


def test_diff_names_no_more_errors_than_check(folder: Path) -> None:
    stones = "".join(f"  - {{id: s{n}, title: T, reason: R, replaced_by: [gone-{n}]}}\n" for n in range(200))
    (folder / "many.yaml").write_text(SMALL.read_text() + stones)
    code, _, err = run("diff", "many.yaml", "small.yaml", cwd=folder)
    assert (code, len(err.splitlines()), err.splitlines()[-1]) == (
        1,
        51,
        "150 more not shown; 200 errors, 0 warnings in 1 file",
    )


def test_a_former_id_is_not_taken_by_a_rename(folder: Path) -> None:
    text = SMALL.read_text()
    committed(folder, text)
    renamed = text.replace("id: quiet-nights", "id: gas-lamps\n        formerly: [quiet-nights]").partition("retired:")[
        0
    ]
    (folder / "platform.yaml").write_text(renamed)
    told = "the former id `gas-lamps` of `Light gas lamps` means another ask now"
    assert told in run("check", "--against", "HEAD", "--format", "concise", cwd=folder)[1]
    taken = text.replace("        formerly: [street-grants]\n", "").replace("[quiet-nights]", "[street-grants]")
    taken = taken.replace("id: quiet-nights", "id: street-grants\n        formerly: [quiet-nights]")
    (folder / "platform.yaml").write_text(taken)
    out = run("check", "--against", "HEAD", "--format", "concise", cwd=folder)[1]
    assert "the former id `street-grants` of `Increase road grants" in out


def test_the_title_of_a_tombstone_is_told(folder: Path) -> None:
    (folder / "new.yaml").write_text(SMALL.read_text().replace("title: Light gas lamps", "title: Keep gas lamps dark"))
    out = run("diff", "small.yaml", "new.yaml", cwd=folder)[1]
    assert "Light gas lamps. They are gone." in " ".join(out.split())
    assert "Keep gas lamps dark. They are gone." in " ".join(out.split())


def test_a_file_that_may_not_grow_leaves_the_old_one_and_nothing_else(folder: Path) -> None:
    (folder / "out.html").write_text("old")
    command = f"ulimit -f 8; trap '' XFSZ; {sys.executable} -m tracker report small.yaml -o out.html"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (2, b"tracker: out.html: File too large; nothing was written\n")
    assert sorted(path.name for path in folder.iterdir()) == ["out.html", "small.yaml"]
    assert (folder / "out.html").read_text() == "old"
