"""Sessions: what is typed in a shell, kept in `sessions/` with all that is answered, refusals above all.

Each `=== case` begins in a folder of its own that holds the small platform. A command stands behind `$ `, its further
lines behind `> `. Its standard output follows indented, its standard error behind `! `, and behind `? ` an exit code
other than 0. What a command commits is of a day after what the one before it did.
`OUTPUTS_UPDATE=1 pytest tests/test_sessions.py` writes the present answers; read the difference before you commit it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.command import SMALL_TEXT, shell

SESSIONS = Path(__file__).parent / "sessions"


def played(case: str, folder: Path) -> str:
    """The case with what is answered now."""
    folder.mkdir()
    (folder / "small.yaml").write_text(SMALL_TEXT, encoding="utf-8")
    told = f"=== {case.splitlines()[0]}\n"
    for day, typed in enumerate(re.findall(r"(?m)^\$ .*\n(?:> .*\n)*", case), 1):
        date = f"2026-01-{day:02}T12:00:00Z"
        command = re.sub(r"(?m)^[$>] ", "", typed)
        code, out, err = shell(command, folder, GIT_AUTHOR_DATE=date, GIT_COMMITTER_DATE=date)
        told += typed
        for mark, words in (("  ", out), ("! ", err), ("? ", f"{code or ''}")):
            told += "".join(f"{mark if line else mark.strip()}{line}\n" for line in words.splitlines())
    return told


@pytest.mark.parametrize("kept", sorted(SESSIONS.iterdir()), ids=lambda kept: kept.stem)
def test_the_answers_are_those_that_are_kept(kept: Path, tmp_path: Path) -> None:
    cases = kept.read_text(encoding="utf-8").split("=== ")[1:]
    now = "".join(played(case, tmp_path / f"{number}") for number, case in enumerate(cases))
    if os.environ.get("OUTPUTS_UPDATE"):
        kept.write_text(now, encoding="utf-8")
    assert now == kept.read_text(encoding="utf-8")
