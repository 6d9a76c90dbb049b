"""A file written whole or not at all, as far as its folder lets it be replaced."""

from __future__ import annotations

import errno
import os
import secrets
from contextlib import suppress
from functools import partial

IN_PLACE = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EBUSY)  # of a folder, or of a file that is mounted
_unfinished: set[str] = set()


def write_atomically(path: str, text: str) -> None:
    """Replaces a file by `text` in UTF-8 in one step; OSError, unless it says so, leaves the old file as it was.

    The file keeps its permissions, and its owner where that may be set. What exists and is no regular file, such as a
    device, or can't be replaced, is written to as it is.
    """
    if path.endswith("/"):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not os.path.exists(path) or os.path.isfile(path):
        try:
            return _replace(os.path.realpath(path), text)
        except OSError as error:
            if error.errno not in IN_PLACE or not os.path.isfile(path):
                where = f"the folder {os.path.dirname(path) or '.'}: " if error.filename else ""  # of the new file
                raise OSError(error.errno, f"{where}{error.strerror}; nothing was written") from None
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def _replace(target: str, text: str) -> None:
    old = os.stat(target) if os.path.exists(target) else None
    temporary = os.path.join(os.path.dirname(target), f".tracker-{secrets.token_hex(8)}")
    _unfinished.add(temporary)  # before it exists: a signal may come at any time
    try:
        private = partial(os.open, mode=0o600 if old else 0o666)  # until it has the permissions of the old
        with open(temporary, "x", encoding="utf-8", newline="", opener=private) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if old:
            _take_over(old, temporary)
        os.replace(temporary, target)
    finally:
        abandon()


def abandon() -> None:
    """Removes what is not written to its end."""
    while _unfinished:
        with suppress(OSError):
            os.unlink(_unfinished.pop())


def _take_over(old: os.stat_result, new: str) -> None:
    with suppress(OSError):  # another's file
        os.chown(new, old.st_uid, old.st_gid)
    with suppress(OSError):  # a file system without permissions
        os.chmod(new, old.st_mode & 0o777)
