"""`log` as a user meets it, over a history with everything in it that a real one has.

`OUTPUTS_UPDATE=1 pytest tests/test_log.py` writes the present outputs into `tests/logs/`; read the difference.
"""

from __future__ import annotations

import json
import os
import shlex
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from markdown_it import MarkdownIt

from tracker.model import MAX_BYTES
from tracker.revisions import read_blobs

from .command import run
from .repository import Repository

OUTPUTS = Path(__file__).parent / "logs"
FIRST = """\
format: 1
platform: {id: p, title: Platform, organization: League, directed_to: federal}
sources:
  - id: bullets
    role: asks
    title: Bullets
    genre: platform
    issued: 2024
    statements: [{id: one, locator: par. 1, pin: a bullet}]
  - id: survey
    role: evidence
    title: Survey
    genre: survey
    issued: 2025
    statements:
      - {id: cut, locator: par. 1, pin: was cut}
      - {id: paid, locator: par. 2, pin: was paid}
sections:
  - id: money
    title: Money
    asks:
      - {id: grants, title: Keep grants, kind: funding, asked_in: [bullets/one], status: unaddressed, findings: []}
      - {id: aid, title: Increase aid, kind: funding, asked_in: [bullets/one], status: unaddressed, findings: []}
      - {id: law, title: Pass a law, kind: law, asked_in: [bullets/one], status: unaddressed, findings: []}
"""
CUT = "{statement: survey/cut, status: cut, level: federal, scope: general}"
PAID = "{statement: survey/paid, status: funded, level: federal, scope: direct}"
CODED = FIRST.replace(
    "asked_in: [bullets/one], status: unaddressed, findings: []",
    f"asked_in: [bullets/one], status: cut, findings: [{CUT}]",
    1,
)
TRUNCATED = CODED[: CODED.index("      - {id: aid")]
RENAMED = CODED.replace("id: grants,", "id: hiring-grants, formerly: [grants],").replace(
    "Keep grants", "Keep all grants"
)
MISMATCHED = RENAMED.replace(f"[{CUT}]", f"[{CUT}, {PAID}]")  # the status that stands there is wrong now
RETIRED = (
    MISMATCHED[: MISMATCHED.index("      - {id: law")]
    + "retired: [{id: law, title: Pass a law, reason: It was passed}]\n"
)
CASES = {
    "text": "log",
    "color": "log --color always",
    "markdown": "log --format markdown",
    "json": "log --format json",
    "timeline": "log hiring-grants",
    "timeline-color": "log hiring-grants --color always",
    "timeline-of-a-former-id": "log grants",
    "timeline-of-the-retired": "log law",
    "timeline-markdown": "log hiring-grants --format markdown",
    "timeline-json": "log hiring-grants --format json",
}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A history with merges, renames, broken, truncated and empty revisions, a deletion and a return."""
    made = Repository(tmp_path_factory.mktemp("log"))
    made.commit("Something else", {"README": "read me"})
    made.commit("First version", {"asks.yaml": FIRST})
    made.commit("Comment", {"asks.yaml": "# by hand\n" + FIRST})
    made.commit("Windows line ends", {"asks.yaml": FIRST.replace("\n", "\r\n")})
    made.commit("Tabs", {"asks.yaml": FIRST.replace("    title: Bullets", "\ttitle: Bullets")})
    made.git("checkout", "-q", "-b", "side")
    made.commit("On the side: move", {"asks.yaml": None, "data/platform.yaml": FIRST})
    made.commit("On the side: code the survey", {"data/platform.yaml": CODED})
    made.git("checkout", "-q", "main")
    made.commit("Meanwhile", {"README": "read me, please"})
    made.merge("side", "Merge what was coded")
    made.git("checkout", "-q", "-b", "dead", "HEAD~1")
    made.commit("Of no consequence", {"asks.yaml": "nothing"})
    made.git("checkout", "-q", "main")
    made.merge("dead", "Merge nothing of it", "-s", "ours")
    made.commit("Cut off", {"data/platform.yaml": TRUNCATED, "data/copy.yaml": CODED})
    made.commit("Restore", {"data/platform.yaml": CODED})
    made.commit("Empty", {"data/platform.yaml": ""})
    made.commit("Delete", {"data/platform.yaml": None})
    made.commit("Return, \x1b[31mred\x01 and *bold*", {"data/platform.yaml": RENAMED})
    made.commit("Latin", {"data/platform.yaml": RENAMED.encode("latin-1") + b"# \xe9\n"})
    made.commit("Break a rule", {"data/platform.yaml": MISMATCHED})
    made.commit("Retire", {"data/platform.yaml": RETIRED})
    made.git("mv", "data/platform.yaml", "platform.yaml")
    made.record("Move to the top")
    return made


def log(repository: Repository, *arguments: str, folder: str = ".", **options: Any) -> tuple[int, str, str]:
    return run("log", *arguments, cwd=repository.folder / folder, **options)


@pytest.mark.parametrize("name", CASES)
def test_the_whole_output(name: str, repository: Repository) -> None:
    code, out, err = run(*shlex.split(CASES[name]), cwd=repository.folder)
    kept = OUTPUTS / f"{name}.txt"
    if os.environ.get("OUTPUTS_UPDATE"):
        kept.write_text(out, encoding="utf-8")
    assert (code, out, err) == (0, kept.read_text(encoding="utf-8"), "")


def test_no_output_is_kept_that_nothing_makes() -> None:
    assert {path.stem for path in OUTPUTS.iterdir()} == set(CASES)


@pytest.mark.parametrize("name", ["json", "timeline-json"])
def test_the_document_is_what_its_schema_says(name: str) -> None:
    _, schema, _ = run("schema", "log")
    jsonschema.validate(json.loads((OUTPUTS / f"{name}.txt").read_text()), json.loads(schema))


def test_hostile_subjects_stay_text() -> None:
    blocks = MarkdownIt("gfm-like", {"linkify": False}).parse((OUTPUTS / "markdown.txt").read_text())
    told = [token for block in blocks for token in block.children or ()]
    assert "em_open" not in {token.type for token in told}
    assert "Return, \\x1b[31mred\\x01 and *bold*" in "".join(token.content for token in told)


# --- Which revisions ---


def changed_by_hand(repository: Repository, path: str) -> list[str]:
    """The commits along first parents in which the file of that path is another than before, newest first."""

    def blob(commit: str) -> str:
        return repository.git("ls-tree", commit, path)

    commits = repository.git("rev-list", "--first-parent", "HEAD").split()
    return [commit for commit, before in zip(commits, [*commits[1:], ""], strict=True)
            if blob(commit) != (blob(before) if before else "")]  # fmt: skip


def told_revisions(repository: Repository, *arguments: str, **options: Any) -> list[str]:
    code, out, err = log(repository, "--format", "json", *arguments, **options)
    assert (code, err) == (0, "")
    told = json.loads(out)
    rows = sorted([*told["entries"], *told["skipped"]], key=lambda row: row["date"], reverse=True)
    return [row["revision"] for row in rows]


@pytest.mark.parametrize("path", ["asks.yaml", "data/platform.yaml", "data/copy.yaml", "README"])
def test_the_revisions_are_those_that_a_look_at_each_commit_finds(path: str, repository: Repository) -> None:
    found = told_revisions(repository, "--file", path)
    by_hand = changed_by_hand(repository, path)
    assert found[: len(by_hand)] == by_hand
    assert found[len(by_hand) :] == (
        changed_by_hand(repository, "asks.yaml")[1:] if path == "data/platform.yaml" else []  # its name before
    )


@pytest.mark.parametrize("file", ["../platform.yaml", "./../data/../platform.yaml", "ABSOLUTE"])
def test_from_any_folder(file: str, repository: Repository) -> None:
    file = file.replace("ABSOLUTE", str(repository.folder / "platform.yaml"))
    expected = (OUTPUTS / "text.txt").read_text()
    assert log(repository, "--file", file, folder="data") == (0, expected, "")
    assert log(repository, "--file", "platform.yaml", folder="data")[1] != expected


def test_no_setting_of_the_user_changes_it(repository: Repository) -> None:
    settings = {
        "log.follow": "true",
        "log.showRoot": "false",
        "log.showSignature": "true",
        "log.diffMerges": "off",
        "diff.renames": "false",
        "diff.relative": "true",
        "color.ui": "always",
        "core.quotePath": "true",
        "i18n.logOutputEncoding": "latin1",
        "format.pretty": "email",
    }
    env = {"GIT_CONFIG_COUNT": str(len(settings))}
    for number, (name, value) in enumerate(settings.items()):
        env |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
    assert log(repository, env=env) == (0, (OUTPUTS / "text.txt").read_text(), "")


def test_a_file_of_the_same_content_elsewhere_is_no_rename(tmp_path: Path) -> None:
    """As `git log --follow` would have it of a file that was deleted and came back."""
    repository = Repository(tmp_path)
    repository.commit("Template", {"template.yaml": FIRST})
    first = repository.commit("Copy", {"platform.yaml": FIRST})
    gone = repository.commit("Delete", {"platform.yaml": None})
    back = repository.commit("Return", {"platform.yaml": FIRST + "# back\n"})
    assert told_revisions(repository) == [back, gone, first]


def test_another_files_past_does_not_replace_that_of_one_that_was_deleted(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    first = repository.commit("First", {"platform.yaml": FIRST})
    coded = repository.commit("Code", {"platform.yaml": CODED})
    repository.commit("Notes", {"notes.yaml": FIRST})
    gone = repository.commit("Tidy", {"platform.yaml": None, "notes.yaml": FIRST + "# tidy\n"})
    repository.git("mv", "notes.yaml", "platform.yaml")
    back = repository.record("Tidy again")
    assert told_revisions(repository) == [back, gone, coded, first]


def test_a_file_that_moved_away_and_back(tmp_path: Path) -> None:
    """Its other names are followed while it bears one of them, and are one revision once it is back."""
    repository = Repository(tmp_path)
    told = [repository.commit("First", {"platform.yaml": FIRST})]
    for source, target in (("platform.yaml", "a.yaml"), ("a.yaml", "b.yaml")):
        repository.git("mv", source, target)
        told.append(repository.record(f"To {target}"))
        told.append(repository.commit(f"Edit {target}", {target: f"# {target}\n{FIRST}"}))
    assert told_revisions(repository, "--file", "b.yaml") == told[::-1]
    repository.git("mv", "b.yaml", "platform.yaml")
    back = repository.record("Back")
    assert told_revisions(repository) == [back, *told[1::-1]]


def test_odd_names(tmp_path: Path) -> None:
    repository = Repository(tmp_path)
    for name in ("-dash", "with space", ":colon", "*.yaml", "é 市\n\t\"'"):
        commit = repository.commit(f"Add {name!r}", {name: FIRST})
        assert told_revisions(repository, f"--file={name}") == [commit]


def test_since_until_and_so_many(repository: Repository) -> None:
    def days(*arguments: str) -> list[str]:
        return [line[8:10] for line in log(repository, *arguments)[1].splitlines() if line.startswith("2026-")]

    assert days("--since", "2026-01-18") == ["20", "19", "18"]
    assert days("--until", "2026-01-03") == ["03", "02"]
    assert days("--since", "2026-01-14", "--until", "2026-01-16") == ["16", "15", "14"]
    assert days("-n", "2") == ["20", "19"]
    assert days("-n", "1", "--until", "2026-01-15") == ["15", "14", "13"]  # two could not be read
    assert days("--since", "2026", "--until", "2026-01") == days()
    assert days("--until", "2025") == []


def test_contents_that_are_not_in_the_clone(repository: Repository, tmp_path: Path) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    options = ("-q", "--no-checkout", "--filter=blob:none", f"file://{repository.folder}")
    repository.git("clone", *options, str(tmp_path / "clone"))
    code, out, _ = run("log", "--file", "data/copy.yaml", cwd=tmp_path / "clone")
    assert (code, out.count("skipped: ")) == (0, 1)
    code, out, err = run("diff", "HEAD", "HEAD", cwd=tmp_path / "clone")
    assert (code, out, err[:15], "not in this clone" in err) == (2, "", "tracker: HEAD: ", True)


def test_one_git_process_reads_all_contents_and_nothing_is_written(repository: Repository, tmp_path: Path) -> None:
    before = repository.everything()
    code, _, _ = log(repository, env={"GIT_TRACE": str(tmp_path / "trace")})
    assert code == 0
    assert (tmp_path / "trace").read_text().count("cat-file") == 1
    assert repository.everything() == before


# --- Asks ---


# --- Trouble ---


def test_a_blob_over_the_bound_is_named_and_hides_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repository = Repository(tmp_path)
    repository.commit("Both", {"large": bytes(MAX_BYTES + 1), "platform.yaml": FIRST})
    monkeypatch.chdir(tmp_path)
    blobs = [repository.git("rev-parse", f"HEAD:{name}") for name in ("large", "platform.yaml")]
    refused, read = read_blobs(blobs)
    assert (f"{MAX_BYTES >> 20} MiB" in str(refused), read) == (True, FIRST.encode())
