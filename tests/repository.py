"""Builds git repositories for tests, with dates that give every commit the same id on every run."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from datetime import date as date_of
from datetime import timedelta
from pathlib import Path

from .command import GIT


class Repository:
    """A repository in a folder; each commit is a day after the one before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.day = 0
        folder.mkdir(exist_ok=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str) -> str:
        """What git prints."""
        date = f"{date_of(2026, 1, 1) + timedelta(max(1, self.day) - 1)}T12:00:00+00:00"
        env = {**os.environ, **GIT, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        done = subprocess.run(["git", *arguments], cwd=self.folder, env=env, capture_output=True, check=True)
        return done.stdout.decode().strip()

    def commit(self, subject: str, files: Mapping[str, str | bytes | None]) -> str:
        """Commits files by name, None to remove one; the commit's id."""
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(exist_ok=True, parents=True)
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self.record(subject)

    def record(self, subject: str) -> str:
        """Commits all that changed; the commit's id."""
        self.day += 1
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "--cleanup=verbatim", "-m", subject)
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str, subject: str, *options: str) -> str:
        self.day += 1
        self.git("merge", "-q", "--no-ff", "-m", subject, *options, branch)
        return self.git("rev-parse", "HEAD")

    def everything(self) -> dict[str, tuple[bytes, int]]:
        """Every file of the folder and of git's, with its content and the time when it was last written."""
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        return {str(path): (path.read_bytes(), path.stat().st_mtime_ns) for path in paths}


def committed(folder: Path, *texts: str) -> Repository:
    """A repository with the texts as revisions of `platform.yaml`."""
    repository = Repository(folder)
    for number, text in enumerate(texts):
        repository.commit(f"revision {number}", {"platform.yaml": text})
    return repository
