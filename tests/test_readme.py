"""The README: every command that it shows prints what it shows, and its lists are the program's.

`README_UPDATE=1 pytest tests/test_readme.py` writes the present outputs into it; read them before you commit.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import GIT

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
CONSOLE = re.compile(r"```console\n(.*?)```", re.DOTALL)
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)
YAML = re.compile(r"```yaml\n(  - id: survey-2026.*?)```\n.*?```yaml\n(        status.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of the shipped platform, with a second commit that adds the README's source and finding."""
    folder = tmp_path_factory.mktemp("clone")
    text = (ROOT / "platform.yaml").read_text(encoding="utf-8")
    (folder / "platform.yaml").write_text(text, encoding="utf-8")
    run(folder, "git init --quiet --initial-branch main && git add platform.yaml")
    commit(folder, "Code the platform", "2026-01-05")
    (folder / "platform.yaml").write_text(with_the_readmes_additions(text), encoding="utf-8")
    commit(folder, "Add the survey of 2026", "2026-07-01")
    run(folder, "git show HEAD~1:platform.yaml > shipped.yaml")
    return folder


def with_the_readmes_additions(platform: str) -> str:
    found = YAML.search(README.read_text(encoding="utf-8"))
    assert found
    source, ask = found.groups()
    added = platform.replace("\nsections:\n", f"\n{source}\nsections:\n")
    finding = "".join(ask.splitlines(keepends=True)[2:])
    return added.replace(
        "status: cut\n        findings:\n", f"{ask.splitlines()[0].strip()}\n        findings:\n{finding}", 1
    )


def commit(folder: Path, subject: str, day: str) -> None:
    dates = {f"GIT_{who}_DATE": f"{day}T12:00:00+0000" for who in ("AUTHOR", "COMMITTER")}
    run(folder, f"git commit --quiet --all --message '{subject}'", dates)


def run(folder: Path, command: str, environment: dict[str, str] | None = None) -> str:
    """What a shell prints for a command, with `tracker` on its path."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**os.environ, **GIT, **(environment or {}), "PATH": path}
    done = subprocess.run(command, shell=True, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert not done.stderr, done.stderr
    return done.stdout


def shown_as_now(block: str, folder: Path) -> str:
    """A console block with the outputs that its commands have now."""
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return "\n".join(f"$ {command}\n{run(folder, command)}" for command in commands)


def test_the_commands_print_what_the_readme_shows(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    readme = README.read_text(encoding="utf-8")
    comparing = readme.index("## Comparing")
    shipped = clone.parent / "shipped"
    shipped.mkdir(exist_ok=True)
    (shipped / "platform.yaml").write_bytes((ROOT / "platform.yaml").read_bytes())
    now = CONSOLE.sub(
        lambda found: f"```console\n{shown_as_now(found[1], clone if found.start() > comparing else shipped)}```",
        readme,
    )
    if os.environ.get("README_UPDATE"):
        README.write_text(now, encoding="utf-8")
    assert now == readme


def test_the_library_example_runs(clone: Path) -> None:
    found = PYTHON.search(README.read_text(encoding="utf-8"))
    assert found
    done = subprocess.run([sys.executable, "-c", found[1]], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "3 0\n"


def test_the_readme_names_every_command() -> None:
    listed = re.findall(r"^\| `tracker (\w+)", README.read_text(encoding="utf-8"), re.MULTILINE)
    helped = re.findall(r"^  (\w+)  ", run(ROOT, "tracker --help").split("Commands:")[1], re.MULTILINE)
    assert listed == helped


def test_the_set_up_is_two_commands_of_a_line_each() -> None:
    section = README.read_text(encoding="utf-8").split("## Set up")[1].split("\n## ")[0]
    commands = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    assert [command.count("\n") for command in commands] == [1, 1]
    assert commands[0].endswith("tracker report\n")
    assert "pytest" in commands[1]
