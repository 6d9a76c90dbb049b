"""Runs the command line as a user would: in a process of its own, or faster in this one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from tracker.cli import app

GIT = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_AUTHOR_NAME": "Maintainer",
    "GIT_AUTHOR_EMAIL": "maintainer@example.org",
    "GIT_COMMITTER_NAME": "Maintainer",
    "GIT_COMMITTER_EMAIL": "maintainer@example.org",
}
SMALL_TEXT = (Path(__file__).parent / "small.yaml").read_text(encoding="utf-8")  # a platform with all that can occur
UNSET = ("GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "CI")


def closing(errors: int = 0, hidden: int = 0) -> str:
    """How `check` closes on a file without warnings."""
    return f"{hidden} more not shown; " * bool(hidden) + f"{errors} error{'s' * (errors != 1)}, 0 warnings in 1 file"


def run(
    *arguments: str,
    cwd: Path | str | None = None,
    input: str | bytes = b"",
    env: dict[str, str] | None = None,
    timeout: float = 120,
) -> tuple[int, str, str]:
    """The exit code, stdout and stderr of `tracker` with these arguments."""
    environment = {name: value for name, value in os.environ.items() if name not in UNSET}
    done = subprocess.run(
        [sys.executable, "-m", "tracker", *arguments],
        cwd=cwd,
        input=input.encode() if isinstance(input, str) else input,
        capture_output=True,
        env={**environment, **GIT, "PYTHONIOENCODING": "utf-8", **(env or {})},
        timeout=timeout,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def shell(command: str, folder: Path, **environment: str) -> tuple[int, str, str]:
    """What bash makes of a command, with `tracker` on its path."""
    inherited = {name: value for name, value in os.environ.items() if name not in UNSET}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {**inherited, **GIT, "PATH": path, **environment}
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=env, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def run_here(*arguments: str, cwd: Path, input: bytes = b"", env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """As `run`, in this process; for runs that end well, as what can't be read or written ends the process."""
    before = Path.cwd()
    os.chdir(cwd)
    try:
        environment = {**dict.fromkeys(UNSET), **GIT, **(env or {})}
        done = CliRunner().invoke(app, arguments, input=input, env=environment, catch_exceptions=False)
    finally:
        os.chdir(before)
    return done.exit_code, done.stdout, done.stderr


def git(*arguments: str, cwd: Path) -> None:
    """`git` with these arguments, for the repository of a test."""
    subprocess.run(["git", *arguments], cwd=cwd, env={**os.environ, **GIT}, capture_output=True, check=True)
