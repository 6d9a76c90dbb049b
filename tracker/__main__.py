"""The command `tracker`, also as `python -m tracker`."""

from __future__ import annotations

import signal
from types import FrameType


def main() -> None:
    """The console script: a signal ends it with no word but its exit code, and with no half of a file left behind."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)
    try:
        from .cli import main as run

        run()
    finally:
        signal.signal(
            signal.SIGINT, signal.SIG_DFL
        )  # or the interpreter's own end could be interrupted with a traceback


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


if __name__ == "__main__":
    main()
