"""An operand → bytes: standard input, a file, or a file in git's history. The only user of git."""

from __future__ import annotations

import os
import posixpath
import stat
import sys
from collections.abc import Iterable, Iterator
from typing import IO, TYPE_CHECKING, NamedTuple

from .model import MAX_BYTES

if TYPE_CHECKING:
    import subprocess

GIT = ("git", "--no-optional-locks", "-c", "core.fsmonitor=false")  # which would run what a repository names
GIT_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_LITERAL_PATHSPECS": "0",
    "GIT_GLOB_PATHSPECS": "0",
    "LC_ALL": "C",
}
LOG = (
    *("-c", "log.follow=false", "-c", "log.showRoot=true", "-c", "log.showSignature=false"),
    *("-c", "diff.relative=false", "log", "--first-parent", "--diff-merges=first-parent", "--raw", "--no-abbrev"),
    *("-z", "--encoding=UTF-8", "--format=tformat:%H%x00%cI%x00%s"),
)
MOST_RENAMES = 200  # of a file, that are followed
PATH_STARTS = ("./", "../", "/")  # of an operand that can be no revision
NO_FILE = {
    "missing": "its content is not in this clone",
    "damaged": "its content is damaged in this clone",
    "tree": "a folder, not a file",
    "000000": "the file was deleted",
    "120000": "a symbolic link stands in its place",
    "160000": "a submodule stands in its place",
}


class Unreadable(OSError):
    """What can't be read, and why, in one line."""


class Content(NamedTuple):
    """The bytes of an operand, at most one more than MAX_BYTES, its name in messages, and the commit that it is of."""

    name: str
    body: bytes
    revision: str | None = None


class Revision(NamedTuple):
    """A commit that changed a file; `blob` names the file's content in it, and `absent` says why there is none."""

    commit: str
    date: str  # of the commit, ISO 8601 with the committer's offset, or unknown where the commit has none
    subject: str
    blob: str
    absent: str | None = None


def read_operand(operand: str, default_file: str) -> Content:
    """What an operand names: `-`, a path that exists, `REV:path`, or a revision of the default file."""
    if not operand.strip():
        raise Unreadable("an empty name is no file and no revision")
    if operand == "-":
        if sys.stdin is None:
            raise Unreadable("-: standard input is closed")
        return Content("-", _read_stdin())
    if os.path.lexists(operand) or operand.startswith(PATH_STARTS):
        return Content(operand, read_file(operand))
    if operand == default_file:
        raise Unreadable(f"{operand}: no such file; `tracker init` writes one to start from")
    return read_revision(operand, default_file)


def _read_stdin() -> bytes:
    try:
        os.set_blocking(sys.stdin.fileno(), True)  # or half of what is still being written would pass for the whole
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"-: {error.strerror}") from None


def read_file(path: str) -> bytes:
    """The first MAX_BYTES + 1 bytes of a regular file; Unreadable for anything else."""
    try:
        with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read(MAX_BYTES + 1) or b""  # None of a file that only looks regular, as some of /proc do
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Unreadable(f"{path}: {reason[:1].lower()}{reason[1:]}") from None
    raise Unreadable(f"{path}: no regular file; pipe its content to `-`")


def read_revision(operand: str, default_file: str) -> Content:
    """The default file at a revision, or what else git knows by that name, such as `REV:path`."""
    if operand.startswith("-"):
        raise Unreadable(f"{operand}: a revision cannot begin with `-`; for a file write ./{operand}")
    folder = _folder(f"{operand}: no such file, and no revision: ")
    found = _object_id(operand)
    commit = found and _object_id(f"{found}^{{commit}}")
    blob = _object_id(f"{commit}:{posixpath.normpath(folder + default_file)}") if commit else found
    if not blob:
        raise Unreadable(f"{operand}: {_why_unknown(operand, default_file if commit else None)}")
    (content,) = read_blobs([blob])
    if isinstance(content, str):
        raise Unreadable(f"{operand}: {content}")
    return Content(operand, content, commit or _object_id(f"{operand.partition(':')[0]}^{{commit}}"))


def is_revision(operand: str) -> bool:
    """Whether git knows an object by that name."""
    try:
        return bool(operand.strip(".-")) and _object_id(operand) is not None
    except OSError:  # git is not installed
        return False


def _why_unknown(operand: str, default_file: str | None) -> str:
    revision, colon, path = operand.partition(":")
    if default_file:
        return f"no file `{default_file}` in this folder at that revision"
    if colon and (not revision or _object_id(revision)):
        return f"no file `{path}` {f'at revision `{revision}`' if revision else 'in the index'}"
    return f"no such file, and no revision `{revision}` in this {'clone' if _object_id('HEAD') else 'empty repository'}"


def _object_id(name: str) -> str | None:
    """The object id that a name stands for, if any."""
    if "\n" in name or "\0" in name:
        return None
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    identifier = found.stdout.decode(errors="replace").strip()
    return identifier if found.returncode == 0 and identifier.isalnum() else None  # `^HEAD` is a range, and no object


