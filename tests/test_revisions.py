"""What an operand names: files, revisions, and a git whose objects, settings and history are not as they should be."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.command import SMALL_TEXT, git, run
from tests.repository import committed


def objects(folder: Path) -> list[Path]:
    return [path for path in (folder / ".git/objects").rglob("*") if path.is_file()]


def test_a_damaged_object_of_git_is_no_platform(folder: Path) -> None:
    noise = "".join(f"# {os.urandom(30).hex()}\n" for _ in range(3000))
    committed(folder, SMALL_TEXT + noise)
    largest = max(objects(folder), key=lambda path: path.stat().st_size)
    largest.chmod(0o644)
    with largest.open("r+b") as file:
        file.truncate(60_000)
    code, out, err = run("report", "HEAD", cwd=folder)
    assert (code, out, "damaged" in err) == (2, "", True)
    code, out, _ = run("log", cwd=folder)
    assert (code, out.splitlines()[-1].strip()) == (0, err.replace("tracker: HEAD", "skipped").strip())


def test_no_program_of_a_repository_is_run(folder: Path) -> None:
    committed(folder, SMALL_TEXT)
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
    committed(folder, SMALL_TEXT, SMALL_TEXT.replace("Adopt a building law", "Adopt a law on building"))
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


def test_a_rename_among_many_is_followed(folder: Path) -> None:
    committed(folder, SMALL_TEXT)
    many = folder / "many"
    many.mkdir()
    for number in range(20):
        (many / f"{number}").write_text(f"{number}\n" * 50)
    git("add", ".", cwd=folder)
    git("commit", "--quiet", "--message=many", cwd=folder)
    git("config", "diff.renameLimit", "1", cwd=folder)
    git("mv", "many", "others", cwd=folder)
    git("mv", "platform.yaml", "mayors.yaml", cwd=folder)
    (folder / "mayors.yaml").write_text(SMALL_TEXT.replace("Keep the nights quiet", "Keep nights quiet"))
    for number in range(20):
        (folder / f"others/{number}").rename(folder / f"others/moved-{number}")
        (folder / f"others/moved-{number}").write_text(f"{number}\n" * 49)
    git("add", ".", cwd=folder)
    git("commit", "--quiet", "--message=moved", cwd=folder)
    _, out, _ = run("log", "--file", "mayors.yaml", "--format", "json", cwd=folder)
    assert [entry["subject"] for entry in json.loads(out)["entries"]] == ["moved", "revision 0"]
