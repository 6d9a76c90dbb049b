"""An operand → bytes: standard input, a file, or a file in git's history. The only user of git."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .model import MAX_BYTES

GIT = ("git", "--no-optional-locks", "--literal-pathspecs")
GIT_ENVIRONMENT = {"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
RECORD, END = "\x01", "\x00"


class Unreadable(OSError):
    """What can't be read, and why, in one line."""


class Content(NamedTuple):
    """The bytes of an operand, at most one more than MAX_BYTES, and its name in messages."""

    name: str
    text: bytes


class Revision(NamedTuple):
    """A commit that changed a file; `blob` is the file's content in it, None where it was deleted."""

    commit: str
    date: str  # of the commit, ISO 8601 with the committer's offset
    subject: str
    blob: str | None


def read_operand(operand: str, default_file: str) -> Content:
    """What an operand names: `-`, a path that exists, `REV:path`, or a revision of the default file."""
    if operand == "-":
        return Content("-", sys.stdin.buffer.read(MAX_BYTES + 1))
    if os.path.lexists(operand) or operand.startswith(("./", "../", "/")):
        return Content(operand, read_file(operand))
    if operand.startswith("-"):
        raise Unreadable(f"{operand}: a revision cannot begin with `-`; for a file write ./{operand}")
    revision, colon, path = operand.partition(":")
    return _read_revision(revision, path if colon else f"./{default_file}", operand)


def read_file(path: str) -> bytes:
    """The first MAX_BYTES + 1 bytes of a regular file; Unreadable for anything else."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with open(descriptor, "rb") as file:
            mode = os.fstat(descriptor).st_mode
            if stat.S_ISDIR(mode):
                raise Unreadable(f"{path}: a folder, not a file")
            if not stat.S_ISREG(mode):
                raise Unreadable(f"{path}: no regular file; pipe its content to `-`")
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Unreadable(f"{path}: {reason[:1].lower()}{reason[1:]}") from None


def _read_revision(revision: str, path: str, operand: str) -> Content:
    if _git("rev-parse", "--git-dir").returncode:
        raise Unreadable(f"{operand}: no such file, and no git repository here to look for a revision in")
    if revision and not _resolves(f"{revision}^{{commit}}"):
        raise Unreadable(f"{operand}: no such file, and no revision `{revision}` in this clone")
    blob = _resolves(f"{revision}:{path}")
    if not blob:
        where = f"at revision `{revision}`" if revision else "in the index"
        raise Unreadable(f"{operand}: no file `{path.removeprefix('./')}` {where}")
    return Content(operand, next(_contents([blob])) or b"")


def _resolves(name: str) -> str | None:
    """The object id that a name stands for, if any."""
    if "\n" in name or END in name:
        return None
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    return found.stdout.decode().strip() if found.returncode == 0 else None


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run([*GIT, *arguments], capture_output=True, env=_environment(), check=False)
    except FileNotFoundError:
        raise Unreadable("git is not installed, and only git knows of revisions") from None


def _environment() -> dict[str, str]:
    return {**os.environ, **GIT_ENVIRONMENT}


def file_history(path: str) -> list[Revision]:
    """The commits that changed a file, newest first, along first parents and through renames of the file."""
    if _git("rev-parse", "--git-dir").returncode:
        raise Unreadable(f"{path}: no git repository here")
    if not _resolves("HEAD"):
        return []
    listed = _git(
        *("log", "--first-parent", "--diff-merges=first-parent", "--follow", "--raw", "--no-abbrev", "-z"),
        *(f"--format=tformat:{RECORD}%H%x00%cI%x00%s", "--end-of-options", "HEAD", "--", path),
    )
    if listed.returncode:
        raise Unreadable(f"{path}: {listed.stderr.decode(errors='replace').strip().splitlines()[0]}")
    return list(_revisions(listed.stdout.decode(errors="replace")))


def _revisions(listing: str) -> Iterator[Revision]:
    for record in listing.split(RECORD)[1:]:
        commit, date, subject, *raw = record.split(END)
        change = next((field for field in raw if field.lstrip("\n").startswith(":")), "")
        if change:
            blob = change.split()[3]
            yield Revision(commit, date, subject, blob if blob.strip("0") else None)


def read_blobs(revisions: Iterable[Revision]) -> Iterator[tuple[Revision, bytes | None]]:
    """Each revision with the file's content in it, all through one git process; a blob that recurs is read again."""
    revisions = list(revisions)
    contents = _contents([revision.blob for revision in revisions if revision.blob])
    for revision in revisions:
        yield revision, next(contents) if revision.blob else None


def _contents(blobs: list[str]) -> Iterator[bytes | None]:
    """The content of each blob, cut at one byte more than MAX_BYTES; None for an object that is missing."""
    with subprocess.Popen(
        [*GIT, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
    ) as git:
        assert git.stdin is not None
        assert git.stdout is not None
        for blob in blobs:
            git.stdin.write(f"{blob}\n".encode())
            git.stdin.flush()
            header = git.stdout.readline().split()
            if len(header) != 3 or header[1] != b"blob":
                yield None
                continue
            size = int(header[2])
            content = git.stdout.read(min(size, MAX_BYTES + 1))
            _skip(git.stdout, size + 1 - len(content))
            yield content
        git.stdin.close()


def _skip(stream: object, count: int) -> None:
    while count > 0:
        count -= len(stream.read(min(count, 1 << 20))) or count  # type: ignore[attr-defined]
