"""What is no honest platform file: a clear error, the right exit, no traceback, in bounded time and memory."""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.command import SMALL_TEXT, UNSET, closing, run, run_here
from tests.test_check import CLEAN, COUNT_OF_NONE, edited

MEMORY = 1 << 30  # bytes of address space that a run may take, unless a test says otherwise
SECONDS = 60  # of processor time
HANG = 600  # seconds after which a run counts as hung
UNSAFE = re.compile(r"[\0-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
# ESC and DEL, the right-to-left override, the mark and the zero-width space, a line separator, a C1 control sequence
DIRTY = "\x1b[2J\x1b]0;owned\x07\r\x08\x7f\u202e\u200b\u2028\x9b31m"


def bounded(memory: int) -> Callable[[], None]:
    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    return limit


def check(
    *arguments: str, cwd: Path, input: bytes = b"", memory: int = MEMORY, stdin: int | None = None
) -> tuple[int, str, str]:
    """`tracker check` in a process of bounded memory and time."""
    with subprocess.Popen(
        [sys.executable, "-m", "tracker", "check", *arguments],
        cwd=cwd,
        stdin=subprocess.PIPE if stdin is None else stdin,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if name not in UNSET} | {"PYTHONIOENCODING": "utf-8"},
        preexec_fn=bounded(memory),
    ) as process:
        stdout, stderr = process.communicate(input if stdin is None else None, timeout=HANG)
    return process.returncode, stdout.decode(), stderr.decode()


