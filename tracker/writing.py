"""A file written whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import suppress

_unfinished: set[str] = set()


def write_atomically(path: str, text: str) -> None:
    """Replaces a file by `text` in UTF-8 in one step; OSError leaves the old file as it was.

    What exists and is no regular file, such as a device, is written to as it is.
    """
    if path.endswith("/"):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    target = os.path.realpath(path)
    if os.path.exists(path) and not os.path.isfile(path):
        with open(path, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return
    descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".tracker-")
    _unfinished.add(temporary)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(descriptor)
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except BaseException:
        abandon()
        raise
    _unfinished.clear()


def abandon() -> None:
    """Removes what is not written to its end."""
    while _unfinished:
        with suppress(OSError):
            os.unlink(_unfinished.pop())


def _mode(target: str) -> int:
    """The permissions of the file that is replaced, or those that a new file would have."""
    if os.path.exists(target):
        return os.stat(target).st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
