"""Where a command meets its streams: closed, full and broken ones, colour, width and encoding."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from tests.command import GIT, SMALL_TEXT, UNSET, run, shell
from tracker.console import format_of

HERE = Path(__file__).parent
SMALL = HERE / "small.yaml"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name not in UNSET} | GIT


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


def test_a_stream_that_is_closed_or_full_is_one_line() -> None:
    table = (HERE / "outputs/table.txt").read_text(encoding="utf-8")
    full = (2, "", "tracker: cannot write: No space left on device\n")
    for command, expected in (
        ("tracker report small.yaml >&-", (2, "", "tracker: standard output is closed\n")),
        ("tracker report small.yaml 2>&-", (0, table, "")),
        ("tracker report nowhere.yaml 2>&-", (2, "", "")),
        ("tracker report small.yaml >/dev/full", full),
        ("tracker check small.yaml >/dev/full", full),
    ):
        assert shell(command, HERE) == expected


def test_a_reader_that_goes_away_ends_the_command_in_silence() -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "tracker", "report", str(SMALL)], stdout=write, stderr=subprocess.PIPE, check=False
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_text_that_the_stream_cannot_encode_is_written_out() -> None:
    code, out, err = shell("tracker report small.yaml", HERE, PYTHONIOENCODING="ascii")
    assert (code, err) == (0, "")
    assert out.isascii()
    assert "\n  funded                 1  #" in out


@pytest.mark.parametrize("case", ["json", "csv"])
def test_a_document_is_utf_8_in_any_locale(case: str) -> None:
    edit = "sed 's/Increase fire grants/Mehr L\u00f6schgeld \u20ac/'"
    command = f"{edit} small.yaml | tracker report - --format {case} | od -An -v -tx1 | tr -d ' \\n'"
    code, out, err = shell(command, HERE, PYTHONIOENCODING="latin-1")
    text = SMALL.read_text(encoding="utf-8").replace("Increase fire grants", "Mehr L\u00f6schgeld \u20ac")
    whole = run("report", "-", "--format", case, input=text)[1]
    assert (code, bytes.fromhex(out).decode(), err) == (0, whole, "")
    assert "Mehr L\u00f6schgeld \u20ac" in whole


def test_a_terminal_gets_colour_and_its_own_width() -> None:
    plain = on_a_terminal("report", "small.yaml", columns=72, NO_COLOR="1")
    coloured = on_a_terminal("report", "small.yaml", columns=72)
    assert max(map(len, plain.splitlines())) <= 72
    assert "\x1b" not in plain
    assert "\x1b[31mcut (general)\x1b[0m" in coloured
    assert re.sub(r"\x1b\[[\d;]*m", "", coloured) == plain
    assert on_a_terminal("report", "small.yaml", columns=72, TERM="dumb") == plain


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


def test_the_version_and_a_usage_error() -> None:
    from importlib.metadata import version

    assert run("--version") == (0, f"tracker {version('platform-tracker')}\n", "")
    code, out, err = run("report", "--format", "pdf")
    assert (code, out) == (2, "")
    assert "--format" in err
    assert "Exit codes: 0 fine; check 1 errors, diff and agree 1 different; 2 " in " ".join(run("--help")[1].split())


def test_of_two_formats_with_one_suffix_the_first_is_meant() -> None:
    assert format_of(None, "x.txt", ["table", "text"]) == "table"
    assert format_of(None, "x.txt", ["text", "table"]) == "text"


def test_the_module_is_the_command() -> None:
    assert shell("tracker report small.yaml", HERE) == run("report", "small.yaml", cwd=HERE)


def test_standard_input_that_does_not_block_is_read_to_its_end() -> None:
    read, write = os.pipe()
    os.set_blocking(read, False)
    command = [sys.executable, "-m", "tracker", "report", "-"]
    with subprocess.Popen(command, stdin=read, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        os.close(read)
        content = SMALL.read_bytes()
        os.write(write, content[:1000])
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(1)
        os.write(write, content[1000:])
        os.close(write)
        out, err = process.communicate()
    assert (process.returncode, out.decode(), err) == (0, run("report", "-", input=content)[1], b"")


def test_who_cannot_be_told_changes_no_exit_code(folder: Path) -> None:
    for command, code in (("check nowhere.yaml", 2), ("report nowhere.yaml", 2), ("init new.yaml", 0)):
        assert shell(f"tracker {command} >/dev/full 2>&1", folder)[0] == code
    assert (folder / "new.yaml").exists()


@pytest.mark.parametrize("environment", [{}, {"PYTHONUNBUFFERED": "1"}], ids=["buffered", "unbuffered"])
def test_a_stdout_that_takes_little_at_a_time_gets_all_or_says_so(folder: Path, environment: dict[str, str]) -> None:
    whole = run("report", "small.yaml", "--format", "html", cwd=folder)[1]
    slow = "tracker report small.yaml --format html | (sleep 0.5; cat)"
    assert shell(slow, folder, **environment) == (0, whole, "")
    short = "ulimit -f 8; trap '' XFSZ; tracker report small.yaml --format html > out"
    assert shell(short, folder, **environment) == (2, "", "tracker: cannot write: File too large\n")


def at_its_first_line(process: int) -> bool:
    """Waits until the program catches SIGHUP, which the interpreter does not: what is before is not ours to hold."""
    status = Path(f"/proc/{process}/status")
    while status.exists() and "State:\tZ" not in (told := status.read_text()):
        caught = int(told.partition("SigCgt:\t")[2].split()[0], 16)
        if caught >> (signal.SIGHUP - 1) & 1:
            return True
    return False


@pytest.mark.parametrize("delay", [0.0, 0.02, 0.05, 0.08, 0.12, 0.2, 0.3])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_command_without_a_word(folder: Path, number: int, delay: float) -> None:
    command = [sys.executable, "-m", "tracker", "report", "small.yaml", "--format", "html", "-o", "out.html"]
    process = subprocess.Popen(
        command,
        cwd=folder,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONSAFEPATH": ""},
        preexec_fn=partial(signal.signal, signal.SIGHUP, signal.SIG_DFL),  # which is ignored under nohup
    )
    assert at_its_first_line(process.pid)
    time.sleep(delay)
    process.send_signal(number)
    _, err = process.communicate()
    assert (err, process.returncode in (0, -number, 128 + number)) == (b"", True)
    assert not list(folder.glob(".tracker-*"))


@pytest.mark.parametrize("module", ["cli", "console", "writing"])
def test_a_signal_amid_an_import_is_no_crash(module: str, folder: Path) -> None:
    script = (
        "import os, signal, sys; from tracker.__main__ import main; "
        f"ends = lambda event, args: event == 'exec' and args[0].co_filename.endswith('tracker/{module}.py'); "
        "sys.addaudithook(lambda event, args: os.kill(os.getpid(), signal.SIGTERM) if ends(event, args) else None); "
        "sys.argv = ['tracker', 'report', 'small.yaml', '-o', 'out.txt']; main()"
    )
    ended = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True)
    assert (ended.returncode, ended.stdout, ended.stderr) == (128 + signal.SIGTERM, b"", b"")
    assert not (folder / "out.txt").exists()


def test_dev_stdout_keeps_what_stands_there(folder: Path) -> None:
    command = "tracker report small.yaml --format markdown"
    shell(f"(echo before; {command} -o /dev/stdout; echo after) > all", folder)
    assert (folder / "all").read_text() == f"before\n{shell(command, folder)[1]}after\n"


def test_a_file_name_that_is_no_text_is_written_out_in_json(folder: Path) -> None:
    name = os.fsdecode(b"x\xff.yaml")
    (folder / name).write_text("format: 2\n")
    code, out, _ = run("check", name, "--format", "json", cwd=folder)
    assert code == 1
    assert json.loads(out)["problems"][0]["file"] == name


def test_no_command_of_a_workflow_comes_from_the_file(folder: Path) -> None:
    text = SMALL_TEXT.replace("League of Towns", '"::error::fake"')
    text = text.replace("title: Money", 'title: "\\u2003::warning::x"')
    text = text.replace("title: Hold open meetings", 'title: "Hold ##[stop-commands]x"')
    (folder / "other.yaml").write_text(text)
    actions = {"GITHUB_ACTIONS": "true"}
    for command in ("report other.yaml", "report other.yaml -v", "diff small.yaml other.yaml"):
        _, out, err = run(*command.split(), cwd=folder, env=actions)
        assert not [line for line in (out + err).splitlines() if line.lstrip().startswith("::")]
        assert "##[" not in out + err
    for command in ("report other.yaml", "check other.yaml", "diff small.yaml other.yaml"):
        _, out, _ = run(*command.split(), "--format", "json", cwd=folder, env=actions)
        assert "##[" not in out
        assert json.loads(out)["kind"] == command.split()[0]
    assert run("check", "other.yaml", cwd=folder, env=actions)[0] == 0
    broken = run("check", "-", cwd=folder, env=actions, input=text.replace("kind: law", "kind: lore"))[1]
    assert broken.startswith("::error file=platform.yaml,line=")


def test_json_moves_no_terminal(folder: Path) -> None:
    title = "x \x9b31m \u202e y \x7f \u2028 \U000e0041 \u200b"
    told = json.dumps(title)
    written = '"x \\x9b31m \\u202e y \\x7f \\u2028 \\U000e0041 \\u200b"'
    (folder / "other.yaml").write_text(SMALL_TEXT.replace("Keep the nights quiet", written))
    for command in ("report other.yaml --format json", "diff small.yaml other.yaml --format json"):
        code, out, _ = run(*command.split(), cwd=folder)
        assert code in (0, 1)
        assert told in out
        assert out.isascii()
