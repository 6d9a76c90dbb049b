"""`check --against`: what each change of a file is told to be, kept whole in `tests/reviews.txt`.

A case there has edits of `reviews.yaml` that make the old file, those that make the new one, and what is told of it.
`OUTPUTS_UPDATE=1 pytest tests/test_review.py` writes what is told now; read the difference before you commit it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.command import closing, git, run_here
from tests.test_remedies import applied

KEPT = Path(__file__).parent / "reviews.txt"
BASE = KEPT.with_suffix(".yaml").read_text(encoding="utf-8")
CASES = {name: edits for name, _, edits in (
    case.partition("\n") for case in KEPT.read_text(encoding="utf-8").split("=== ")[1:])}  # fmt: skip
VANISHED = f"{BASE.splitlines().index('sections:') + 1}:1: error: the ask `grants` vanished"


def reviewed(name: str, folder: Path) -> str:
    """What is told of a change; the new file alone has nothing wrong."""
    edits = CASES[name].partition("--- told\n")[0]
    for file, hunks in zip(("old.yaml", "platform.yaml"), edits.split("--- new\n"), strict=True):
        (folder / file).write_text(applied(BASE, hunks.replace("⍽", "\u00a0")))
    alone = run_here("check", "--strict", cwd=folder)
    assert (alone[0], alone[1].startswith(closing())) == (0, True), name
    code, out, err = run_here("check", "--against", "./old.yaml", "--format", "concise", cwd=folder)
    assert (code, err) == (": error: " in out, "")
    return f"=== {name}\n{edits}--- told\n" + "".join(line + "\n" for line in out.splitlines()[:-1])


def test_each_change_is_told_for_what_it_is(tmp_path: Path) -> None:
    told = "".join(reviewed(name, tmp_path) for name in CASES)
    if os.environ.get("OUTPUTS_UPDATE"):
        KEPT.write_text(told)
    assert told == KEPT.read_text()


def test_the_tombstone_that_is_told_can_be_pasted(tmp_path: Path) -> None:
    name = "vanished, with a title to quote"
    stone = reviewed(name, tmp_path).partition("add `- ")[2].partition("` under")[0]
    (tmp_path / "platform.yaml").write_text(f"{BASE}retired:\n  - {stone}\n")
    assert "[empty-value]" in run_here("check", "--against", "old.yaml", "--format", "concise", cwd=tmp_path)[1]
    (tmp_path / "platform.yaml").write_text(f"{BASE}retired:\n  - {stone.replace(': }', ': It was met}')}\n")
    assert run_here("check", "--strict", "--against", "old.yaml", cwd=tmp_path)[0] == 0


# --- What it is held against ---


def test_a_saved_report_may_stand_for_the_old_state(tmp_path: Path) -> None:
    reviewed("vanished", tmp_path)
    run_here("report", "old.yaml", "-o", "old.json", cwd=tmp_path)
    told = [run_here("check", "--against", name, cwd=tmp_path) for name in ("old.yaml", "old.json")]
    assert told[0] == told[1]
    assert told[0][1].startswith(f"platform.yaml:{VANISHED}")


@pytest.mark.parametrize(
    ("cwd", "name"), [("", "data/asks.yaml"), ("data", "asks.yaml"), ("other", "../data/asks.yaml")]
)
def test_a_file_in_a_folder_is_held_against_its_own_old_state(cwd: str, name: str, tmp_path: Path) -> None:
    for folder in ("data", "other"):
        (tmp_path / folder).mkdir()
    (tmp_path / "data/asks.yaml").write_text(BASE)
    for command in ("init --quiet", "add .", "commit --quiet --message=before"):
        git(*command.split(), cwd=tmp_path)
    (tmp_path / "data/asks.yaml").write_text(BASE[: BASE.index("      - id: grants\n")])
    code, stdout, _ = run_here("check", name, "--against", "HEAD", "--format", "concise", cwd=tmp_path / cwd)
    assert (code, stdout.splitlines()[0].split(";")[0]) == (1, f"{name}:{VANISHED}")
