"""Where a command meets its streams: what it writes to stdout, stderr and the output file, and what ends it early."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, NoReturn

if TYPE_CHECKING:
    from .render.text import Screen

PIPED_WIDTH = 100
LEAST_WIDTH, GREATEST_WIDTH = 60, 400
# The formats of results, each with the suffix of a file of it.
ReportFormat = Literal["table", "markdown", "csv", "json", "html", "svg"]
FORMATS = {"text": "txt", "table": "txt", "markdown": "md", "csv": "csv", "json": "json", "html": "html", "svg": "svg"}
FOR_PEOPLE = ("text", "table", "concise", "github")  # in the encoding of their terminal; others are UTF-8 in any locale
PLAINER = str.maketrans({"█": "#", "→": "->", "“": '"', "”": '"', "…": "..."})
BROKEN_PIPE = 141  # as a shell counts a program that SIGPIPE ends


class Target(NamedTuple):
    """Where a result goes, a file or else stdout, in which format, and in colour or not."""

    format: str = "text"
    file: str | None = None
    color: str = "auto"


SCREEN = Target()


def fail(message: str) -> NoReturn:
    """One line on stderr, and exit 2 without a last flush that could fail again."""
    warn(message)
    os._exit(2)


def warn(message: str) -> None:
    """One line on stderr, made safe."""
    from .render.safe import visible

    complain(f"tracker: {visible(message)}\n")


def complain(text: str) -> None:
    """Writes to stderr, if it is open."""
    try:
        if sys.stderr is not None:
            sys.stderr.write(_without_commands(text))
            sys.stderr.flush()
    except (OSError, ValueError):
        sys.stderr = None  # who can't be told is not told, and the interpreter does not try again at the end


def emit(text: str, to: Target = SCREEN) -> None:
    """Writes to stdout, or to a file whole or not at all; commands of a workflow stand only in the format `github`."""
    if to.file is not None:
        from .writing import write_atomically

        try:
            mark = "\ufeff" if to.format == "csv" else ""  # without it, spreadsheets take a file for Latin-1
            write_atomically(to.file, mark + text)
        except OSError as error:
            fail(f"{to.file}: {error.strerror or error}")
    elif sys.stdout is None:
        fail("standard output is closed")
    else:
        encoding = sys.stdout.encoding if to.format in FOR_PEOPLE else "utf-8"
        _write_out(_encoded(text if to.format == "github" else _without_commands(text), encoding))


def in_workflow() -> bool:
    """Whether GitHub Actions reads what is written."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _without_commands(text: str) -> str:
    """The text with no line that GitHub Actions takes for a command, such as `::error::`."""
    if not in_workflow():
        return text
    import re

    return re.sub(r"(?m)^(\s*:)(?=:)", r"\1 ", text).replace("##[", "## [")


def _encoded(text: str, encoding: str) -> bytes:
    """The text in an encoding, with plainer signs of our own where that lacks them."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return text.translate(PLAINER).encode(encoding, "backslashreplace")


def _write_out(encoded: bytes) -> None:
    stream = sys.stdout.buffer
    if isinstance(stream, io.RawIOBase):
        stream = io.BufferedWriter(stream)  # unbuffered by PYTHONUNBUFFERED, it would leave off in silence
    try:
        stream.write(encoded)
        stream.flush()
    except BrokenPipeError:
        os._exit(BROKEN_PIPE)


def screen(to: Target, stream: Literal["stdout", "stderr"] = "stdout") -> Screen:
    """The screen that a stream is: a terminal's width and colour, or a fixed width and none."""
    import shutil

    from .render.text import Screen

    file = getattr(sys, stream)
    terminal = to.file is None and file is not None and file.isatty()
    width = min(max(LEAST_WIDTH, shutil.get_terminal_size().columns), GREATEST_WIDTH) if terminal else PIPED_WIDTH
    return Screen(width, to.file is None and _wants_color(to.color, terminal))


def _wants_color(color: str, terminal: bool) -> bool:
    """The flag, then NO_COLOR and FORCE_COLOR, then whether a terminal is written to."""
    if color != "auto":
        return color == "always"
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (terminal and os.environ.get("TERM") != "dumb")


def format_of(chosen: str | None, output: str | None, formats: Sequence[str]) -> str:
    """The format that was named, else that of the output's suffix, else the first."""
    if chosen is not None or output is None:
        return chosen or formats[0]
    known = [FORMATS[format] for format in formats]
    suffix = os.path.splitext(output)[1].lstrip(".").lower()
    if suffix not in known:
        fail(f"{output}: no format goes with this suffix; name one with --format, or use .{', .'.join(known)}")
    return formats[known.index(suffix)]
