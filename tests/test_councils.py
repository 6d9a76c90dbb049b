"""A platform of elsewhere, with levels, pages, partial sums, a withdrawal, a split and a retirement, in all outputs.

`OUTPUTS_UPDATE=1 pytest tests/test_councils.py` writes the outputs anew; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.command import closing, run_here
from tests.repository import Repository

COUNCILS = Path(__file__).parent / "councils"
COMMANDS = {
    "check": "check --texts texts --format json",
    "report.txt": "report --verbose",
    "report-as-of.txt": "report --as-of 2025-01-31",
    "report-before-the-asks.txt": "report --as-of 2024-01",
    "report.md": "report --format markdown --since HEAD~1",
    "report.csv": "report --format csv",
    "report.json": "report --format json",
    "report.html": "report --format html --since HEAD~1",
    "report.svg": "report --format svg",
    "show-ask.txt": "show night-trains",
    "show-ask.md": "show parking-fees --format markdown",
    "show-retired.txt": "show parking",
    "show-source.txt": "show budget-2025 --texts texts",
    "diff.txt": "diff HEAD~1",
    "diff.md": "diff HEAD~1 --format markdown",
    "diff.json": "diff HEAD~1 --format json",
    "log.txt": "log",
    "log.md": "log parking-fees --format markdown",
    "log.json": "log night-trains --format json",
    "agree.txt": "agree platform.yaml second.yaml",
    "agree.md": "agree platform.yaml second.yaml --format markdown",
    "agree.json": "agree platform.yaml second.yaml --format json",
}


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the platform, a year before and now."""
    folder = tmp_path_factory.mktemp("councils") / "repository"
    repository = Repository(folder)
    shutil.copytree(COUNCILS / "texts", folder / "texts")
    repository.commit("Code the budget", {"platform.yaml": (COUNCILS / "before.yaml").read_text()})
    repository.commit("Code the letter", {"platform.yaml": (COUNCILS / "platform.yaml").read_text()})
    (folder / "second.yaml").write_text((COUNCILS / "second.yaml").read_text())
    return folder


@pytest.mark.parametrize("name", COMMANDS)
def test_the_whole_output(name: str, history: Path) -> None:
    code, stdout, stderr = run_here(*COMMANDS[name].split(), cwd=history)
    stdout = re.sub(r"(?s)<(style|script)>.*?</\1>|sha256-[\w+/=]+", "", stdout)  # how a page looks is no part of this
    kept = COUNCILS / "outputs" / name
    if os.environ.get("OUTPUTS_UPDATE"):
        kept.write_text(stdout, encoding="utf-8")
    assert stdout == kept.read_text(encoding="utf-8")
    assert (code, stderr) == (1 if name.startswith(("diff", "agree")) else 0, "")


def test_check_is_content(history: Path) -> None:
    told = run_here("check", "--strict", "--texts", "texts", "--against", "HEAD~1", cwd=history)
    assert told == (0, f"{closing()}\n", "")
