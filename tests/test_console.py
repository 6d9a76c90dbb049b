"""Where a command meets its streams: closed, full and broken ones, colour, width and encoding."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.command import GIT, UNSET, run

SMALL = Path(__file__).parent / "small.yaml"
TRACKER = f"{sys.executable} -m tracker"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in UNSET} | GIT


def shell(command: str, **environment: str) -> tuple[int, str, str]:
    done = subprocess.run(
        ["bash", "-c", command.replace("tracker", TRACKER, 1)],
        cwd=SMALL.parent,
        env=ENVIRONMENT | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def on_a_terminal(*arguments: str, columns: int, **environment: str) -> str:
    """What a command writes to a terminal of so many columns."""
    import fcntl
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    command = [sys.executable, "-m", "tracker", *arguments]
    env = ENVIRONMENT | {"TERM": "xterm"} | environment
    process = subprocess.Popen(command, cwd=SMALL.parent, env=env, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    while piece := _read(ours):
        shown += piece
    assert process.wait() == 0
    return shown.decode().replace("\r\n", "\n")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # how Linux says that the other end is closed
        return b""


def test_a_closed_stdout_is_one_line() -> None:
    assert shell("tracker report small.yaml >&-") == (2, "", "tracker: standard output is closed\n")


def test_a_closed_stderr_loses_nothing_else() -> None:
    code, out, err = shell("tracker report small.yaml 2>&-")
    assert (code, out, err) == (0, (SMALL.parent / "outputs/table.txt").read_text(encoding="utf-8"), "")
    assert shell("tracker report nowhere.yaml 2>&-") == (2, "", "")


def test_a_full_disk_is_one_line() -> None:
    expected = (2, "", "tracker: cannot write: No space left on device\n")
    assert shell("tracker report small.yaml >/dev/full") == expected
    assert shell("tracker check small.yaml >/dev/full") == expected


def test_a_reader_that_goes_away_ends_the_command_in_silence() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "report", str(SMALL)], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_text_that_the_stream_cannot_encode_is_written_out() -> None:
    code, out, err = shell("tracker report small.yaml", PYTHONIOENCODING="ascii")
    assert (code, err) == (0, "")
    assert "\\u2588" in out


@pytest.mark.parametrize("case", ["json", "csv"])
def test_a_document_is_utf_8_in_any_locale(case: str) -> None:
    edit = "sed 's/Increase fire grants/Mehr L\u00f6schgeld \u20ac/'"
    command = f"{edit} small.yaml | tracker report - --format {case} | od -An -v -tx1 | tr -d ' \\n'"
    code, out, err = shell(command, PYTHONIOENCODING="latin-1")
    kept = (SMALL.parent / f"outputs/{case}.txt").read_text(encoding="utf-8")
    whole = kept.replace("Increase fire grants", "Mehr L\u00f6schgeld \u20ac")
    assert (code, bytes.fromhex(out).decode(), err) == (0, whole, "")


def test_a_terminal_gets_colour_and_its_own_width() -> None:
    plain = on_a_terminal("report", "small.yaml", columns=72, NO_COLOR="1")
    coloured = on_a_terminal("report", "small.yaml", columns=72)
    assert max(map(len, plain.splitlines())) <= 72
    assert "\x1b" not in plain
    assert "\x1b[31mcut (general)\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain


@pytest.mark.parametrize(
    ("environment", "flag", "coloured"),
    [
        ({}, "auto", False),
        ({"FORCE_COLOR": "1"}, "auto", True),
        ({"FORCE_COLOR": ""}, "auto", False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, "auto", False),
        ({"NO_COLOR": "1"}, "always", True),
        ({"FORCE_COLOR": "1"}, "never", False),
    ],
)
def test_the_flag_wins_over_the_environment(environment: dict[str, str], flag: str, coloured: bool) -> None:
    _, out, _ = run("report", str(SMALL), "--color", flag, env=environment)
    assert ("\x1b[" in out) is coloured


def test_a_dumb_terminal_gets_no_colour() -> None:
    assert "\x1b" not in on_a_terminal("report", "small.yaml", columns=80, TERM="dumb")


def test_the_version_and_a_usage_error() -> None:
    from importlib.metadata import version

    assert run("--version") == (0, f"tracker {version('platform-tracker')}\n", "")
    code, out, err = run("report", "--format", "pdf")
    assert (code, out) == (2, "")
    assert "--format" in err


def test_the_module_is_the_command() -> None:
    command = shutil.which("tracker", path=str(Path(sys.executable).parent))
    assert command
    done = subprocess.run([command, "report", str(SMALL)], capture_output=True, text=True, check=True)
    assert done.stdout == run("report", str(SMALL))[1]


class TestInit:
    def test_it_writes_a_file_that_passes_and_never_overwrites(self, tmp_path: Path) -> None:
        written = (0, "", "platform.yaml is written; edit it, then run `tracker check`\n")
        assert run("init", cwd=tmp_path) == written
        assert run("check", "--strict", cwd=tmp_path) == (0, "0 errors, 0 warnings in 1 file\n", "")
        (tmp_path / "platform.yaml").write_text("mine")
        refused = (2, "", "tracker: platform.yaml exists already, and is left as it is\n")
        assert run("init", cwd=tmp_path) == refused
        assert (tmp_path / "platform.yaml").read_text() == "mine"

    def test_what_cannot_be_written_is_one_line(self, tmp_path: Path) -> None:
        assert run("init", "nowhere/platform.yaml", cwd=tmp_path) == (
            2,
            "",
            "tracker: nowhere/platform.yaml: No such file or directory; nothing was written\n",
        )


def test_a_parser_without_libyaml_is_told_once_and_gives_the_same(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['yaml._yaml'] = None\n")
    slow = {"PYTHONPATH": str(tmp_path)}
    told = (
        "tracker: PyYAML has no libyaml here and reads some twenty times slower; "
        "`pip install PyYAML` from a wheel has it\n"
    )
    fast_report = run("report", str(SMALL), "--format", "json")
    assert run("report", str(SMALL), "--format", "json", env=slow) == (*fast_report[:2], told)
    broken = (
        SMALL.read_text()
        .replace("status: met\n", "status: mett\n", 1)
        .replace("kind: law", "kind: law\n        kind: x")
    )
    fast_check = run("check", "-", input=broken)
    assert fast_check[0] == 1
    assert run("check", "-", input=broken, env=slow) == (*fast_check[:2], told)