def refused(content: str | bytes, folder: Path, rule: str, memory: int = MEMORY) -> str:
    """The first line on a file with such content, of which the only problem breaks this rule."""
    (folder / "platform.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    code, stdout, stderr = check("--format", "concise", cwd=folder, memory=memory)
    first, *others = stdout.splitlines()
    assert (code, others, stderr) == (1, [closing(1)], "")
    assert first.endswith(f"[{rule}]")
    return first


# --- Bombs ---


def test_an_alias_bomb_is_not_lit(tmp_path: Path) -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    (tmp_path / "platform.yaml").write_text("a0: &a0 [lol]\n" + levels)
    code, stdout, stderr = check(cwd=tmp_path)
    assert (code, stderr) == (1, "")
    assert stdout.startswith("platform.yaml:1:1: error: `format` is missing")
    assert re.search(r"error: .*`&a0`.*\[yaml-feature\]\n(.*\n)*.*error: .*`\*a0`.*\[yaml-feature\]", stdout)
    assert stdout.splitlines()[-1] == closing(295, hidden=245)


@pytest.mark.parametrize("depth", [65, 900, 1_100, 100_000])  # libyaml has a bound of its own at some 1,000
@pytest.mark.parametrize("opener", ["[", "{a: ", "- ", "? ", "[{a: ", "[\n"])
def test_a_deep_nesting_is_refused_where_it_gets_too_deep(opener: str, depth: int, tmp_path: Path) -> None:
    text = "a:\n  " + opener * depth
    if opener == "? ":
        assert refused(text, tmp_path, "yaml-feature").startswith("platform.yaml:2:")
        return
    opened = [place for place, character in enumerate(text) if character in "[{-"][63]
    line, column = text.count("\n", 0, opened) + 1, opened - text.rfind("\n", 0, opened)
    assert refused(text, tmp_path, "too-deep").startswith(f"platform.yaml:{line}:{column}: ")


def test_a_nesting_of_100_000_lines_is_refused(tmp_path: Path) -> None:
    lines = "".join(" " * min(n, 500) + "a:\n" for n in range(100_000))
    refused(lines, tmp_path, "too-deep")


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028", "\x85"])
def test_100_000_directives_are_refused_by_the_first(line_break: str, tmp_path: Path) -> None:
    directives = "".join(f"%TAG !t{n}! tag:example.org,2000:{line_break}" for n in range(100_000))
    assert "`%`" in refused(f"# a{line_break}{directives}---{line_break}a: b{line_break}", tmp_path, "yaml-feature")


def test_a_scalar_of_a_gigabyte_on_standard_input_is_too_large(tmp_path: Path) -> None:
    with (tmp_path / "scalar").open("wb") as file:
        file.write(b"a: ")
        file.truncate(1 << 30)
    with (tmp_path / "scalar").open("rb") as file:
        code, stdout, stderr = check("-", cwd=tmp_path, stdin=file.fileno())
    assert (code, stdout[:13], "128 MiB [too-large]" in stdout, stderr) == (1, "-:1:1: error:", True, "")


def test_a_scalar_of_60_mib_is_read_and_not_printed(tmp_path: Path) -> None:
    text = edited(("title: Policing", f"title: {'x' * (60 << 20)}"), ("status: cut\n", "status: cot\n"))
    (tmp_path / "platform.yaml").write_text(text)
    code, stdout, stderr = check(cwd=tmp_path, memory=4 * MEMORY)
    assert (code, stderr) == (1, "")
    assert stdout.startswith("platform.yaml:27:17: error: `cot` is ")
    assert len(stdout) < 500


UNITS = {
    "nothing": "- \n",
    "empty mappings": "- {}\n",
    "unknown fields": "- {a: b}\n",
    "aliases": "- *a\n",
    "anchors": "- &a b\n",
    "tags": "- !a b\n",
    "repeated keys": "- {a: b, a: b, a: b, a: b}\n",
}


@pytest.mark.parametrize("unit", UNITS)
def test_a_file_of_a_million_problems_stays_in_bounds(unit: str, tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text("sources:\n" + UNITS[unit] * 200_000)  # up to six problems each
    code, stdout, stderr = check(cwd=tmp_path, memory=2 * MEMORY)
    assert (code, stderr) == (1, "")
    assert len(stdout) < 50_000
    assert re.fullmatch(r"([\d,]+)\D+\d\d,\d{3} errors\D+0\D+1 file", stdout.splitlines()[-1])


def test_a_mapping_of_200_000_unknown_fields_stays_in_bounds(tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text("".join(f"k{n}: x\n" for n in range(200_000)))
    code, stdout, stderr = check(cwd=tmp_path, memory=2 * MEMORY)
    assert (code, stderr, stdout.count("[unknown-field]")) == (1, "", 46)
    assert stdout.count("[missing-field]") == 4


def many_asks(count: int, entry: str) -> str:
    return CLEAN + "".join(entry.replace("N", str(n)) for n in range(count))


ASKS = {
    "unknown statements": "      - {id: aN, title: Ask N, kind: law, asked_in: [platform/xN], status: unaddressed}\n",
    "unknown sources": "      - {id: aN, title: Ask N, kind: law, asked_in: [p-N/x], status: unaddressed}\n",
    "one id": "      - {id: a, title: Ask N, kind: law, asked_in: [platform/grants], status: unaddressed}\n",
    "wrong statuses": "      - {id: aN, title: Ask N, kind: law, asked_in: [platform/grants], status: met}\n",
    "wrong words": "      - {id: aN, title: Ask N, kind: law, asked_in: [platform/grants], status: N}\n",
    "misspelt fields": "      - {id: aN, titel: Ask N, kind: law, asked_in: [platform/grants], status: met}\n",
}


@pytest.mark.parametrize("kind", ASKS)
def test_many_wrong_asks_stay_in_bounds(kind: str, tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text(many_asks(20_000, ASKS[kind]))
    code, stdout, stderr = check(cwd=tmp_path)
    assert (code, stderr) == (1, "")
    assert re.fullmatch(r"([\d,]+)\D+\d\d,\d{3} errors\D+0\D+1 file", stdout.splitlines()[-1])


# --- Encodings and characters ---


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_named(encoding: str, tmp_path: Path) -> None:
    assert refused(CLEAN.encode(encoding), tmp_path, "encoding").startswith("platform.yaml:1:1: error: UTF-16 ")


@pytest.mark.parametrize(
    ("wrong", "named"),
    [(b"\xed\xa0\x80", "0xed"), (b"\xff", "0xff"), (b"\xc0\x80", "0xc0"), (b"caf\xe9", "0xe9"), (b"\xf4\x90", "0xf4")],
)
def test_bytes_that_are_no_utf_8_are_placed(wrong: bytes, named: str, tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + CLEAN.replace("Public", "日本").encode().replace(b"Safety", wrong)
    column = len("platform: {id: mayors, title: 日本 ") + 1 + wrong.startswith(b"caf") * 3
    first = refused(content, tmp_path, "encoding")
    assert first.startswith(f"platform.yaml:2:{column}: error: the byte {named} ")


@pytest.mark.parametrize("character", ["\0", "\x07", "\x1b", "\x7f", "\x80", "\ufffe"])
def test_characters_that_yaml_forbids_are_placed(character: str, tmp_path: Path) -> None:
    first = refused(edited(("Public Safety", f"日本 {character}x")), tmp_path, "control-character")
    assert re.match(rf"platform\.yaml:2:34: error: .* U\+{ord(character):04X} ", first)


@pytest.mark.parametrize("content", [b"\0\0\0", b"\0\0" + CLEAN.encode()])
def test_bytes_of_nothing_are_no_utf_16(content: bytes, tmp_path: Path) -> None:
    assert re.match(r"platform\.yaml:1:1: error: .* U\+0000 ", refused(content, tmp_path, "control-character"))


@pytest.mark.parametrize("escape", [r"\ud800", r"\udfff", r"\ud83d\ude00", r"\U00110000", r"\uDC00x"])
def test_an_escaped_surrogate_is_a_slip_of_syntax(escape: str, tmp_path: Path) -> None:
    first = refused(edited(("Public Safety", f'"{escape}"')), tmp_path, "yaml-syntax")
    assert first.startswith("platform.yaml:2:")


@pytest.mark.parametrize("escape", [r"\0", r"\x1b", r"\u202e", r"\uFFFE", r"\x9b", r"\e[2J"])
def test_escaped_controls_are_text_that_is_never_printed(escape: str, tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text(edited(("status: cut\n", f'status: "{escape}"\n')))
    code, stdout, stderr = check(cwd=tmp_path)
    assert (code, stderr, UNSAFE.findall(stdout)) == (1, "", [])


@pytest.mark.parametrize("marks", [1, 2])
def test_byte_order_marks_take_no_column(marks: int, tmp_path: Path) -> None:
    mark = b"\xef\xbb\xbf" * marks
    assert check("-", cwd=tmp_path, input=mark + CLEAN.encode()) == (0, COUNT_OF_NONE, "")
    _, stdout, _ = check("-", cwd=tmp_path, input=mark + CLEAN.replace("format: 1", "format: 3").encode())
    assert stdout.startswith("-:1:9: error: `3` is ")


# --- What is printed ---


def dirty_files() -> dict[str, str]:
    escaped = json.dumps(DIRTY)
    seen = "".join(character for character in DIRTY if character in "\u202e\u200b\u2028")
    return {
        "a key": edited(("    genre: survey\n", f"    genre: survey\n    {escaped}: x\n")),
        "a value": edited(("status: cut\n", f"status: {escaped}\n")),
        "an id": edited(("id: hiring-grants", f"id: {escaped}")),
        "a repeated key": edited(("    genre: survey\n", f"    genre: survey\n    {escaped}: x\n    {escaped}: y\n")),
        "a repeated title": edited(("title: Increase hiring grants", f"title: {escaped}"))
        + f"      - {{id: b, title: {escaped}, kind: law, asked_in: [platform/grants], status: unaddressed}}\n",
        "a long pin": edited(("pin: more aid", f"pin: {json.dumps((DIRTY + ' ') * 13)}")),
        "a line as it stands": edited(("title: Policing", f"title: a{seen}: b")),
        "an anchor": edited(("title: Policing", f"title: &a{seen} b")),
        "an alias": edited(("title: Policing", f"title: *a{seen}")),
        "a tag": edited(("title: Policing", f"title: !a{seen} b")),
        "controls": edited(("title: Policing", f"title: {DIRTY}")),
        "a comment": edited(("title: Policing", f"title: [ # {seen}")),
        "a file name in the file": edited(("    genre: survey\n", f"    genre: survey\n    text: {escaped}\n")),
    }


@pytest.mark.parametrize("format", ["text", "concise", "github"])
@pytest.mark.parametrize("where", dirty_files())
def test_nothing_of_the_file_moves_the_terminal(where: str, format: str, tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_bytes(dirty_files()[where].encode())
    code, stdout, stderr = run_here("check", "--strict", "--texts", ".", "--format", format, cwd=tmp_path)
    assert (code, stderr) == (1, "")
    assert UNSAFE.findall(stdout) == []


@pytest.mark.parametrize("format", ["text", "concise", "github"])
def test_no_name_of_a_file_moves_the_terminal(format: str, tmp_path: Path) -> None:
    name = f"a{DIRTY}\n::error::b.yaml"
    (tmp_path / name).write_text(edited(("status: cut\n", "status: cot\n")))
    code, stdout, stderr = check(name, "--format", format, cwd=tmp_path)
    assert (code, stderr, UNSAFE.findall(stdout)) == (1, "", [])
    assert not [line for line in stdout.splitlines() if line.startswith("::error::")]


# --- What is no file ---


def test_an_unreadable_file(tmp_path: Path) -> None:
    """As root, who may read all, the check runs as nobody."""
    (tmp_path / "platform.yaml").write_text(CLEAN)
    (tmp_path / "platform.yaml").chmod(0)
    tmp_path.chmod(0o755)
    program = (
        "import contextlib, os, sys; from tracker.__main__ import main\n"
        "for name in ('./none.yaml', 'platform.yaml'):\n"
        "    sys.argv = ['tracker', 'check', name]\n"
        "    with contextlib.suppress(SystemExit):\n"
        "        main()\n"
        "    if os.getuid() == 0:\n"  # once all that it takes is imported, as nobody may not read it in any folder
        "        os.setgroups([])\n"
        "        os.setgid(65534)\n"
        "        os.setuid(65534)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    told = "tracker: ./none.yaml: no such file or directory\ntracker: platform.yaml: permission denied\n"
    assert (done.stdout, done.stderr) == ("", told)


@pytest.mark.parametrize("content", ["---\n", "# a\n", "\n\n \n", "''\n", '""\n', "--- |\n", "\ufeff"])
def test_a_file_without_content_is_empty(content: str, tmp_path: Path) -> None:
    assert "the file is empty" in refused(content, tmp_path, "empty-file")


def test_what_is_no_platform_at_all(tmp_path: Path) -> None:
    for content, stands in (("hello", "text"), ("hello\u00a0there", "text"), ("- a\n- b", "a list"), ("[]", "a list")):
        first = refused(content, tmp_path, "wrong-type")
        assert first.startswith(f"platform.yaml:1:1: error: {stands} stands where a mapping is expected; ")


@pytest.mark.parametrize("command", ["report", "show", "diff"])
def test_the_other_commands_refuse_a_hostile_file_too(command: str, tmp_path: Path) -> None:
    (tmp_path / "platform.yaml").write_text("a: " + "[" * 100_000)
    arguments = {"report": (), "show": ("grants",), "diff": ("platform.yaml", "platform.yaml")}[command]
    code, stdout, stderr = run(command, *arguments, cwd=tmp_path)
    assert (code, stdout, UNSAFE.findall(stderr)) == (2, "", [])
    assert "[too-deep]" in stderr


BOUND = 60  # seconds: a guard against work that grows with the square, not a measurement


def chain(length: int) -> str:
    """A platform of so many sources, each of which supersedes the one before."""
    sources = "".join(
        f"  - {{id: s{n}, role: evidence, title: t, genre: g, issued: 2025, supersedes: [{f's{n - 1}' if n else ''}],"
        f" statements: [{{id: x, locator: par. 1, pin: p}}]}}\n"
        for n in range(length)
    )
    head, tail = SMALL_TEXT.split("  - id: survey-2023")[0], "sections: []\n"
    return head.replace("statements:\n", "statements: []\n").split("      - {id: money")[0] + sources + tail


def test_a_long_chain_of_sources_is_no_burden(folder: Path) -> None:
    (folder / "chain.yaml").write_text(chain(20_000))
    for command in (("check", "chain.yaml"), ("show", "s0", "chain.yaml"), ("report", "chain.yaml")):
        assert run(*command, cwd=folder, timeout=BOUND)[0] == 0


def test_spaces_words_and_sections_without_end_are_no_burden(folder: Path) -> None:
    from tracker.texts import normalized

    assert normalized("w" + " " * 1_000_000 + "-" * 1_000_000 + " x") == "w-x"
    old = (folder / "small.yaml").read_text()
    for name, title in (("old.yaml", "x " + "a " * 5000), ("new.yaml", "y " + "a b " * 2500)):
        (folder / name).write_text(old.replace("Adopt a building law", title))
    assert run("diff", "old.yaml", "new.yaml", cwd=folder, timeout=BOUND)[0] == 1
