"""The command `tracker`, also as `python -m tracker`."""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType


def main() -> None:
    """The console script: a signal ends it with no word but its exit code, and with no half of a file left behind.

    Whatever can't be read or written is one line on stderr and exit 2.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for them takes longer than a small report
    gc.disable()  # a command ends before the collector would find anything to free
    from .cli import app
    from .console import fail

    try:
        os.getcwd()
    except OSError:
        fail("the current folder was deleted; change into one that is there")
    try:
        app(prog_name="tracker")
    except OSError as error:
        fail(f"cannot write: {error.strerror}" if error.strerror else str(error))
    finally:
        gc.freeze()  # nor does it look for anything at the end


def _end(number: int, frame: FrameType | None) -> None:
    """Ends at once: an exception could be raised where it is ignored."""
    if abandon := getattr(sys.modules.get("tracker.writing"), "abandon", None):  # which may be half imported
        abandon()
    os._exit(128 + number)


if __name__ == "__main__":
    main()
