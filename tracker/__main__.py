"""The command `tracker`, also as `python -m tracker`."""

from __future__ import annotations

import os
import signal
import sys
from types import FrameType


def main() -> None:
    """The console script: a signal ends it with no word but its exit code, and with no half of a file left behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    from .cli import main as run

    run()


def _end(number: int, frame: FrameType | None) -> None:
    """Ends at once: an exception could be raised where it is ignored."""
    if abandon := getattr(sys.modules.get("tracker.writing"), "abandon", None):  # which may be half imported
        abandon()
    os._exit(128 + number)


if __name__ == "__main__":
    main()
