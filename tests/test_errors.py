"""Every rule has a reproducer, `tests/errors/<rule>/`, and what `check` prints on it is told to the letter.

A folder holds `platform.yaml`, which breaks this rule alone; `expected.txt`, what `tracker check platform.yaml` prints
there; and `mended.yaml`, the file with the remedy applied, which passes `check --strict`. Where remedies are safe,
`patch.diff` is what `--diff` prints. With a folder `texts` beside them, `--texts texts` is added. With a `before.yaml`,
this file is committed as platform.yaml to a git repository, and `--against HEAD` is added. Where a `size` stands for
platform.yaml, the file is made of so many NUL bytes; where `editions`, of mended.yaml, which ends in an edition, with
the later ones up to that number.

The lines of the examples in the rule's docstring stand in platform.yaml and mended.yaml.
`OUTPUTS_UPDATE=1 pytest tests/test_errors.py` writes the present outputs; read the difference before you commit it.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.command import closing, git, run, run_here
from tracker.cli import all_rules, rules_by_subject
from tracker.problem import Rule

ERRORS = Path(__file__).parent / "errors"
RULES: dict[str, Rule[Any]] = {rule.name: rule for rule in all_rules()}
NO_EXCERPT = {
    "too-large": "the example is a size",
    "encoding": "the example is an encoding",
    "control-character": "the example is a character that cannot be seen",
    "invisible-character": "the example is a character that cannot be seen",
    "too-deep": "the example is shortened",
}
every_rule = pytest.mark.parametrize("name", RULES)


@pytest.fixture
def folder(name: str, tmp_path: Path) -> Path:
    """A copy of the rule's folder, with what must be made before `check` can run."""
    copy = shutil.copytree(ERRORS / name, tmp_path / "errors")
    if (size := copy / "size").exists():
        with (copy / "platform.yaml").open("wb") as file:
            file.truncate(int(size.read_text()))
    if (before := copy / "before.yaml").exists():
        now = (copy / "platform.yaml").read_bytes()
        (copy / "platform.yaml").write_bytes(before.read_bytes())
        git("init", "--quiet", cwd=copy)
        git("add", "platform.yaml", cwd=copy)
        git("commit", "--quiet", "--message=before", cwd=copy)
        (copy / "platform.yaml").write_bytes(now)
    return copy


def options(folder: Path) -> list[str]:
    texts = ["--texts", "texts"] if (folder / "texts").exists() else []
    return texts + (["--against", "HEAD"] if (folder / "before.yaml").exists() else [])


def test_every_rule_has_a_reproducer_and_every_reproducer_a_rule() -> None:
    assert sorted(RULES) == sorted(entry.name for entry in ERRORS.iterdir())
    assert len(RULES) == len(all_rules())


@every_rule
def test_the_reproducer_is_told_to_the_letter(name: str, folder: Path) -> None:
    code, stdout, stderr = run_here("check", "platform.yaml", *options(folder), cwd=folder)
    kept = ERRORS / name / "expected.txt"
    if os.environ.get("OUTPUTS_UPDATE"):
        kept.write_text(stdout)
    assert stdout == kept.read_text()
    assert (code, stderr) == (1 if RULES[name].severity == "error" else 0, "")


@every_rule
def test_the_reproducer_breaks_this_rule_alone(name: str, folder: Path) -> None:
    code, stdout, _ = run_here("check", "platform.yaml", "--strict", "--format=concise", *options(folder), cwd=folder)
    *problems, _count = stdout.splitlines()
    assert code == 1
    assert problems
    assert all(problem.endswith(f" [{name}]") and f": {RULES[name].severity}: " in problem for problem in problems)


@every_rule
def test_the_remedy_mends_it(name: str, folder: Path) -> None:
    (folder / "mended.yaml").rename(folder / "platform.yaml")
    ran = run_here("check", "platform.yaml", "--strict", *options(folder), cwd=folder)
    assert ran == (0, f"{closing()}\n", "")


@every_rule
def test_the_patch_of_the_safe_remedies_leaves_fewer_problems(name: str, folder: Path) -> None:
    code, patch, stderr = run_here("check", "platform.yaml", "--diff", *options(folder), cwd=folder)
    assert (code, not stderr) == (1 if RULES[name].severity == "error" else 0, bool(patch))
    kept = ERRORS / name / "patch.diff"
    if os.environ.get("OUTPUTS_UPDATE"):
        kept.write_text(patch)
        if not patch:
            kept.unlink()
    assert patch == (kept.read_text() if kept.exists() else "")
    if patch:
        before = problems(folder)
        git("init", "--quiet", cwd=folder)
        git("apply", str(kept), cwd=folder)
        assert len(problems(folder)) < len(before)


def problems(folder: Path) -> list[str]:
    return run_here("check", "platform.yaml", "--format=concise", *options(folder), cwd=folder)[1].splitlines()[:-1]


@every_rule
def test_the_documentation_shows_the_reproducer(name: str) -> None:
    described, failing = RULES[name].documentation.split("\n\nFails:\n")
    failing, passing = failing.split("\nPasses:\n")
    assert described.splitlines()[0].endswith(".")
    if name in NO_EXCERPT:
        return
    for example, file in ((failing, "platform.yaml"), (passing, "mended.yaml")):
        shown = [bare(line) for line in (ERRORS / name / file).read_text().splitlines()]
        assert [line for line in example.splitlines() if bare(line) not in shown] == []


def bare(line: str) -> str:
    """A line without indentation and the dash of a list."""
    return line.strip().removeprefix("- ")


def test_rules_lists_every_rule(tmp_path: Path) -> None:
    code, stdout, stderr = run("rules", cwd=tmp_path)
    told = [line.split(maxsplit=2) for line in stdout.splitlines() if line.startswith("  ")]
    subjects = [line for line in stdout.splitlines() if line and not line.startswith("  ")]
    assert subjects == [*rules_by_subject(), "The rules by which findings are coded: tracker rules coding"]
    assert told == [[rule.name, rule.severity, rule.summary] for rule in all_rules()]
    assert (code, stderr) == (0, "")


@every_rule
def test_rules_prints_the_documentation_whole(name: str, tmp_path: Path) -> None:
    ran = run_here("rules", name, cwd=tmp_path)
    assert ran == (0, f"{name} ({RULES[name].severity})\n\n{RULES[name].documentation}\n", "")