def _folder(complaint: str) -> str:
    """The current folder inside the repository, empty or ending in a slash."""
    try:
        found = _git("rev-parse", "--show-prefix")
    except OSError:
        raise Unreadable(f"{complaint}git is not installed") from None
    if found.returncode:
        raise Unreadable(complaint + _reason(found.stderr))
    return os.fsdecode(found.stdout).removesuffix("\n")


def _git(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    import subprocess

    return subprocess.run([*GIT, *arguments], capture_output=True, env=_environment(), check=False)


def _environment() -> dict[str, str]:
    return {**os.environ, **GIT_ENVIRONMENT}


def _reason(stderr: bytes) -> str:
    """Git's own word on what went wrong, without the warnings around it."""
    return stderr.decode(errors="replace").rpartition("fatal: ")[2].strip().partition("\n")[0]


def is_shallow() -> bool:
    """Whether this clone's history was cut off."""
    return _git("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def file_history(path: str) -> list[Revision]:
    """The commits that changed a file, oldest first, along first parents and through renames of the file.

    Not by git's `--follow`, which takes a file that was deleted and came back for a copy of any that is like it. Nor
    is another file's past taken for this one's own, where that file got the name of one that was deleted.
    """
    if not path:
        raise Unreadable("an empty name is no file")
    name = posixpath.normpath(_folder(f"{path}: ") + os.path.relpath(path))
    if f"{name}/".startswith("../"):
        raise Unreadable(f"{path}: outside this repository")
    start = _object_id("HEAD")
    if not (start and (found := _history(name, start, []))):
        raise Unreadable(f"{path}: git has no revision of it")
    return found[::-1]


def _history(name: str, start: str, followed: list[str]) -> list[Revision]:
    """The commits that changed a file, newest first; adds those at which a rename was followed to `followed`."""
    listed = _log("--no-renames", start, "--", f":(top,literal){name}")
    changes = [change for change in listed if change.paths == [name]]
    revisions, renames = [change.revision for change in changes], _renames(changes, name)
    for number, revision in enumerate(revisions, 1):
        if revision.commit not in renames or len(followed) >= MOST_RENAMES:
            continue
        followed.append(revision.commit)
        past = _history(renames[revision.commit], f"{revision.commit}^", followed)
        if {older.commit for older in revisions[number:]} <= {older.commit for older in past}:
            return revisions[:number] + past
    return revisions


class _FileChange(NamedTuple):
    """What a commit did to a file, by git's letter; the paths are two where it was renamed."""

    revision: Revision
    letter: str
    paths: list[str]


def _renames(changes: Iterable[_FileChange], name: str) -> dict[str, str]:
    """Of the commits that made the file, those that did so by renaming another, with the name it had."""
    commits = [change.revision.commit for change in changes if change.letter == "A"]
    listed = _log("--find-renames", "-l0", "--diff-filter=R", "--no-walk=unsorted", *commits, "--") if commits else ()
    return {change.revision.commit: change.paths[0] for change in listed if change.paths[-1] == name}


def _log(*arguments: str) -> Iterator[_FileChange]:
    done = _git(*LOG, *arguments)
    if done.returncode:
        raise Unreadable(f"git log: {_reason(done.stderr)}")
    fields = iter(done.stdout.split(b"\0"))
    commit = date = subject = ""
    for field in fields:
        if field.lstrip(b"\n").startswith(b":"):
            _, mode, _, blob, letter = field.decode().split()
            paths = [os.fsdecode(next(fields)) for _ in range(2 if letter[0] == "R" else 1)]
            yield _FileChange(Revision(commit, date, subject, blob, NO_FILE.get(mode)), letter, paths)
        elif field:
            commit, date, subject = (part.decode(errors="replace") for part in (field, next(fields), next(fields)))
            date = date if date[:1].isdigit() else "unknown"


def read_blobs(blobs: Iterable[str]) -> Iterator[bytes | str]:
    """The content of each blob, cut at one byte more than MAX_BYTES, or why there is none; all through one git."""
    import subprocess

    git: subprocess.Popen[bytes] | None = None
    for blob in blobs:
        git = git or subprocess.Popen(
            [*GIT, "cat-file", "--batch"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
        )
        content = _ask_for(blob, git)
        yield content
        if content in (NO_FILE["missing"], NO_FILE["damaged"]):  # git may have ended, as it does where it would fetch
            git.communicate()
            git = None
    if git:
        git.communicate()


def _ask_for(blob: str, git: subprocess.Popen[bytes]) -> bytes | str:
    assert git.stdin is not None
    assert git.stdout is not None
    git.stdin.write(f"{blob}\n".encode())
    git.stdin.flush()
    header = git.stdout.readline().decode().split()
    if not header or header[-1] == "missing":
        return NO_FILE["missing"]
    size = int(header[2])
    content = git.stdout.read(min(size, MAX_BYTES + 1))
    if len(content) < min(size, MAX_BYTES + 1):
        return NO_FILE["damaged"]
    _skip(git.stdout, size + 1 - len(content))
    return content if header[1] == "blob" else NO_FILE.get(header[1], "no file")


def _skip(stream: IO[bytes], count: int) -> None:
    while count > 0:
        count -= len(stream.read(min(count, 1 << 20))) or count
