"""An operand → bytes: standard input, a file, or a file in git's history. The only user of git."""

from __future__ import annotations

import errno
import hashlib
import os
import posixpath
import re
import stat
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from subprocess import DEVNULL, PIPE, CompletedProcess, Popen, run
from typing import NamedTuple

from . import DEFAULT_FILE
from .model import MAX_BYTES, MadeFrom

LAST_COMMIT = "HEAD"
GIT = ("git", "--no-optional-locks", "-c", "core.fsmonitor=false")  # which would run what a repository names
GIT_ENVIRONMENT = {
    **{"GIT_ALLOW_PROTOCOL": "none", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"},  # nothing is fetched
    **{"GIT_LITERAL_PATHSPECS": "0", "GIT_GLOB_PATHSPECS": "0"},
    **{"LC_ALL": "C", "TZ": "UTC0"},  # the clock by which all dates are told
}
OF_A_REPOSITORY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX")
LOG = (
    *("-c", "log.follow=false", "-c", "log.showRoot=true", "-c", "log.showSignature=false", "log"),
    *("--first-parent", "--diff-merges=first-parent", "--raw", "--no-abbrev", "--no-renames", "--no-relative", "-z"),
    *("--encoding=UTF-8", "--date=format-local:%Y-%m-%dT%H:%M:%S+00:00", "--format=tformat:%H%x00%cd%x00%s"),
)
STAND_INS = {  # by what they begin with: what stands in a file's place, and how to get at the file
    b"version https://git-lfs.github.com/spec/": "it is a Git LFS pointer; fetch the file itself with `git lfs pull`",
    b"\0GITCRYPT\0": "it is encrypted by git-crypt; open it with `git-crypt unlock`",
}
NEIGHBOURS = ("[Pp]latform*.y*ml*", "*/[Pp]latform*.y*ml", "[Pp]latforms/*.y*ml", "../[Pp]latform*.y*ml")
PATH_STARTS = ("./", "../", "/")  # of an operand that can be no revision
NO_FILE = {
    "gone": "its content is not in this clone, or damaged there",
    "large": f"it is larger than {MAX_BYTES >> 20} MiB",
    "tree": "a folder, not a file",
    "000000": "the file was deleted",
    "120000": "a symbolic link stands in its place",
}


class Unreadable(OSError):
    """What can't be read, and why, in one line."""


class Absent(Unreadable):
    """A file that a revision, which is known, does not have."""


class Content(NamedTuple):
    """The bytes of an operand, at most one more than MAX_BYTES, its name in messages, and the commit that it is of."""

    name: str
    body: bytes
    revision: str | None = None

    @property
    def made_from(self) -> MadeFrom:
        """What a document says of it, without the folders of whoever made it."""
        name = os.path.basename(self.name) if os.path.isabs(self.name) else self.name
        return MadeFrom(name, hashlib.sha256(self.body).hexdigest(), self.revision)


class Revision(NamedTuple):
    """A commit that changed a file; `blob` names the file's content in it, and `absent` says why there is none."""

    commit: str
    date: str  # of the commit, ISO 8601 in UTC, or unknown where the commit has none
    subject: str
    blob: str
    absent: str | None = None


def read_operand(operand: str | None) -> Content:
    """What an operand names: `-`, a path that exists, `REV:path`, or a revision of the default file.

    None is the default file at the last commit.
    """
    if operand is None:
        return read_revision(LAST_COMMIT)
    if operand == "-":
        return Content("-", _read_stdin())
    if _is_path(operand):
        return Content(operand, read_file(operand))
    if operand == DEFAULT_FILE:
        raise Unreadable(f"{operand}: no such file; {_instead()}")
    return read_revision(operand)


def _is_path(operand: str) -> bool:
    return os.path.lexists(operand) or operand.startswith(PATH_STARTS)


def _read_stdin() -> bytes:
    try:
        os.set_blocking(sys.stdin.fileno(), True)  # or half of what is still being written would pass for the whole
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except (AttributeError, OSError):  # the first where it is closed, and None
        raise Unreadable("-: standard input can't be read") from None


def read_file(path: str) -> bytes:
    """The first MAX_BYTES + 1 bytes of a regular file or a pipe; Unreadable for anything else."""
    try:
        kind = os.stat(path).st_mode
        if not (stat.S_ISREG(kind) or stat.S_ISFIFO(kind)):
            raise OSError(errno.EINVAL, "neither a file nor a pipe")
        with open(path, "rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Unreadable(f"{path}: {reason[:1].lower()}{reason[1:]}") from None
    return itself(content, path)


def itself(content: bytes, name: str) -> bytes:
    """The content, unless it only stands for what is kept elsewhere."""
    for header, told in STAND_INS.items():
        if content.startswith(header):
            raise Unreadable(f"{name}: {told}")
    return content


def restores(path: str) -> str | None:
    """The command that brings back a file which the last commit has and the folder has not."""
    import shlex

    with suppress(OSError):  # no git, or no repository
        if object_id(f"{LAST_COMMIT}:{path_in_repository(path)}"):
            return f"git restore --source={LAST_COMMIT} {shlex.quote(path)}"
    return None


def _instead() -> str:
    """What to do where there is no default file: take git's own copy of it, or one near by, or start anew."""
    import glob

    if command := restores(DEFAULT_FILE):
        return f"`{command}` brings back the one that git has"
    for pattern in NEIGHBOURS:
        for near in sorted(glob.glob(pattern)):
            return f"did you mean `{near}`?"
    return "`tracker init` writes one to start from"


def read_revision(operand: str, path: str | None = None) -> Content:
    """A file at a revision, or what else git knows by that name, such as `REV:path`.

    The path is from the top of the repository; it is that of the default file in the current folder unless named.
    """
    if operand.startswith("-"):
        raise Unreadable(f"{operand}: a revision cannot begin with `-`; for a file write ./{operand}")
    folder = _folder(f"{operand}: no such file, and no revision: ")
    found = object_id(operand)
    commit = found and object_id(f"{found}^{{commit}}")
    name = f"{commit}:{path or folder + DEFAULT_FILE}" if commit else operand
    if not (blob := object_id(name)):
        if commit:
            raise Absent(f"{operand}: no file `{DEFAULT_FILE}` in this folder at that revision")
        raise Unreadable(f"{operand}: {_why_unknown(operand)}")
    in_index = name.startswith(":")  # where git does not follow a link
    (content,) = read_blobs([blob if in_index else name])
    if in_index and f"120000 {blob} ".encode() in _git("ls-files", "--stage", ":/").stdout:
        content = NO_FILE["120000"]
    if isinstance(content, str):
        raise Unreadable(f"{operand}: {content}")
    return Content(operand, content, commit or object_id(f"{operand.partition(':')[0]}^{{commit}}"))


def _why_unknown(operand: str) -> str:
    revision, colon, path = operand.partition(":")
    if colon and (not revision or object_id(revision)):
        return f"no file `{path}` {f'at revision `{revision}`' if revision else 'in the index'}"
    of_a_range = "; of a range `A..B` write `A B`" if ".." in operand else ""
    return f"no such file, and no revision `{revision}` in this clone{of_a_range}"


def object_id(name: str) -> str | None:
    """The id of the object that git knows by a name, if any."""
    if "\n" in name or "\0" in name:
        return None
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    identifier = found.stdout.decode(errors="replace").strip()
    return identifier if found.returncode == 0 and identifier.isalnum() else None  # `^HEAD` is a range, and no object


def _folder(complaint: str) -> str:
    """The current folder inside the repository, empty or ending in a slash."""
    found = _git("rev-parse", "--show-prefix")
    if found.returncode:
        raise Unreadable(complaint + _reason(found.stderr))
    return os.fsdecode(found.stdout).removesuffix("\n")


def _git(*arguments: str, environment: Mapping[str, str] | None = None) -> CompletedProcess[bytes]:
    command = [*GIT, *arguments]
    try:
        return run(command, capture_output=True, env=environment or _environment(), check=False)
    except OSError:
        return CompletedProcess(command, 127, b"", b"git is not installed")  # as a shell counts it


def _environment() -> dict[str, str]:
    """Git's own, without what a hook is told of its repository where git finds the same one from the current folder.

    A hook may be in another folder by now than the one that it was told this for.
    """
    given = {**os.environ, **GIT_ENVIRONMENT}
    found = {name: value for name, value in given.items() if name not in OF_A_REPOSITORY}
    same = "GIT_DIR" in given and (folder := _repository(found)) and _repository(given) in (folder, None)
    return found if same else given


def _repository(environment: Mapping[str, str]) -> str | None:
    """The folder in which git keeps the history of the repository that it finds, if any."""
    found = _git("rev-parse", "--git-common-dir", environment=environment)
    return None if found.returncode else os.path.realpath(os.fsdecode(found.stdout).removesuffix("\n"))


def _reason(stderr: bytes) -> str:
    """Git's own words on what went wrong, and on the remedy, without the warnings around them."""
    return " ".join(stderr.decode(errors="replace").rpartition("fatal: ")[2].split())


def path_in_repository(path: str) -> str:
    """The path of a file from the top of the repository that the current folder is in; Unreadable outside of one."""
    folder, name = os.path.split(path)
    found = posixpath.normpath(_folder(f"{path}: ") + os.path.relpath(os.path.join(os.path.realpath(folder), name)))
    if f"{found}/".startswith("../"):
        raise Unreadable(f"{path}: outside this repository")
    return found


def path_of(operand: str) -> str:
    """The path, from the top of the repository, of the file that an operand names, or of the default file."""
    revision, colon, path = operand.partition(":")
    if _is_path(operand):
        return path_in_repository(operand)
    if not colon or operand.startswith(":/"):
        return path_in_repository(DEFAULT_FILE)
    path = path if revision else re.sub(r"\A[0-3]:", "", path)
    return path_in_repository(path) if path.startswith(PATH_STARTS) else path


def former_name(path: str, *compared: str) -> str | None:
    """The path that a file had before, if git takes it for renamed; both from the top.

    `compared` is a command of git's that compares two trees, as `diff-index REV` does with that of the folder.
    """
    options = ("-r", "--name-status", "-z", "--find-renames", "-l0", "--diff-filter=R", "--no-relative")
    command, *trees = compared
    listed = os.fsdecode(_git(command, *options, *trees, "--").stdout).split("\0")
    return dict(zip(listed[2::3], listed[1::3], strict=False)).get(path)


def is_shallow() -> bool:
    """Whether this clone's history was cut off."""
    return _git("rev-parse", "--is-shallow-repository").stdout.strip() == b"true"


def file_history(path: str) -> list[Revision]:
    """The commits that changed a file, oldest first, along first parents and through renames of the file.

    Not by git's `--follow`, which takes a file that was deleted and came back for a copy of any that is like it. Only
    the first commit of a name is asked for the name before it: what else bore the name in between is told as its past.
    """
    found: list[Revision] = []
    name: str | None = path_in_repository(path)
    start = object_id("HEAD")
    while start and name and (older := list(_revisions(start, name))):
        found += older
        first = older[-1].commit
        start = object_id(f"{first}^")
        name = former_name(name, "diff-tree", f"{first}^", first)
    if not found:
        raise Unreadable(f"{path}: git has no revision of it")
    return found[::-1]


def _revisions(start: str, name: str) -> Iterator[Revision]:
    """The commits up to `start` that changed the file of a name, newest first."""
    done = _git(*LOG, start, "--", f":(top,literal){name}")
    if done.returncode:
        raise Unreadable(f"git log: {_reason(done.stderr)}")
    fields = iter(done.stdout.split(b"\0"))
    commit = date = subject = ""
    for field in fields:
        if field.lstrip(b"\n").startswith(b":"):
            _, mode, _, blob, _ = field.decode().split()
            if os.fsdecode(next(fields)) == name:  # and not what is in a folder of that name
                yield Revision(commit, date, subject, blob, NO_FILE.get(mode))
        elif field:
            commit, date, subject = (part.decode(errors="replace") for part in (field, next(fields), next(fields)))
            date = date if date[:1].isdigit() else "unknown"


def read_blobs(names: Iterable[str]) -> Iterator[bytes | str]:
    """The content of each blob, by its id or as `REV:path`, or why there is none; through one git while all is well."""
    from tempfile import TemporaryFile

    left = deque(names)
    command = [*GIT, "cat-file", "--batch", "--follow-symlinks"]
    while left:
        with TemporaryFile() as asked:  # a pipe would have to be filled while the other is emptied
            asked.write(os.fsencode("".join(f"{name}\n" for name in left)))
            asked.seek(0)
            with Popen(command, stdin=asked, stdout=PIPE, stderr=DEVNULL, env=_environment()) as git:
                content: bytes | str = b""
                while left and isinstance(content, bytes):
                    left.popleft()
                    content = _answer(git)
                    yield content
                git.kill()  # after trouble it may have ended, or still be telling what is too large


def _answer(git: Popen[bytes]) -> bytes | str:
    assert git.stdout
    header = git.stdout.readline().split()
    if not header or header[-1] == b"missing":
        return NO_FILE["gone"]
    if (size := int(header[-1])) > MAX_BYTES:
        return NO_FILE["large"]
    content = git.stdout.read(size)
    if len(content) < size or not git.stdout.read(1):
        return NO_FILE["gone"]
    kind = header[1].decode() if len(header) > 2 else "120000"  # a link that leads nowhere in the repository
    return content if kind == "blob" else NO_FILE.get(kind, "no file")
